import type { TestFile, TestRun } from "@tutti/config";

import { type Diagnostic, errorDiagnostic, hasErrors, warningDiagnostic } from "@tutti/hcl";
import type { Value } from "@tutti/values";
import { operationError } from "../errors.ts";
import type { TestStatus } from "./events.ts";
import { FileStates, type HeldState, type LeftObjects } from "./file-states.ts";
import { givenToRun, type Suite } from "./given-to-run.ts";
import { missingTargetsOfFile } from "./override-targets.ts";
import { destroyTested, performRun, type RunRequest, type RunResult } from "./run-block.ts";

/** A state that runs of the file worked on, and how to take it down. */
interface UsedState {
  readonly held: HeldState;
  /** The last run that applied to it, with all that it was given. */
  last: { readonly run: TestRun; readonly request: RunRequest } | undefined;
  /** A test that was killed left objects in it, which go before anything else is done. */
  isLeftOver: boolean;
}

/** Runs one file from its first run to the end of what it made. */
export class FileRunner {
  readonly #suite: Suite;
  readonly #file: TestFile;
  readonly #states: FileStates;
  readonly #used = new Map<string, UsedState>();
  readonly #outputs = new Map<string, ReadonlyMap<string, Value>>();
  /** A state stays, with what is in it. */
  #isLeft = false;

  constructor(suite: Suite, file: TestFile) {
    this.#suite = suite;
    this.#file = file;
    this.#states = new FileStates(suite.runtime, file.path, suite.seal);
  }

  async run(): Promise<{ readonly runs: readonly TestStatus[]; readonly isLeft: boolean }> {
    const { tell } = this.#suite;
    const file = this.#file.path;
    tell({ kind: "file-start", file });
    const statuses: TestStatus[] = [];
    for (const run of this.#file.runs) {
      const skipped = statuses.includes("error") || this.#suite.signal?.aborted === true;
      statuses.push(skipped ? this.#skip(run) : await this.#perform(run));
    }
    tell({ kind: "file-teardown", file });
    await this.#takeDown();
    tell({
      kind: "file-end",
      file,
      status: this.#isLeft ? "error" : worstOf(statuses),
      diagnostics: missingTargetsOfFile(this.#file, this.#suite.config),
    });
    return { runs: statuses, isLeft: this.#isLeft };
  }

  #skip({ name }: TestRun): TestStatus {
    this.#tellEnd(name, { status: "skip", diagnostics: [], tested: undefined }, 0);
    return "skip";
  }

  #tellEnd(
    run: string,
    { status, diagnostics, tested }: Pick<RunResult, "status" | "diagnostics" | "tested">,
    startedAtMs: number,
  ): void {
    const { clock } = this.#suite.runtime;
    const tookMs = startedAtMs === 0 ? 0 : clock.now() - startedAtMs;
    const file = this.#file.path;
    this.#suite.tell({ kind: "run-end", file, run, status, diagnostics, tested, startedAtMs, tookMs });
  }

  async #perform(run: TestRun): Promise<TestStatus> {
    const started = this.#suite.runtime.clock.now();
    this.#suite.tell({ kind: "run-start", file: this.#file.path, run: run.name });
    const prepared = await this.#prepare(run);
    if (!("request" in prepared)) {
      this.#tellEnd(run.name, { status: "error", diagnostics: prepared, tested: undefined }, started);
      return "error";
    }
    const { request, used, warnings } = prepared;
    const cleared = used.isLeftOver ? await this.#clear(run, request, used) : [];
    if (hasErrors(cleared)) {
      this.#tellEnd(run.name, { status: "error", diagnostics: cleared, tested: undefined }, started);
      return "error";
    }
    const result = await performRun(request);
    if (result.applied) used.last = { run, request };
    this.#outputs.set(run.name, result.outputs);
    this.#tellEnd(
      run.name,
      { ...result, diagnostics: [...cleared, ...warnings, ...result.diagnostics] },
      started,
    );
    return result.status;
  }

  /** Destroys what an earlier test left here when it was killed, with what this run knows of the providers. */
  async #clear(run: TestRun, request: RunRequest, used: UsedState): Promise<readonly Diagnostic[]> {
    // Should that fail, it is tried again at the end.
    used.last = { run, request };
    used.isLeftOver = false;
    const diagnostics = await destroyTested(request);
    const told = warningDiagnostic(
      operationError("objects-of-an-earlier-test-destroyed"),
      `An earlier test of ${this.#file.path} was stopped before it could destroy what it had made. That was done now:\n${listOf(used.held.leftOver)}`,
    );
    return hasErrors(diagnostics) ? diagnostics : [told, ...diagnostics];
  }

  async #prepare(
    run: TestRun,
  ): Promise<
    | readonly Diagnostic[]
    | { readonly request: RunRequest; readonly used: UsedState; readonly warnings: readonly Diagnostic[] }
  > {
    const given = await givenToRun(this.#suite, this.#file, run, this.#outputs);
    if (!("request" in given)) return given;
    const used = await this.#stateOf(keyOfState(run));
    if (!("held" in used)) return used;
    return { request: { ...given.request, state: used.held.handle }, used, warnings: given.warnings };
  }

  async #stateOf(key: string): Promise<UsedState | readonly Diagnostic[]> {
    const known = this.#used.get(key);
    if (known !== undefined) return known;
    const held = await this.#states.open(key);
    if (held.kind !== "held") return held.diagnostics;
    const used: UsedState = { held, last: undefined, isLeftOver: held.leftOver.length > 0 };
    this.#used.set(key, used);
    return used;
  }

  /** Destroys what the runs made, the last state first, and tells of all that is left. */
  async #takeDown(): Promise<void> {
    const order = this.#file.runs;
    const used = [...this.#used.values()].sort(
      (a, b) =>
        (b.last === undefined ? -1 : order.indexOf(b.last.run)) -
        (a.last === undefined ? -1 : order.indexOf(a.last.run)),
    );
    for (const state of used) await this.#takeDownOne(state);
    for (const { key, place, objects, diagnostics } of await this.#states.untouched()) {
      const run = order.find((one) => keyOfState(one) === key)?.name;
      const told =
        run === undefined && objects.length > 0 ? [...diagnostics, this.#noRun(place)] : diagnostics;
      this.#tellLeft(run, told, objects, place);
    }
    await this.#states.removeFolder();
  }

  async #takeDownOne({ held, last }: UsedState): Promise<void> {
    const { handle } = held;
    if (last === undefined) return this.#states.close(held, true);
    const { name } = last.run;
    this.#suite.tell({ kind: "run-teardown", file: this.#file.path, run: name });
    const diagnostics = await destroyTested({ ...last.request, signal: undefined });
    const found = await this.#states.objectsIn(handle);
    const isUnreadable = "kind" in found;
    const rest = isUnreadable ? [] : found;
    const told = isUnreadable ? found.diagnostics : diagnostics;
    if (told.length > 0 || rest.length > 0) this.#tellLeft(name, told, rest, handle.place);
    await this.#states.close(held, !isUnreadable && rest.length === 0);
  }

  #tellLeft(
    run: string | undefined,
    diagnostics: readonly Diagnostic[],
    objects: LeftObjects,
    place: string,
  ): void {
    this.#suite.tell({ kind: "left-behind", file: this.#file.path, run, diagnostics, objects, place });
    this.#isLeft ||= objects.length > 0 || hasErrors(diagnostics);
  }

  /** What was left in it cannot be destroyed: nothing says any more how its providers are configured. */
  #noRun(place: string): Diagnostic {
    return errorDiagnostic(
      operationError("no-run-destroys-what-is-left"),
      `An earlier test of ${this.#file.path} was stopped before it could destroy what it had made, and no run of the file works on that state any more, so nothing says how to destroy it. The state stays in ${place}. Put the run back and run the test once: it destroys the objects first. Or destroy them by hand and remove the file.`,
    );
  }
}

/** Runs of one key share one state. */
function keyOfState({ stateKey, module }: TestRun): string {
  return stateKey ?? module?.source ?? "";
}

function worstOf(statuses: readonly TestStatus[]): TestStatus {
  return (["error", "fail"] as const).find((status) => statuses.includes(status)) ?? "pass";
}

function listOf(objects: LeftObjects): string {
  return objects.map(({ instance }) => `  - ${instance}`).join("\n");
}
