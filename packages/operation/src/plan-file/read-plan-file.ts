import { type Config, loadConfig, MANIFEST_PATH, memorySources, WHOLE_LANGUAGE } from "@tutti/config";
import type { KnownState, OpenedPlanFile, PlanFile } from "@tutti/engine";
import { type Diagnostic, errorDiagnostic } from "@tutti/hcl";
import { type Runtime, RuntimeError, reasonOf } from "@tutti/runtime";
import type { EncryptionTargets } from "../encryption/build-targets.ts";
import { openEncryption } from "../encryption/open-encryption.ts";
import { unsealPlan } from "../encryption/sealed-files.ts";
import { operationError } from "../errors.ts";
import { done, failed, type Outcome } from "../outcome.ts";
import { TERRAFORM_VERSION } from "../terraform-version.ts";

/** A plan file with its configuration read again from what it holds. */
export interface SavedPlan {
  readonly file: PlanFile;
  readonly config: Config;
}

/** The same before its state was looked at. */
export interface OpenedSavedPlan {
  readonly file: OpenedPlanFile;
  readonly config: Config;
  /** What is said of the configuration. */
  readonly warnings: readonly Diagnostic[];
}

/** What the bytes of a plan file hold; a text is why they hold none. */
export async function decodeSavedPlan(bytes: Uint8Array): Promise<SavedPlan | string> {
  const opened = await openBytes(bytes);
  return typeof opened === "string" ? opened : wholePlan(opened);
}

/** All of it. A state that is known already is taken in place of the file's own, where that is the same. */
export function wholePlan({ file, config }: OpenedSavedPlan, known?: KnownState): SavedPlan | string {
  const whole = file.whole(known);
  return whole.ok ? { file: whole.file, config } : whole.message;
}

async function openBytes(bytes: Uint8Array): Promise<OpenedSavedPlan | string> {
  const { openPlanFile } = await import("@tutti/engine");
  const opened = openPlanFile(bytes);
  if (!opened.ok) return opened.message;
  const { file } = opened;
  const files = new Map(file.sources);
  const manifest = file.extra.get("manifest") ?? "";
  if (manifest !== "") files.set(MANIFEST_PATH, manifest);
  const loaded = await loadConfig(memorySources(files, WHOLE_LANGUAGE), {
    productVersion: TERRAFORM_VERSION,
  });
  if (loaded.config === undefined) return "it holds no configuration";
  // A plan was made of it once, so it had none.
  const error = loaded.diagnostics.find(({ severity }) => severity === "error");
  return error === undefined
    ? { file, config: loaded.config, warnings: loaded.diagnostics }
    : `its configuration has an error: ${error.summary}`;
}

/** Reads the plan that lies at `path`. */
export async function readPlanFile(
  runtime: Runtime,
  path: string,
  encryption?: Outcome<EncryptionTargets>,
): Promise<Outcome<SavedPlan>> {
  const opened = await openPlanAt(runtime, path, encryption);
  if (!opened.ok) return opened;
  const whole = wholePlan(opened.value);
  return typeof whole === "string" ? damagedPlan(path, whole) : done(whole);
}

/** Reads the plan that lies at `path`, but for its state. */
export async function openPlanAt(
  runtime: Runtime,
  path: string,
  encryption?: Outcome<EncryptionTargets>,
): Promise<Outcome<OpenedSavedPlan>> {
  const refuse = (detail: string): Outcome<never> => unreadablePlan(path, detail);
  const { disk } = runtime;
  if ((await disk.stat(path)) === undefined) return refuse(`Error: stat ${path}: no such file or directory`);
  const bytes = await disk.readFile(path).catch(unreadable);
  if (typeof bytes === "string") return refuse(`Error: read ${path}: ${bytes}`);
  const how = encryption ?? (await openEncryption(runtime));
  if (!how.ok) return how;
  const unsealed = await unsealPlan(how.value.plan, bytes);
  if (typeof unsealed === "string") return refuse(`Error: ${unsealed}.`);
  const opened = await openBytes(unsealed);
  return typeof opened === "string" ? damagedPlan(path, opened) : done(opened);
}

/** The refusal of a plan file that is none, or is damaged. */
export function damagedPlan(path: string, why: string): Outcome<never> {
  const advice = 'Make it again with "plan -out".';
  return unreadablePlan(path, `Error: the file is no plan, or is damaged: ${why}. ${advice}`);
}

function unreadablePlan(path: string, detail: string): Outcome<never> {
  return failed([errorDiagnostic(operationError("failed-to-load-plan-file", path), detail)]);
}

function unreadable(error: unknown): string {
  if (error instanceof RuntimeError) return reasonOf(error);
  throw error;
}
