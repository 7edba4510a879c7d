import { join } from "node:path";
import { COMMAND, type Diagnostic, PRODUCT } from "@tutti/hcl";
import type { Runtime } from "@tutti/runtime";
import {
  type Backend,
  createUnavailableBackend,
  DEFAULT_BACKEND,
  type FileFlags,
  findBackend,
  type IndexUse,
  isWorkspaceName,
  noSettings,
  type StateHandle,
  type StateReader,
} from "@tutti/state";
import { currentWorkspace } from "../configuration/workspace.ts";
import { dataDirectory } from "../data-directory.ts";
import type { EncryptionTargets } from "../encryption/build-targets.ts";
import { openEncryption } from "../encryption/open-encryption.ts";
import { stateSeal } from "../encryption/state-seal.ts";
import { operationError } from "../errors.ts";
import { historyLimits } from "../history/history-setting.ts";
import type { Outcome } from "../outcome.ts";
import { TERRAFORM_VERSION } from "../terraform-version.ts";
import { readSavedBackend, type SavedBackend } from "./saved-backend.ts";

/** Who reads and writes states, for refusals and for the version that stands in them. */
export const STATE_READER: StateReader = { name: PRODUCT, version: TERRAFORM_VERSION };

/** The backend that `init` configured, else the default one. */
export async function openBackend(
  runtime: Runtime,
  files?: FileFlags,
  encryption?: Outcome<EncryptionTargets>,
  index?: IndexUse,
): Promise<Backend> {
  const saved = await readSavedBackend(runtime);
  return createSavedBackend(runtime, saved, encryption ?? (await openEncryption(runtime)), files, index);
}

/** Undefined is the default backend. */
export async function createSavedBackend(
  runtime: Runtime,
  saved: SavedBackend | undefined,
  encryption: Outcome<EncryptionTargets>,
  files?: FileFlags,
  index?: IndexUse,
): Promise<Backend> {
  const definition = saved === undefined ? DEFAULT_BACKEND : await findBackend(saved.type);
  if (typeof definition === "string")
    return createUnavailableBackend(
      saved?.type ?? "",
      operationError("unsupported-backend-type"),
      `This working directory was initialised for the backend "${saved?.type}", which ${PRODUCT} does not have. Choose another one in the configuration and run "${COMMAND} init -reconfigure", or go on with the program that initialised it.`,
    );
  if (!encryption.ok) return withoutEncryption(definition.type, encryption.diagnostics);
  const seal = stateSeal(runtime, encryption.value);
  const history = historyLimits(runtime);
  const surroundings = {
    runtime,
    reader: STATE_READER,
    seal,
    history,
    index,
    ...(files === undefined ? {} : { files }),
  };
  return definition.create(surroundings, saved?.settings ?? noSettings(definition));
}

/** Nothing is read, and nothing written that ought to be hidden. */
function withoutEncryption(type: string, diagnostics: readonly Diagnostic[]): Backend {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const [first] = errors;
  if (first === undefined) throw new Error("an outcome that failed has an error");
  return createUnavailableBackend(type, first, errors.map(({ detail }) => detail).join("\n\n"));
}

/** A name that leads to another folder is the state of no workspace. */
function withoutName(name: string): StateHandle {
  const kind = operationError("invalid-workspace-name-set-using-tf-workspace");
  const detail = `No workspace can be called ${JSON.stringify(name)}. Choose another one by TF_WORKSPACE or by ${COMMAND} workspace select.`;
  return createUnavailableBackend("workspace", kind, detail).open(name);
}

/** The state of a workspace, by default of the chosen one; nothing is read yet. */
export async function openState(
  runtime: Runtime,
  files: FileFlags = {},
  workspace?: string,
  encryption?: Outcome<EncryptionTargets>,
  index?: IndexUse,
): Promise<StateHandle> {
  const name = workspace ?? (await currentWorkspace(runtime)).name;
  if (!isWorkspaceName(name)) return withoutName(name);
  return (await openBackend(runtime, files, encryption, index)).open(name);
}

/** Where it is kept how to find objects of a state. */
export function stateIndex(runtime: Runtime, needsFew: boolean): IndexUse {
  return { folder: join(dataDirectory(runtime), "state-index"), needsFew };
}
