import { hasErrors } from "@tutti/hcl";
import { providerMistakes, providerSources } from "@tutti/operation";
import { encodeJsonTree } from "@tutti/values";
import type { Command, CommandContext } from "../../command/command.ts";
import { boolFlag } from "../../command/flags.ts";
import { productName } from "../../command/product.ts";
import { cliError } from "../../errors.ts";
import { parseLegacy } from "../flags/command-flags.ts";
import { EARLY_FLAGS, variableArguments } from "../flags/early-flags.ts";
import { plainError } from "../views/plain-error.ts";
import { providerJson } from "../views/provider-schema-json.ts";
import { providerSource } from "../views/provider-source.ts";
import { legacyReport } from "../views/report.ts";
import { openGivenState } from "./initialised-state.ts";
import { loadConfiguration } from "./load-configuration.ts";
import { loadSchemas } from "./load-schemas.ts";

const FLAGS = { ...EARLY_FLAGS, json: boolFlag() } as const;

/** Prints the schemas of all providers of the configuration and the state. */
export const command: Command = {
  summary: "Show schemas for the providers used in the configuration",
  flags: FLAGS,
  run,
};

async function run(context: CommandContext): Promise<number> {
  const flags = await parseLegacy(context, "providers schema", FLAGS);
  if (typeof flags === "number") return flags;
  if (!flags.values.json) {
    const { command: word } = productName(context.product);
    return plainError(context, cliError("json-flag-required", word));
  }
  const report = legacyReport(context);
  const variables = variableArguments(flags.uses);
  const loaded = await loadConfiguration(context, report, { anyVersion: true, variables });
  if (loaded.config === undefined || hasErrors(loaded.diagnostics))
    return report.diagnostics(loaded.diagnostics);
  const mistakes = await providerMistakes(context.runtime, loaded.config, "plan");
  if (mistakes.length > 0) return report.diagnostics(mistakes);
  const opened = await (await openGivenState(context, variables)).read();
  if (!opened.ok) return report.problems(opened.problems);
  const stored = [...opened.value.state.resources.values()].map(({ provider }) => providerSource(provider));
  const sources = new Set([...providerSources(loaded.config.root), ...stored]);
  const schemas = await loadSchemas(context, [...sources].sort());
  const beyond = context.product !== "terraform";
  const shown = Object.fromEntries(
    [...schemas].map(([source, schema]) => [source, providerJson(schema, beyond)]),
  );
  const found = schemas.size > 0 ? { provider_schemas: shown } : {};
  context.stdout.write(`${encodeJsonTree({ format_version: "1.0", ...found })}\n`);
  return 0;
}
