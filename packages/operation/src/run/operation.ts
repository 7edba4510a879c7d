import type { Config, InputValue } from "@tutti/config";
import type { EngineEvent, Surroundings } from "@tutti/engine";
import type { DataFiles, KeptFiles } from "@tutti/functions";
import type { Diagnostic } from "@tutti/hcl";
import type { ProviderRegistry } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import type { OpenedState, StateHandle } from "@tutti/state";
import { openState, stateIndex } from "../backend/open-backend.ts";
import { loadUsedFunctions } from "../configuration/used-functions.ts";
import type { EncryptionTargets } from "../encryption/build-targets.ts";
import { openEncryption } from "../encryption/open-encryption.ts";
import { lockAndRead } from "../lock/lock-state.ts";
import { done, failed, type Outcome } from "../outcome.ts";
import { createProviderRegistry } from "../providers/provider-registry.ts";
import { logEvent } from "./log-event.ts";
import type { OperationRequest, Purpose } from "./request.ts";

/** All that an operation needs, found and checked; the state is locked until `release`. */
export interface Operation {
  readonly request: OperationRequest;
  readonly config: Config;
  readonly providers: ProviderRegistry;
  readonly state: StateHandle;
  readonly opened: OpenedState;
  readonly variables: ReadonlyMap<string, InputValue>;
  /** Warnings met while preparing; a plan's diagnostics begin with them. */
  readonly warnings: readonly Diagnostic[];
  /** RFC 3339, whole seconds. */
  readonly timestamp: string;
  /** What functions read of files: the plan's own copies, from the first phase to the last. */
  dataFiles: KeptFiles | undefined;
  /** What a saved plan brought of them. */
  readonly planned: DataFiles | undefined;
  /** How states and plans are hidden; not at all where it is left out. */
  readonly encryption?: EncryptionTargets;
  release(): Promise<void>;
}

export interface OpenRequest {
  readonly config: Config;
  readonly variables: ReadonlyMap<string, InputValue>;
  readonly warnings: readonly Diagnostic[];
  /** The chosen one where it is left out. */
  readonly workspace?: string;
  /** Default: now. */
  readonly timestamp?: string;
  /** What a saved plan brought of the files that functions read. */
  readonly dataFiles?: DataFiles | undefined;
  /** Most objects of the state are not looked at; so it is as well where nothing is refreshed. */
  readonly needsFew?: true;
  /** Where it was looked for already; default: what the configuration says. */
  readonly encryption?: Outcome<EncryptionTargets>;
}

/** Terraform's words for what holds a lock. */
const LOCK_WORDS: Readonly<Record<Purpose, string>> = {
  plan: "OperationTypePlan",
  apply: "OperationTypeApply",
  refresh: "OperationTypeRefresh",
  import: "OperationTypeInvalid",
  query: "OperationTypeInvalid",
};

/** Locks and reads the state. */
export async function openOperation(
  request: OperationRequest,
  open: OpenRequest,
): Promise<Outcome<Operation>> {
  const { runtime, files, lock, purpose } = request;
  const encryption = open.encryption ?? (await openEncryption(runtime, request.variables));
  if (!encryption.ok) return encryption;
  const needsFew = open.needsFew === true || request.refresh === false;
  const index = stateIndex(runtime, needsFew);
  const state = await openState(runtime, files, open.workspace, encryption, index);
  const locked = await lockAndRead(state, {
    lock: lock?.lock ?? true,
    timeoutMs: lock?.timeoutMs ?? 0,
    operation: request.lockedFor ?? LOCK_WORDS[purpose],
  });
  if (!locked.ok) return failed(locked.diagnostics);
  const { opened, release } = locked.value;
  runtime.log.write("debug", "state read", {
    workspace: state.workspace,
    serial: opened.state.serial,
    lineage: opened.state.lineage,
    resources: opened.state.resources.size,
    recovered: opened.recovered,
    open_intents: opened.openIntents.length,
  });
  return done(operationOn(request, open, { state, opened, encryption: encryption.value, release }));
}

/** The operation on a state that is read already. */
export function operationOn(
  request: OperationRequest,
  { config, variables, warnings, dataFiles, timestamp }: Omit<OpenRequest, "workspace" | "encryption">,
  read: Pick<Operation, "state" | "opened" | "encryption" | "release">,
): Operation {
  return {
    request,
    config,
    providers: request.providers ?? createProviderRegistry(request.runtime),
    variables,
    warnings,
    dataFiles: undefined,
    planned: dataFiles,
    timestamp: timestamp ?? timestampOf(request.runtime),
    ...read,
  };
}

/** RFC 3339, whole seconds: now. */
export function timestampOf({ clock }: Runtime): string {
  return `${new Date(clock.now()).toISOString().slice(0, 19)}Z`;
}

/** What an operation works with and where, but for the functions. */
export async function places({
  config,
  providers,
  state,
  request: { runtime },
}: Operation): Promise<
  Pick<Surroundings, "config" | "providers" | "connectAgent" | "clock" | "workspace" | "directory">
> {
  const { connectAgents } = await import("@tutti/engine");
  return {
    config,
    providers,
    connectAgent: connectAgents(runtime),
    clock: runtime.clock,
    workspace: state.workspace,
    directory: runtime.environment.directory,
  };
}

/** The functions and places that expressions see, for one phase. */
export async function surroundings(
  operation: Operation,
  phase: "plan" | "apply",
  signal: AbortSignal | undefined,
): Promise<Surroundings> {
  const { config, request, timestamp } = operation;
  const { runtime, onEvent, parallelism } = request;
  const { KeptFiles, runtimeScope } = await import("@tutti/functions");
  const library = await loadUsedFunctions(config);
  const reach = runtimeScope(runtime, { pure: phase === "plan", planTimestamp: timestamp });
  operation.dataFiles ??= new KeptFiles(reach.files, operation.planned);
  return {
    ...(await places(operation)),
    functions: library.table({ ...reach, files: operation.dataFiles }),
    dataFiles: operation.dataFiles,
    onEvent: (event: EngineEvent) => {
      logEvent(runtime.log, event, phase);
      onEvent?.(event, phase);
    },
    signal,
    standIn: request.standIn,
    parallelism: parallelism ?? 10,
  };
}
