import { type Config, loadConfig, MANIFEST_PATH, memorySources } from "@tutti/config";
import {
  decodePlanFile,
  encodePlanFile,
  type GivenVariable,
  type Plan,
  type PlanFile,
  stalePlan,
} from "@tutti/engine";
import { type Diagnostic, errorDiagnostic, hasErrors } from "@tutti/hcl";
import { RuntimeError, reasonOf } from "@tutti/runtime";
import { convertOrError, rawEquals, unmarkDeep, Value } from "@tutti/values";
import type { CommandContext } from "../../command/command.ts";
import { TERRAFORM_VERSION } from "../../command/product.ts";
import type { OperationOptions } from "../flags/operation-flags.ts";
import { formatValue } from "../views/format-value.ts";
import type { OperationView } from "../views/operation-view.ts";
import type { Report } from "../views/report.ts";
import { finishApply } from "./finish-apply.ts";
import type { Operation } from "./operation.ts";
import { openOperation } from "./operation.ts";
import { assignVariables, findVariableValues } from "./root-variables.ts";
import { dataDirectory } from "./workspace.ts";

/** Writes the plan so that `show` and `apply` need nothing else; what went wrong, if something did. */
export async function savePlan(
  operation: Operation,
  plan: Plan,
  path: string,
): Promise<Diagnostic | undefined> {
  const { runtime } = operation.context;
  const manifestPath = `${dataDirectory(runtime)}/modules/modules.json`;
  const manifest =
    (await runtime.disk.stat(manifestPath)) === undefined ? "" : await runtime.disk.readText(manifestPath);
  const bytes = encodePlanFile({
    plan,
    sources: operation.config.sources,
    dataFiles: operation.dataFiles?.kept,
    extra: new Map([["manifest", manifest]]),
    workspace: operation.access.workspace,
  });
  try {
    await runtime.disk.replaceFile(path, bytes, { mode: 0o600 });
    return undefined;
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    return errorDiagnostic(
      "Failed to save plan",
      `The plan could not be written to ${path}: ${reasonOf(error)}.`,
    );
  }
}

/** A plan file with its configuration read again from what it holds. */
export interface SavedPlan {
  readonly file: PlanFile;
  readonly config: Config;
}

export async function readSavedPlan(bytes: Uint8Array): Promise<SavedPlan | string> {
  const decoded = decodePlanFile(bytes);
  if (!decoded.ok) return decoded.message;
  const { file } = decoded;
  const files = new Map(file.sources);
  const manifest = file.extra.get("manifest") ?? "";
  if (manifest !== "") files.set(MANIFEST_PATH, manifest);
  const loaded = await loadConfig(memorySources(files), { productVersion: TERRAFORM_VERSION });
  if (loaded.config === undefined) return "it holds no configuration";
  return { file, config: loaded.config };
}

/** Applies what was approved, if the state is still the one that it was planned for. */
export async function applySavedPlan(
  context: CommandContext,
  report: Report,
  view: OperationView,
  options: OperationOptions,
  path: string,
): Promise<number> {
  const failed = (detail: string): number =>
    view.diagnostics([errorDiagnostic(`Failed to load "${path}" as a plan file`, detail)]);
  const { disk } = context.runtime;
  if ((await disk.stat(path)) === undefined) return failed(`Error: stat ${path}: no such file or directory`);
  const bytes = await disk.readFile(path).catch(unreadable);
  if (typeof bytes === "string") return failed(`Error: read ${path}: ${bytes}`);
  const saved = await readSavedPlan(bytes);
  if (typeof saved === "string")
    return failed(`Error: the file is no plan, or is damaged: ${saved}. Make it again with "plan -out".`);
  const { plan } = saved.file;
  report.sources = saved.config.sources;
  const given = await givenVariables(context, options, saved);
  if (hasErrors(given.diagnostics)) return view.diagnostics(given.diagnostics);
  view.start();
  const operation = await openOperation(
    context,
    view,
    { ...options, mode: plan.mode },
    {
      config: saved.config,
      variables: given.variables,
      warnings: [],
      lockAs: "OperationTypeApply",
      workspace: saved.file.workspace,
      timestamp: plan.timestamp,
      ...(saved.file.dataFiles === undefined ? {} : { dataFiles: saved.file.dataFiles }),
    },
  );
  if (typeof operation === "number") return operation;
  try {
    const { state, openIntents, recovered } = operation.opened;
    // A killed apply changed what the plan was made for, though its serial says nothing of it.
    const changed = recovered || openIntents.length > 0;
    const stale = stalePlan(plan, changed ? { ...state, serial: state.serial + 1 } : state);
    if (stale !== undefined) return view.diagnostics([stale]);
    return await finishApply(operation, plan, [], "apply");
  } finally {
    await operation.release();
  }
}

function unreadable(error: unknown): string {
  if (error instanceof RuntimeError) return reasonOf(error);
  throw error;
}

/** Only ephemeral variables may be given again; others must be as they were planned. */
async function givenVariables(
  context: CommandContext,
  options: OperationOptions,
  { file, config }: SavedPlan,
): Promise<{
  readonly variables: ReadonlyMap<string, GivenVariable>;
  readonly diagnostics: readonly Diagnostic[];
}> {
  const { module } = config.root;
  const found = await findVariableValues(context, options.uses);
  const assigned = assignVariables(module, found.values);
  const variables = new Map<string, GivenVariable>();
  const diagnostics: Diagnostic[] = [];
  for (const [name, value] of file.plan.variables)
    variables.set(name, { value: unmarkDeep(value).value, origin: { kind: "plan" } });
  for (const [name, given] of assigned.given) {
    const variable = module.variables.get(name);
    if (variable === undefined) continue;
    if (variable.ephemeral) variables.set(name, given);
    else if (given.origin.kind === "argument" || (given.origin.kind === "file" && options.uses.length > 0)) {
      const planned = unmarkDeep(file.plan.variables.get(name) ?? Value.null(variable.type)).value;
      const now = convertOrError(given.value, variable.type);
      if (now instanceof Value && rawEquals(now, planned)) continue;
      diagnostics.push(
        errorDiagnostic(
          "Can't change variable when applying a saved plan",
          `The variable ${name} cannot be set using the -var and -var-file options when applying a saved plan file, because a saved plan includes the variable values that were set when it was created. The saved plan specifies ${formatValue(planned)} as the value whereas during apply the value ${formatValue(given.value)} was ${given.origin.kind === "argument" ? "set by a CLI argument" : "set by a file"}. To declare an ephemeral variable which is not saved in the plan file, use ephemeral = true.`,
        ),
      );
    }
  }
  return { variables, diagnostics };
}
