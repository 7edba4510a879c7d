import { errorDiagnostic } from "@tutti/hcl";
import type { Limit } from "@tutti/runtime";
import {
  type CheckResult,
  ioProblem,
  type JournalRecord,
  type RecordSafety,
  type StateFold,
} from "@tutti/state";
import type { Value } from "@tutti/values";
import { engineError } from "../errors.ts";
import type { ResourceNode } from "../graph/config-node.ts";
import type { InstanceMap } from "../graph/instance-map.ts";
import type { Relations } from "../graph/relations.ts";
import type { ObjectPlace } from "../object/conditions.ts";
import type { ActionInvocation, KeptPart, Plan, ResourceChange } from "../plan.ts";
import type { ApplyRequest } from "../request.ts";
import type { EphemeralPool } from "../scope/ephemeral-pool.ts";
import type { ProviderPool } from "../scope/provider-pool.ts";
import type { Walk } from "../scope/walk.ts";

/** All that one apply holds. */
export interface ApplyRun {
  readonly request: ApplyRequest;
  readonly plan: Plan;
  readonly walk: Walk;
  readonly providers: ProviderPool;
  readonly ephemeral: EphemeralPool;
  readonly limit: Limit;
  readonly relations: Relations;
  /** The state as far as we are. */
  readonly state: StateFold;
  /** By their places in the plan; none of what stays together. */
  readonly placed: readonly (ResourceChange | undefined)[];
  /** Those of current objects. */
  readonly changes: InstanceMap<ResourceChange>;
  /** What stays together, by the address of its resource. */
  readonly kept: ReadonlyMap<string, readonly KeptPart[]>;
  /** Actions that they trigger, in the order in which they are invoked. */
  readonly triggered: InstanceMap<readonly ActionInvocation[]>;
  /** What the plan says of conditions, by config address. */
  readonly checked: ReadonlyMap<string, CheckResult>;
  /** Resource nodes by config address. */
  readonly nodes: ReadonlyMap<string, ResourceNode>;
  /**
   * `failed` is set when the journal could not be written: what runs ends, nothing new starts.
   * `waiting`: results that are on their way into it and hold no place of those that run.
   */
  readonly journal: { failed: boolean; waiting: number };
  /** For provider calls: not aborted by Ctrl-C, which lets them end. */
  readonly signal: AbortSignal;
}

/**
 * First to the journal, then to the state in memory. What has happened is kept
 * there even where the journal cannot take it: saving the state may still do.
 */
export async function record(run: ApplyRun, entry: JournalRecord, safety?: RecordSafety): Promise<void> {
  await writeJournal(run, entry, safety);
  run.state.apply(entry);
}

/** Results that may wait for the journal at one time beside what runs. */
const WAITING_MAX = 256;

/**
 * Records what an operation came to, of which nothing else is left to do but to
 * tell it: others start in its place meanwhile, so that many results share a
 * write. One at a time stays one at a time.
 */
export async function recordResult(
  run: ApplyRun,
  entry: JournalRecord,
  safety: RecordSafety,
  leavePlace: () => void,
): Promise<void> {
  const recorded = record(run, entry, safety);
  const { journal, request } = run;
  journal.waiting += 1;
  if (request.parallelism !== 1 && journal.waiting <= WAITING_MAX) leavePlace();
  await recorded;
  journal.waiting -= 1;
}

/** Tells the journal what is about to happen. False: it could not be told, so it must not happen. */
export async function announce(run: ApplyRun, entry: JournalRecord): Promise<boolean> {
  const written = await writeJournal(run, entry, "durable");
  if (written) run.state.apply(entry);
  return written;
}

async function writeJournal(
  { request, journal, walk }: ApplyRun,
  entry: JournalRecord,
  safety: RecordSafety | undefined,
): Promise<boolean> {
  if (journal.failed) return false;
  try {
    await request.journal.write(entry, safety);
    return true;
  } catch (error) {
    const { problems } = ioProblem(error, engineError("failed-to-write-the-journal"));
    // Records of one turn fail together; one of them tells.
    if (!journal.failed) walk.report(problems.map((problem) => errorDiagnostic(problem, problem.detail)));
    journal.failed = true;
    return false;
  }
}

/** Others see this value from now on. */
export function setValue(item: ObjectPlace, value: Value): void {
  item.scope.resources.get(item.node.resource.key)?.set(item.address.key, value);
}
