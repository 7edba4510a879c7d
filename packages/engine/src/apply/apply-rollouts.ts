/** What of an apply waits for the health of what it makes: within the limits of a rollout, or each object by itself. */

import { formatInstance } from "@tutti/addresses";
import { errorDiagnostic } from "@tutti/hcl";
import { createStop } from "@tutti/runtime";
import { formatDurationMs, unmarkDeep, type Value } from "@tutti/values";
import { engineError } from "../errors.ts";
import type { ActionWork, Plan, PlannedRollout, ResourceChange } from "../plan.ts";
import type { Move } from "../rollout/rollout-machine.ts";
import { type Follow, RolloutRunner } from "../rollout/rollout-runner.ts";
import { hasAwaitedChecks } from "../service/object-health.ts";
import type { ApplyRun } from "./apply-run.ts";
import { carrierOf, stateOf } from "./apply-services.ts";
import { HiddenObjects, hidesNew } from "./hidden-objects.ts";

/** Of an object without a rollout: its checks must pass within this. */
const HEALTHY_DEADLINE_MS = 120_000;
/** Of an object without a rollout: between its leaving the catalog and its end. */
const DRAIN_MS = 1_000;

type Work = Exclude<ActionWork, { kind: "block" | "invoke" }>;

/** A member of a rollout, while it is applied. */
interface Seat {
  readonly group: Group;
  readonly at: number;
  /** The old object was let go. */
  isGoing: boolean;
  isFollowed: boolean;
}

interface Group {
  readonly planned: PlannedRollout;
  /** Undefined until the first of its members has its turn: what it waited for before counts for nothing. */
  runner: RolloutRunner | undefined;
  /** What the checks of the one that failed said. */
  said: string;
}

/** The rollouts of one apply, by the places of their members' changes. */
export class ApplyRollouts {
  readonly #groups: readonly Group[];
  readonly #seats = new Map<number, Seat>();
  readonly #hidden: HiddenObjects;

  constructor({ rollouts = [] }: Pick<Plan, "rollouts">, placed: ApplyRun["placed"]) {
    this.#hidden = new HiddenObjects(placed, rollouts);
    this.#groups = rollouts.map((planned) => ({ planned, runner: undefined, said: "" }));
    for (const group of this.#groups)
      for (const [at, { change }] of group.planned.members.entries())
        this.#seats.set(change, { group, at, isGoing: false, isFollowed: false });
  }

  /** What a step has to wait for before it may begin; undefined: for nothing. False: it must not begin. */
  admit(run: ApplyRun, work: Work): Promise<boolean> | undefined {
    const seat = this.#seats.get(work.change);
    const move = seat && moveOf(work, run.placed[work.change], seat);
    if (seat === undefined || move === undefined) return undefined;
    if (move === "take-down") seat.isGoing = true;
    const runner = this.#runner(run, seat.group);
    this.#followMember(run, runner, seat);
    return runner.admit(move, seat.at);
  }

  /** For what the services of an object are hidden from those that look them up; undefined: they are not. */
  hiddenFor(change: ResourceChange): string | undefined {
    return this.#hidden.hiddenFor(change);
  }

  /** Before the services of an object leave the catalog. */
  leaving(run: ApplyRun, change: ResourceChange, place: number): Promise<void> {
    return this.#hidden.showLeft(run, change, place);
  }

  /** A step has ended. */
  ended(work: Work, ok: boolean): void {
    const seat = this.#seats.get(work.change);
    if (seat === undefined) return;
    if (!ok) seat.group.runner?.failed(seat.at);
    else if (work.kind === "delete") seat.group.runner?.gone(seat.at);
  }

  /** After the services of an object are registered: waits until it is well. False: it is not, which was told. */
  async healthy(run: ApplyRun, work: Work, change: ResourceChange): Promise<boolean> {
    const seat = this.#seats.get(work.change);
    const state = unmarkDeep(stateOf(run, change)).value;
    const follow = followOf(run, change, state);
    const explain = (): Promise<string> => carrierOf(run, change).explain(state, run.signal);
    if (seat === undefined) return !hasAwaitedChecks(state) || awaitHealthy(run, change, follow, explain);
    const runner = this.#runner(run, seat.group);
    const proved = await runner.prove(seat.at, follow);
    const { status } = runner;
    const isToBlame = status.kind === "failed" && "member" in status.why && status.why.member === seat.at;
    if (isToBlame) seat.group.said = await explain();
    return proved;
  }

  /** After the services of an object have left the catalog: who was sent there before has time to leave. */
  async drained(run: ApplyRun, work: Work): Promise<void> {
    const drain = this.#seats.get(work.change)?.group.planned.drain ?? DRAIN_MS;
    if (drain > 0) await run.request.clock.sleep(drain, run.request.signal).catch(() => {});
  }

  /** Nothing new begins. */
  stop(): void {
    for (const { runner } of this.#groups) runner?.stop();
  }

  /** Ends all waiting, and tells of what stopped before its end. */
  close(run: ApplyRun): readonly PlannedRollout[] {
    const stopped: PlannedRollout[] = [];
    for (const { planned, runner, said } of this.#groups) {
      if (runner === undefined) continue;
      runner.close();
      if (runner.status.kind !== "failed") continue;
      stopped.push(planned);
      run.walk.report([stoppedDiagnostic(run, runner, said)]);
    }
    return stopped;
  }

  #runner(run: ApplyRun, group: Group): RolloutRunner {
    if (group.runner === undefined) {
      const { planned } = group;
      const showNew = hidesNew(planned) ? () => this.#hidden.show(run, planned) : undefined;
      group.runner = new RolloutRunner(planned, run.request.clock, showNew);
      tellProgress(run, group.runner);
    }
    return group.runner;
  }

  /** From its first step on: its provider is configured by then. */
  #followMember(run: ApplyRun, runner: RolloutRunner, seat: Seat): void {
    const member = seat.group.planned.members[seat.at];
    const change = run.placed[member?.change ?? -1];
    if (seat.isFollowed || member === undefined || change === undefined) return;
    seat.isFollowed = true;
    if (member.act !== "create")
      runner.watchOld(seat.at, followOf(run, change, unmarkDeep(change.before).value));
    // Its successor stands already, and proves itself from now on.
    if (member.made)
      void runner.prove(seat.at, followOf(run, change, unmarkDeep(stateOf(run, change)).value));
  }
}

/** Tells how an object of a change is that has this state. */
function followOf(run: ApplyRun, change: ResourceChange, state: Value): Follow {
  return (listener) => carrierOf(run, change).follow(state, listener);
}

/** Which move a step of the plan begins; undefined: one within a move that was begun before. */
function moveOf({ kind }: Work, change: ResourceChange | undefined, seat: Seat): Move | undefined {
  switch (kind) {
    case "depose":
      return "make";
    case "create":
      return change?.action === "create-then-delete" ? undefined : "make";
    case "update":
      return "update";
    case "deregister":
    case "delete":
      return seat.isGoing ? undefined : "take-down";
    case "register":
    case "read":
    case "forget":
      return undefined;
  }
}

function tellProgress(run: ApplyRun, runner: RolloutRunner): void {
  const { onEvent } = run.request;
  const { name } = runner.planned;
  let last = "";
  let lastObjects = "";
  runner.onChange(() => {
    const { progress, awaitsPromotion, blind, status, objects } = runner;
    const counted = JSON.stringify(objects);
    if (counted !== lastObjects && status.kind !== "failed")
      onEvent?.({ kind: "rollout-objects", name, ...progress, ...objects });
    lastObjects = counted;
    const waitsFor = awaitsPromotion ? "promotion" : blind ? "health" : undefined;
    const event = { kind: "rollout-progress", name, ...progress, status: status.kind, waitsFor } as const;
    const text = JSON.stringify(event);
    if (text === last) return;
    last = text;
    onEvent?.(event);
  });
  run.request.onRollout?.(runner);
}

async function awaitHealthy(
  run: ApplyRun,
  change: ResourceChange,
  follow: Follow,
  explain: () => Promise<string>,
): Promise<boolean> {
  const { clock, signal } = run.request;
  let why = "nobody could tell how it is";
  let well = false;
  const heard = createStop();
  const end = follow((health) => {
    if (health === "unseen") return;
    why = health.why;
    well ||= health.isWell;
    if (well) heard.abort();
  });
  const until = signal === undefined ? heard.signal : AbortSignal.any([signal, heard.signal]);
  await clock.sleep(HEALTHY_DEADLINE_MS, until).catch(() => {});
  end();
  if (well || signal?.aborted === true) return well;
  const said = await explain();
  const detail = `${formatInstance(change.address)} was made, and its checks did not pass within ${formatDurationMs(HEALTHY_DEADLINE_MS)}: ${said === "" ? why : said}. What depends on it was left. The object stays: mend it and apply again, or say wait_for_healthy = false in its service block.`;
  run.walk.report([errorDiagnostic(engineError("service-is-not-healthy"), detail)]);
  return false;
}

function stoppedDiagnostic(run: ApplyRun, runner: RolloutRunner, said: string) {
  const { planned, progress, status } = runner;
  const { done, of } = progress;
  const why = status.kind === "failed" ? reasonOf(run, runner, status.why, said) : "";
  const then =
    planned.onFailure === "rollback"
      ? "It goes back to what was before (on_failure = rollback)."
      : "What was made stays as it is, and what was not reached was not touched (on_failure = pause): mend it and apply again.";
  return errorDiagnostic(
    engineError("rollout-stopped"),
    `The rollout of ${planned.name} stopped when ${done} of ${of} were done: ${why} ${then}`,
  );
}

function reasonOf(
  run: ApplyRun,
  runner: RolloutRunner,
  why: Extract<RolloutRunner["status"], { kind: "failed" }>["why"],
  checks: string,
): string {
  const { planned } = runner;
  const nameOf = (at: number): string => {
    const change = run.placed[planned.members[at]?.change ?? -1];
    return change === undefined ? "a member" : formatInstance(change.address);
  };
  switch (why.kind) {
    case "unhealthy": {
      const said = checks === "" ? runner.whyUnwell(why.member) : checks;
      return `${nameOf(why.member)} was not well within ${formatDurationMs(planned.healthyDeadline)} (healthy_deadline)${said === undefined || said === "" ? "" : `: ${said}`}.`;
    }
    case "flapping":
      return `${nameOf(why.member)} was well and unwell again and again, so nothing more was made of what it is.`;
    case "step":
      return `${nameOf(why.member)} could not be made, changed or destroyed.`;
    case "no-progress":
      return `nothing got on for ${formatDurationMs(planned.progressDeadline)} (progress_deadline).`;
    case "aborted":
      return runner.whyAborted ?? "somebody ended it.";
  }
}
