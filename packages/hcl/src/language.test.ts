import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type RuleCase, testGolden } from "@tutti/config/testkit";
import { functionNames, loadFunctions } from "@tutti/functions";
import { encodeJson, objectValue, unmarkDeep, type Value } from "@tutti/values";
import { describe } from "vitest";
import type { Block, Body } from "./body/body.ts";
import type { Diagnostic } from "./diagnostics/diagnostic.ts";
import { evaluate } from "./eval/evaluate.ts";
import { parseJsonConfig } from "./json/parse-json-config.ts";
import { parseConfig } from "./parse.ts";
import { renderDiagnostic } from "./render/render.ts";
import { type EvalContext, scopeOf } from "./scope/context.ts";
import { rangeText } from "./source/range.ts";

/**
 * Each rule of the syntax and of evaluation with its neighbours: the values of
 * outputs, and what is said. Compared with what `terraform apply` says of the
 * same files, but for what a configuration may hold, which is no business of
 * this room. `TUTTI_GOLDEN=write` writes it anew, to be read.
 */
const FOLDER = join(import.meta.dirname, "../testdata/rules");
/** Files whose names start so hold what is shown to people, line by line. */
const SHOWN = "shown";

const library = await loadFunctions(functionNames());
const functions = library.table({
  files: { readFile: () => new Uint8Array(), stat: () => undefined, list: () => [] },
  baseDirectory: ".",
  workingDirectory: "/",
  home: "/",
  now: () => 0,
  randomBytes: (count) => new Uint8Array(count),
  pure: false,
});
const SCHEMA = { blocks: [{ type: "locals" }, { type: "output", labelNames: ["name"] }] };
const OUTPUT = { attributes: [{ name: "value", required: true }, { name: "sensitive" }] };

/** What is wrong, or else each output with its value. */
function said({ files }: RuleCase, shows: boolean): readonly string[] {
  const tell = (found: readonly Diagnostic[]): readonly string[] =>
    shows ? found.flatMap((one) => shownLines(one, files)) : found.map(diagnosticLine).sort();
  const parsed = Object.entries(files).map(([path, text]) =>
    path.endsWith(".json") ? parseJsonConfig(text, path) : parseConfig(text, path),
  );
  const wrong = parsed.flatMap(({ diagnostics }) => diagnostics);
  return wrong.length > 0 ? tell(wrong) : valuesOf(parsed, tell);
}

function valuesOf(
  parsed: readonly { readonly body: Body }[],
  tell: (found: readonly Diagnostic[]) => readonly string[],
): readonly string[] {
  const found: Diagnostic[] = [];
  const blocks = parsed.flatMap(({ body }): readonly Block[] => {
    const { content, diagnostics } = body.content(SCHEMA);
    found.push(...diagnostics);
    return content.blocks;
  });
  const locals: Record<string, Value> = {};
  const context = (): EvalContext => ({ variables: scopeOf({ local: objectValue(locals) }), functions });
  for (const { type, body } of blocks) {
    if (type !== "locals") continue;
    const { attributes, diagnostics } = body.justAttributes();
    found.push(...diagnostics);
    for (const [name, { expression }] of attributes) {
      const result = evaluate(expression, context());
      found.push(...result.diagnostics);
      locals[name] = result.value;
    }
  }
  const values: string[] = [];
  for (const { type, labels, body } of blocks) {
    if (type !== "output") continue;
    const { content, diagnostics } = body.content(OUTPUT);
    found.push(...diagnostics);
    const value = content.attributes.get("value");
    if (value === undefined) continue;
    const result = evaluate(value.expression, context());
    found.push(...result.diagnostics);
    if (result.diagnostics.length === 0) values.push(`${labels[0]} = ${text(result.value)}`);
  }
  return [...tell(found), ...values.sort()];
}

const text = (value: Value): string => {
  const { value: bare, marks } = unmarkDeep(value);
  return [...[...marks].sort(), bare.isWhollyKnown ? encodeJson(bare) : "?"].join(" ");
};

function diagnosticLine({ severity, summary, detail, subject }: Diagnostic): string {
  const place = subject === undefined ? "" : ` ${rangeText(subject)}`;
  return `${severity}${place}: ${summary}: ${detail}`.replaceAll("\n", "\\n").trimEnd();
}

function shownLines(diagnostic: Diagnostic, files: RuleCase["files"]): readonly string[] {
  const rendered = renderDiagnostic(diagnostic, { sources: (filename) => files[filename] });
  return rendered.split("\n").map((line) => `|${line}`.trimEnd());
}

describe.each(readdirSync(FOLDER))("%s", (file) => {
  testGolden(join(FOLDER, file), { ours: (given) => said(given, file.startsWith(SHOWN)) });
});
