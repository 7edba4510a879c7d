import { createHash } from "node:crypto";
import { diagnosticsText, loadAllFunctions, runtimeScope } from "@tutti/functions";
import { evaluate, hasErrors, parseTemplate, scopeOf } from "@tutti/hcl";
import { block, computed, type DataDefinition, optional, ProviderFailure } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { ConversionError, convertOrError, mapType, STRING, stringValue } from "@tutti/values";
import { utilityError } from "../errors.ts";

/** `data "template_file"`: a template with texts in it; all functions of the language may stand there. */
export const TEMPLATE_FILE: DataDefinition<Runtime> = {
  block: {
    ...block({
      filename: optional(STRING, { deprecated: true, description: "Use `template` with `file()`." }),
      id: computed(STRING, { description: "SHA-256 of `rendered`." }),
      rendered: computed(STRING, { description: "What became of it." }),
      template: optional(STRING, { description: "The template, as text." }),
      vars: optional(mapType(STRING), { description: "What its names stand for." }),
    }),
    deprecated: true,
  },
  async read(config, { client }) {
    const filename = config.string("filename");
    const template = config.text("template");
    const text = template === "" && filename !== undefined ? await client.disk.readText(filename) : template;
    const rendered = await render(text, config.map("vars"), client);
    return { id: createHash("sha256").update(rendered).digest("hex"), rendered };
  },
};

async function render(text: string, vars: ReadonlyMap<string, string>, runtime: Runtime): Promise<string> {
  const parsed = parseTemplate(text, "<template_file>");
  if (hasErrors(parsed.diagnostics)) throw failure(diagnosticsText(parsed.diagnostics));
  const library = await loadAllFunctions();
  const variables = new Map([...vars].map(([name, value]) => [name, stringValue(value)] as const));
  const { value, diagnostics } = evaluate(parsed.expression, {
    variables: scopeOf(variables),
    functions: library.table(runtimeScope(runtime, { pure: false })),
  });
  if (hasErrors(diagnostics)) throw failure(diagnosticsText(diagnostics));
  const converted = convertOrError(value, STRING);
  if (converted instanceof ConversionError || !converted.isKnown)
    throw failure(
      `invalid template result: ${converted instanceof ConversionError ? converted.message : "it is null"}`,
    );
  return converted.asString;
}

function failure(reason: string): ProviderFailure {
  return new ProviderFailure(utilityError("failed-to-render-template"), `failed to render : ${reason}`);
}
