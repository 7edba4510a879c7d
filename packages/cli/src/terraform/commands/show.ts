import type { VariableArgument } from "@tutti/config";
import { hasErrors } from "@tutti/hcl";
import { createProviderRegistry, openSealedFile, TERRAFORM_VERSION } from "@tutti/operation";
import type { ProviderSchema } from "@tutti/plugin";
import { readState, type State } from "@tutti/state";
import type { Command, CommandContext } from "../../command/command.ts";
import { boolFlag } from "../../command/flags.ts";
import { productName } from "../../command/product.ts";
import { cliError } from "../../errors.ts";
import { refuseMoreThan } from "../flags/arguments.ts";
import { parseModern } from "../flags/command-flags.ts";
import { EARLY_FLAGS, variableArguments } from "../flags/early-flags.ts";
import { REASONS_FLAG } from "../flags/operation-flags.ts";
import { providerSource } from "../views/provider-source.ts";
import { Report } from "../views/report.ts";
import { openInitialised } from "./initialised-state.ts";
import { loadConfiguration } from "./load-configuration.ts";
import { problemsText } from "./locked-state.ts";

const FLAGS = { ...EARLY_FLAGS, json: boolFlag(), ...REASONS_FLAG } as const;

/** Shows the state, a state file or a saved plan. */
export const command: Command = { summary: "Show the current state or a saved plan", flags: FLAGS, run };

async function run(context: CommandContext): Promise<number> {
  const flags = parseModern(context, "show", FLAGS);
  if (typeof flags === "number") return flags;
  const report = new Report(context);
  const refused = refuseMoreThan(1, report, "show", flags.rest);
  if (refused !== undefined) return refused;
  const variables = variableArguments(flags.uses);
  const [path] = flags.rest;
  if (path === undefined) {
    const handle = await openInitialised(context, report, "root", variables);
    if (typeof handle === "number") return handle;
    const opened = await handle.read();
    if (!opened.ok) return report.problems(opened.problems);
    const { state, existed, recovered } = opened.value;
    return showState(context, report, existed || recovered ? state : undefined, flags.values.json, variables);
  }
  return showFile(context, report, path, flags.values, variables);
}

async function showFile(
  context: CommandContext,
  report: Report,
  path: string,
  { json, reasons }: { readonly json: boolean; readonly reasons: boolean },
  variables: readonly VariableArgument[],
): Promise<number> {
  const { disk } = context.runtime;
  const found = await disk.stat(path);
  if (found?.kind === "directory") {
    const read = `read ${path}: is a directory`;
    return neitherStateNorPlan(
      report,
      `Error reading ${path} as a statefile: Failed to read state file: The state file could not be read: ${read}`,
      neitherPlan(read),
    );
  }
  const missing = found === undefined;
  const { isPlanFile, PLAN_FILE_HEAD_BYTES } = await import("@tutti/engine");
  const head = missing ? undefined : await disk.readPart(path, 0, PLAN_FILE_HEAD_BYTES);
  // A brace begins a state, or what was encrypted.
  const opened =
    head?.[0] === BRACE
      ? await openSealedFile(context.runtime, await disk.readFile(path), variables)
      : undefined;
  if (opened?.ok === false) return report.diagnostics(opened.diagnostics);
  const bytes = opened?.value;
  if (head !== undefined && isPlanFile(bytes?.subarray(0, PLAN_FILE_HEAD_BYTES) ?? head)) {
    const { showPlan } = await import("./show-plan.ts");
    return showPlan(context, report, bytes ?? (await disk.readFile(path)), path, { json, reasons });
  }
  const { title } = productName(context.product);
  const pieces = bytes === undefined ? disk.readPieces(path) : [bytes];
  const state = missing ? undefined : await readState(pieces, { name: title, version: TERRAFORM_VERSION });
  if (state?.ok === true) return showState(context, report, state.value, json, variables);
  const open = `open ${path}: no such file or directory`;
  const stateError =
    state === undefined
      ? `Error loading statefile: ${open}`
      : `Error reading ${path} as a statefile: ${problemsText(context, state.problems)}`;
  return neitherStateNorPlan(
    report,
    stateError,
    missing ? neitherPlan(open) : "it does not begin as a plan file does",
  );
}

function neitherPlan(why: string): string {
  return `couldn't load the provided path as either a local plan file (${why}) or a saved cloud plan (${why})`;
}

function neitherStateNorPlan(report: Report, stateError: string, planError: string): number {
  return report.error(
    cliError("failed-to-read-the-given-file-as-a-state-or-plan-file"),
    `State read error: ${stateError}\n\nPlan read error: ${planError}`,
  );
}

const BRACE = "{".charCodeAt(0);

async function showState(
  context: CommandContext,
  report: Report,
  state: State | undefined,
  json: boolean,
  variables: readonly VariableArgument[],
): Promise<number> {
  // Terraform asks the configuration for the providers; what is wrong with it is told here too.
  const loaded =
    state === undefined
      ? undefined
      : await loadConfiguration(context, report, { anyVersion: true, variables });
  if (loaded !== undefined && hasErrors(loaded.diagnostics)) return report.diagnostics(loaded.diagnostics);
  if (json) {
    const { stateToJson } = await import("@tutti/engine");
    const { emptyState } = await import("@tutti/state");
    const shown = state ?? emptyState("");
    const tree = stateToJson(shown, await loadSchemas(context, shown), {
      productVersion: TERRAFORM_VERSION,
      checks: true,
    });
    const { writeJson } = await import("./write-json.ts");
    await writeJson(context, tree);
    return 0;
  }
  if (state === undefined) {
    context.stdout.write("No state.\n");
    return 0;
  }
  const { stateText } = await import("../views/state-text.ts");
  context.stdout.write(stateText(state, await loadSchemas(context, state)));
  return 0;
}

/** Schemas of the providers that the state names and that are ours. */
export async function loadSchemas(
  context: CommandContext,
  state: State,
): Promise<ReadonlyMap<string, ProviderSchema>> {
  const { carryingRegistry, carryingTypes, connectAgents } = await import("@tutti/engine");
  const registry = carryingRegistry(
    createProviderRegistry(context.runtime),
    carryingTypes(undefined, state),
    connectAgents(context.runtime),
  );
  const schemas = new Map<string, ProviderSchema>();
  for (const { provider } of state.resources.values()) {
    const source = providerSource(provider);
    if (schemas.has(source)) continue;
    const schema = await (await registry.load(source))?.schema();
    if (schema !== undefined) schemas.set(source, schema);
  }
  return schemas;
}
