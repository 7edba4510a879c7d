import { COMMAND, PRODUCT } from "@tutti/hcl";
import type { Runtime } from "@tutti/runtime";
import {
  type Backend,
  createUnavailableBackend,
  DEFAULT_BACKEND,
  type FileFlags,
  findBackend,
  noSettings,
  type StateHandle,
  type StateReader,
} from "@tutti/state";
import { currentWorkspace } from "../configuration/workspace.ts";
import { operationError } from "../errors.ts";
import { TERRAFORM_VERSION } from "../terraform-version.ts";
import { readSavedBackend, type SavedBackend } from "./saved-backend.ts";

/** Who reads and writes states, for refusals and for the version that stands in them. */
export const STATE_READER: StateReader = { name: PRODUCT, version: TERRAFORM_VERSION };

/** The backend that `init` configured, else the default one. */
export async function openBackend(runtime: Runtime, files?: FileFlags): Promise<Backend> {
  return createSavedBackend(runtime, await readSavedBackend(runtime), files);
}

/** Undefined is the default backend. */
export async function createSavedBackend(
  runtime: Runtime,
  saved: SavedBackend | undefined,
  files?: FileFlags,
): Promise<Backend> {
  const definition = saved === undefined ? DEFAULT_BACKEND : await findBackend(saved.type);
  if (typeof definition === "string")
    return createUnavailableBackend(
      saved?.type ?? "",
      operationError("unsupported-backend-type"),
      `This working directory was initialised for the backend "${saved?.type}", which ${PRODUCT} does not have. Choose another one in the configuration and run "${COMMAND} init -reconfigure", or go on with the program that initialised it.`,
    );
  const surroundings = { runtime, reader: STATE_READER, ...(files === undefined ? {} : { files }) };
  return definition.create(surroundings, saved?.settings ?? noSettings(definition));
}

/** The state of a workspace, by default of the chosen one; nothing is read yet. */
export async function openState(
  runtime: Runtime,
  files: FileFlags = {},
  workspace?: string,
): Promise<StateHandle> {
  const name = workspace ?? (await currentWorkspace(runtime)).name;
  return (await openBackend(runtime, files)).open(name);
}
