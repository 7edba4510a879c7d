import type { EngineEvent, Plan } from "@tutti/engine";
import type { Diagnostic } from "@tutti/hcl";
import type { AppliedCounts } from "@tutti/operation";
import { type Clock, every, type Timer } from "@tutti/runtime";
import type { State } from "@tutti/state";
import type { OperationView } from "../operation-view.ts";
import { Activity } from "./activity.ts";
import type { Foot } from "./foot.ts";

/** How often the foot is drawn again; the first time after as long. */
const INTERVAL_MS = 100;

/** A view with what runs at the foot of the terminal, while something runs. */
export class LiveView implements OperationView {
  readonly #inner: OperationView;
  readonly #foot: Foot;
  readonly #clock: Clock;
  readonly #activity = new Activity();
  #timer: Timer | undefined;

  constructor(inner: OperationView, foot: Foot, clock: Clock) {
    this.#inner = inner;
    this.#foot = foot;
    this.#clock = clock;
  }

  start(): void {
    this.#inner.start();
    this.#watch();
  }

  event(event: EngineEvent, phase: "plan" | "apply"): void {
    this.#activity.see(event, phase, this.#clock.monotonic());
    this.#inner.event(event, phase);
    this.#watch();
  }

  plan(plan: Plan): void {
    this.#rest();
    this.#activity.plan = plan;
    this.#inner.plan(plan);
  }

  savedPlan(plan: Plan): void {
    this.#activity.plan = plan;
    this.#inner.savedPlan(plan);
  }

  nextStep(planFile: string | undefined, generatedFile?: string): void {
    this.#rest();
    this.#inner.nextStep(planFile, generatedFile);
  }

  diagnostics(diagnostics: readonly Diagnostic[]): number {
    this.#rest();
    return this.#inner.diagnostics(diagnostics);
  }

  applied(counts: AppliedCounts, operation: "apply" | "destroy"): void {
    this.#rest();
    this.#inner.applied(counts, operation);
  }

  statePath(path: string): void {
    this.#inner.statePath(path);
  }

  outputs(state: State): void {
    this.#inner.outputs(state);
  }

  #watch(): void {
    this.#timer ??= every(this.#clock, INTERVAL_MS, () => this.#draw(), { unref: true });
  }

  #draw(): void {
    this.#foot.show(this.#activity.lines(this.#clock.monotonic(), this.#foot.size.height));
  }

  /** Nothing runs: somebody reads, or is asked. */
  #rest(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#foot.show([]);
  }
}
