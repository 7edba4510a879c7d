import { type Config, loadConfig, MANIFEST_PATH, memorySources, WHOLE_LANGUAGE } from "@tutti/config";
import type { PlanFile } from "@tutti/engine";
import { errorDiagnostic } from "@tutti/hcl";
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

/** What the bytes of a plan file hold; a text is why they hold none. */
export async function decodeSavedPlan(bytes: Uint8Array): Promise<SavedPlan | string> {
  const { decodePlanFile } = await import("@tutti/engine");
  const decoded = decodePlanFile(bytes);
  if (!decoded.ok) return decoded.message;
  const { file } = decoded;
  const files = new Map(file.sources);
  const manifest = file.extra.get("manifest") ?? "";
  if (manifest !== "") files.set(MANIFEST_PATH, manifest);
  const loaded = await loadConfig(memorySources(files, WHOLE_LANGUAGE), {
    productVersion: TERRAFORM_VERSION,
  });
  if (loaded.config === undefined) return "it holds no configuration";
  return { file, config: loaded.config };
}

/** Reads the plan that lies at `path`. */
export async function readPlanFile(
  runtime: Runtime,
  path: string,
  encryption?: Outcome<EncryptionTargets>,
): Promise<Outcome<SavedPlan>> {
  const refuse = (detail: string): Outcome<SavedPlan> =>
    failed([errorDiagnostic(operationError("failed-to-load-plan-file", path), detail)]);
  const { disk } = runtime;
  if ((await disk.stat(path)) === undefined) return refuse(`Error: stat ${path}: no such file or directory`);
  const bytes = await disk.readFile(path).catch(unreadable);
  if (typeof bytes === "string") return refuse(`Error: read ${path}: ${bytes}`);
  const how = encryption ?? (await openEncryption(runtime));
  if (!how.ok) return how;
  const opened = await unsealPlan(how.value.plan, bytes);
  if (typeof opened === "string") return refuse(`Error: ${opened}.`);
  const saved = await decodeSavedPlan(opened);
  return typeof saved === "string"
    ? refuse(`Error: the file is no plan, or is damaged: ${saved}. Make it again with "plan -out".`)
    : done(saved);
}

function unreadable(error: unknown): string {
  if (error instanceof RuntimeError) return reasonOf(error);
  throw error;
}
