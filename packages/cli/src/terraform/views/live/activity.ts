import { formatInstance, type ResourceInstance } from "@tutti/addresses";
import {
  type ChangeAction,
  type CountWaiting,
  createCountWaiting,
  type EngineEvent,
  movingChanges,
  type Plan,
  partsOf,
  placedChanges,
} from "@tutti/engine";
import { duration, rolloutObjectsLine } from "../progress-text.ts";

/** What is going on, as the events of an operation tell it. */
export class Activity {
  #phase: Phase = { title: "Preparing", total: 0, begun: 0, unit: "done" };
  #done = 0;
  readonly #running = new Map<string, Running>();
  /** Those that run, by their names. */
  readonly #rollouts = new Map<string, Rollout>();
  #plan: Plan | undefined;
  #waiting: CountWaiting | undefined;
  /** Where the plan's changes are, by their keys; of a long apply many are asked for. */
  #places: ReadonlyMap<string, number> | undefined;

  /** The plan that is applied next. */
  set plan(plan: Plan) {
    this.#plan = plan;
    this.#waiting = undefined;
    this.#places = undefined;
  }

  see(event: EngineEvent, phase: "plan" | "apply", now: number): void {
    if (event.kind === "planning")
      this.#begin({ title: "Planning", total: event.objects, begun: now, unit: "refreshed" });
    if (phase === "apply" && this.#phase.title !== "Applying" && this.#plan !== undefined)
      this.#begin({ title: "Applying", total: operationsOf(this.#plan), begun: now, unit: "done" });
    switch (event.kind) {
      case "refresh-start":
      case "read-start":
        this.#running.set(keyOf(event), {
          ...event,
          deposedKey: undefined,
          verb: event.kind === "read-start" ? "reading" : "refreshing",
          begun: now,
        });
        break;
      case "apply-start":
        this.#running.set(keyOf(event), { ...event, verb: VERBS[event.action], begun: now });
        break;
      case "apply-step":
      case "provision-start": {
        const running = this.#running.get(keyOf(event));
        if (running !== undefined)
          running.step = event.kind === "apply-step" ? event.text : `provisioning with ${event.provisioner}`;
        break;
      }
      case "refresh-complete":
        this.#end(keyOf(event), true);
        break;
      case "read-complete":
        this.#end(keyOf(event), phase === "apply");
        break;
      case "apply-complete":
      case "apply-errored":
        this.#end(keyOf(event), true);
        break;
      case "rollout-objects":
        this.#rollouts.set(event.name, { ...this.#rollouts.get(event.name), objects: event });
        break;
      case "rollout-progress":
        this.#seeRollout(event);
        break;
      default:
    }
  }

  #seeRollout(event: Extract<EngineEvent, { readonly kind: "rollout-progress" }>): void {
    const { name, status, waitsFor } = event;
    if (status === "done" || status === "failed") this.#rollouts.delete(name);
    else {
      const holds = status === "paused" ? "paused" : waitsFor === undefined ? "" : `waits for ${waitsFor}`;
      this.#rollouts.set(name, { ...this.#rollouts.get(name), holds });
    }
  }

  /** What is shown of it now: what runs, the longest first, and how far all of it is. */
  lines(now: number, max: number): readonly string[] {
    const running = [...this.#running.values()];
    const rollouts = [...this.#rollouts.values()]
      .flatMap((one) => rolloutBar(one))
      .slice(0, Math.max(0, max - 2));
    const room = Math.max(0, max - 1 - rollouts.length);
    const shown = running.length <= room ? running : running.slice(0, Math.max(0, room - 1));
    const rest = running.length - shown.length;
    return [
      ...shown.map((one) => this.#line(one, now)),
      ...(rest === 0 || room === 0 ? [] : [`  and ${rest} more`]),
      ...rollouts,
      this.#bar(now),
    ];
  }

  #begin(phase: Phase): void {
    this.#phase = phase;
    this.#done = 0;
    this.#running.clear();
    this.#rollouts.clear();
  }

  #end(key: string, counts: boolean): void {
    this.#running.delete(key);
    if (counts) this.#done += 1;
  }

  #line(running: Running, now: number): string {
    const { address, deposedKey, verb, step, begun } = running;
    const deposed = deposedKey === undefined ? "" : ` (deposed object ${deposedKey})`;
    const what = step === undefined ? "" : `, ${step}`;
    const waiting = now - begun < PATIENCE_MS ? 0 : this.#waitersOf(running);
    const behind =
      waiting === 0 ? "" : ` (${waiting === WAITING_MAX ? `${waiting} or more` : waiting} wait for it)`;
    return `  ${formatInstance(address)}${deposed}: ${verb} ${duration(now - begun)}${behind}${what}`;
  }

  #waitersOf(running: Running): number {
    if (running.waiting !== undefined) return running.waiting;
    const plan = this.#plan;
    if (plan === undefined || running.action === undefined) return 0;
    this.#waiting ??= createCountWaiting(plan.actions, WAITING_MAX);
    this.#places ??= new Map(
      placedChanges(partsOf(plan)).map((change, place) => [change === undefined ? "" : keyOf(change), place]),
    );
    const place = this.#places.get(keyOf(running));
    running.waiting = place === undefined ? 0 : this.#waiting(place);
    return running.waiting;
  }

  #bar(now: number): string {
    const { title, total, begun, unit } = this.#phase;
    if (total === 0) return title;
    const done = Math.min(this.#done, total);
    const parts = [`${title} ${drawnBar(done, total, BAR_WIDTH)} ${unit}`];
    const waiting = total - done - this.#running.size;
    if (this.#running.size > 0) parts.push(`${this.#running.size} running`);
    if (waiting > 0) parts.push(`${waiting} waiting`);
    const past = now - begun;
    if (done > 0 && done < total && past >= ESTIMATE_AFTER_MS)
      parts.push(`about ${duration((past / done) * (total - done))} left`);
    return parts.join(", ");
  }
}

const BAR_WIDTH = 12;
/** Only of what takes longer is it told how many wait for it. */
const PATIENCE_MS = 1_000;
const WAITING_MAX = 1_000;
/** Before, a guess would jump about. */
const ESTIMATE_AFTER_MS = 2_000;

interface Phase {
  readonly title: string;
  /** 0: it is not known how much there is to do. */
  readonly total: number;
  readonly begun: number;
  readonly unit: string;
}

interface Rollout {
  readonly objects?: Extract<EngineEvent, { readonly kind: "rollout-objects" }>;
  /** What it waits for; empty: for nobody. */
  readonly holds?: string;
}

function drawnBar(done: number, of: number, cells: number): string {
  const filled = Math.floor((done / Math.max(of, 1)) * cells);
  return `[${"=".repeat(filled).padEnd(cells)}] ${done} of ${of}`;
}

/** A line of its own: how much is done, how many are how far, and what holds it. */
function rolloutBar({ objects, holds = "" }: Rollout): readonly string[] {
  if (objects === undefined) return [];
  const { done, of } = objects;
  const bar = drawnBar(done, of, Math.min(of, BAR_WIDTH));
  return [`  ${rolloutObjectsLine(objects)} ${bar}${holds === "" ? "" : `, ${holds}`}`];
}

interface Running {
  readonly address: ResourceInstance;
  readonly deposedKey: string | undefined;
  /** Of an apply only. */
  readonly action?: ChangeAction;
  readonly verb: string;
  readonly begun: number;
  step?: string;
  waiting?: number;
}

const VERBS: Readonly<Record<ChangeAction, string>> = {
  "no-op": "looking",
  forget: "forgetting",
  create: "creating",
  "create-then-delete": "creating",
  "delete-then-create": "creating",
  delete: "destroying",
  update: "modifying",
  read: "reading",
};

function keyOf(event: {
  readonly address: ResourceInstance;
  readonly deposedKey?: string | undefined;
}): string {
  return `${formatInstance(event.address)} ${event.deposedKey ?? ""}`;
}

/** Operations that an apply will tell of; a replacement is two. */
function operationsOf(plan: Plan): number {
  let count = 0;
  for (const { action } of movingChanges(partsOf(plan))) {
    if (action === "no-op" || action === "forget") continue;
    count += action === "create-then-delete" || action === "delete-then-create" ? 2 : 1;
  }
  return count;
}
