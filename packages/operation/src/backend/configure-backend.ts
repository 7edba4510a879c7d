import type { Module } from "@tutti/config";
import { configError } from "@tutti/config";
import {
  COMMAND,
  type Diagnostic,
  errorDiagnostic,
  hasErrors,
  parseConfig,
  parseJsonConfig,
  warningDiagnostic,
} from "@tutti/hcl";
import { type Runtime, RuntimeError } from "@tutti/runtime";
import { type BackendOverride, DEFAULT_BACKEND } from "@tutti/state";
import { currentWorkspace } from "../configuration/workspace.ts";
import { openEncryption } from "../encryption/open-encryption.ts";
import { operationError } from "../errors.ts";
import { done, failed, type Outcome, problemDiagnostics } from "../outcome.ts";
import { type CopyLock, type CopyOptions, copyStates } from "./copy-states.ts";
import { createSavedBackend, openBackend } from "./open-backend.ts";
import { readBackendBlock, sameBackend } from "./read-backend-block.ts";
import { readSavedBackend, type SavedBackend, writeSavedBackend } from "./saved-backend.ts";

/** Which backend is to be set up, and from what. */
export interface ConfigureBackendRequest {
  readonly runtime: Runtime;
  readonly module: Module;
  /** As given with `-backend-config`: each is `name=value`, or names a file of arguments. */
  readonly arguments: readonly string[];
  /** Forget what was configured before; no state is copied. */
  readonly reconfigure: boolean;
  /** Where another backend was configured, copy its states; without it a change is refused. */
  readonly migrateState: boolean;
  /** As `migrateState`, also where nothing was configured before, and over others that are there. */
  readonly forceCopy: boolean;
  /** Of the states that are copied; default: lock, and try once. */
  readonly lock?: CopyLock;
  readonly onStep?: (step: BackendStep) => void;
  /** Texts of files read, for showing what is wrong in them. */
  readonly sources?: Map<string, string>;
}

/** What happens to the place of the states, before it happens (`changing`, `unsetting`) or after. */
export interface BackendStep {
  readonly kind: "changing" | "configured" | "unsetting" | "unset";
  readonly type: string;
  /** What it was before a change. */
  readonly from?: string;
}

/** What `init` does for the place of the states. */
export async function configureBackend(request: ConfigureBackendRequest): Promise<Outcome<undefined>> {
  const { runtime, module } = request;
  const overrides = await readOverrides(request);
  if (!overrides.ok) return overrides;
  const { block, diagnostics } = await readBackendBlock(
    module,
    runtime.environment.variables,
    overrides.value,
  );
  if (hasErrors(diagnostics)) return failed(diagnostics);
  const saved = await readSavedBackend(runtime);
  if (block?.settings === undefined) {
    const unset = await unsetBackend(request, saved);
    return unset.ok && request.arguments.length > 0 ? done(undefined, [noBlock()]) : unset;
  }
  const { type } = block.definition;
  const next: SavedBackend = { type, settings: block.settings, hash: block.hash };
  if (saved !== undefined && !request.reconfigure) {
    if (sameBackend(saved, next)) {
      if (saved.hash !== next.hash) await writeSavedBackend(runtime, next);
      return checkReachable(request, next, diagnostics);
    }
    if (!mayCopy(request)) return failed([changed()]);
    request.onStep?.({ kind: "changing", type, from: saved.type });
  }
  if (!request.reconfigure && (saved !== undefined || request.forceCopy)) {
    const copied = await copyStates(runtime, saved, next, copyOptions(request));
    if (!copied.ok) return copied;
  }
  const unreachable = await unreachableWorkspaces(request, next);
  if (unreachable !== undefined) return unreachable;
  await writeSavedBackend(runtime, next);
  request.onStep?.({ kind: "configured", type });
  return checkReachable(request, next, diagnostics);
}

/** A backend that cannot say which workspaces it has is not configured, as with Terraform: the next command asks for `init` again. */
async function unreachableWorkspaces(
  { runtime }: ConfigureBackendRequest,
  next: SavedBackend,
): Promise<Outcome<undefined> | undefined> {
  if (next.type === DEFAULT_BACKEND.type) return undefined;
  const backend = await createSavedBackend(runtime, next, await openEncryption(runtime));
  const found = await backend.workspaces();
  return found.ok ? undefined : failed(problemDiagnostics(found.problems));
}

/** Who cannot come to a server, or may not, is to know it now and not in the middle of the work; files are there or not. */
async function checkReachable(
  { runtime }: ConfigureBackendRequest,
  { type }: SavedBackend,
  warnings: readonly Diagnostic[],
): Promise<Outcome<undefined>> {
  if (type === DEFAULT_BACKEND.type) return done(undefined, warnings);
  const { name } = await currentWorkspace(runtime);
  const read = await (await openBackend(runtime)).open(name).read();
  return read.ok ? done(undefined, warnings) : failed([...warnings, ...problemDiagnostics(read.problems)]);
}

function mayCopy({ migrateState, forceCopy }: ConfigureBackendRequest): boolean {
  return migrateState || forceCopy;
}

function copyOptions({ lock, forceCopy }: ConfigureBackendRequest): CopyOptions {
  return { lock: lock ?? { lock: true, timeoutMs: 0 }, force: forceCopy };
}

async function readOverrides(request: ConfigureBackendRequest): Promise<Outcome<readonly BackendOverride[]>> {
  const overrides: BackendOverride[] = [];
  // An empty one alone is Terraform's way to say that nothing is given.
  const given = request.arguments.join() === "" ? [] : request.arguments;
  for (const text of given) {
    if (text.includes("=")) {
      overrides.push({ kind: "argument", text });
      continue;
    }
    let source: string;
    try {
      source = await request.runtime.disk.readText(text);
    } catch (error) {
      if (!(error instanceof RuntimeError)) throw error;
      return failed([
        errorDiagnostic(configError("failed-to-read-file"), `The file "${text || "."}" could not be read.`),
      ]);
    }
    request.sources?.set(text, source);
    const { body, diagnostics } = text.endsWith(".json")
      ? parseJsonConfig(source, text)
      : parseConfig(source, text);
    if (hasErrors(diagnostics)) return failed(diagnostics);
    overrides.push({ kind: "file", body });
  }
  return done(overrides);
}

async function unsetBackend(
  request: ConfigureBackendRequest,
  saved: SavedBackend | undefined,
): Promise<Outcome<undefined>> {
  if (saved === undefined) return done(undefined);
  if (!request.reconfigure) {
    if (!mayCopy(request)) return failed([changed()]);
    request.onStep?.({ kind: "unsetting", type: saved.type });
    const copied = await copyStates(request.runtime, saved, undefined, copyOptions(request));
    if (!copied.ok) return copied;
    request.onStep?.({ kind: "unset", type: saved.type });
  }
  await writeSavedBackend(request.runtime, undefined);
  return done(undefined);
}

function noBlock(): Diagnostic {
  return warningDiagnostic(
    operationError("missing-backend-configuration"),
    `-backend-config was used without a "backend" block in the configuration.\n\nIf you intended to override the default local backend configuration,\nno action is required, but you may add an explicit backend block to your\nconfiguration to clear this warning:\n\nterraform {\n  backend "${DEFAULT_BACKEND.type}" {}\n}\n\nHowever, if you intended to override a defined backend, please verify that\nthe backend configuration is present and valid.\n`,
  );
}

function changed(): Diagnostic {
  return errorDiagnostic(
    operationError("backend-configuration-changed"),
    `A change in the backend configuration has been detected, which may require migrating existing state.\n\nIf you wish to attempt automatic migration of the state, use "${COMMAND} init -migrate-state".\nIf you wish to store the current configuration with no changes to the state, use "${COMMAND} init -reconfigure".`,
  );
}
