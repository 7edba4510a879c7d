import { formatInstance } from "@tutti/addresses";
import { type Diagnostic, errorDiagnostic } from "@tutti/hcl";
import type { Runtime } from "@tutti/runtime";
import { formatProblems, type StateHandle, type StateLock, type StateSeal } from "@tutti/state";
import { operationError } from "../errors.ts";
import { instancesOf } from "../instances/target-match.ts";
import type { TestEvent } from "./events.ts";
import { openTestState, testFileFolder, testStateKeys } from "./test-state.ts";

/** Addresses of objects that a state holds. */
export type LeftObjects = (TestEvent & { readonly kind: "left-behind" })["objects"];

/** A state that is worked on; nobody else does while its lock is held. */
export interface HeldState {
  readonly kind: "held";
  readonly handle: StateHandle;
  readonly lock: StateLock;
  /** What was in it when it was opened: a test that was killed made that. */
  readonly leftOver: LeftObjects;
}

/** Another test works on the state, or nobody can tell what is in it. */
export interface RefusedState {
  readonly kind: "locked" | "unreadable";
  readonly diagnostics: readonly Diagnostic[];
}

/** A state that no run opened, and what is in it, or why that cannot be said. */
export interface UntouchedState {
  readonly key: string;
  readonly place: string;
  readonly objects: LeftObjects;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The states of one test file. A state is all that is known of what a test
 * made, so it goes only once it was read and nothing was found in it: one that
 * cannot be read stays, and counts as left behind.
 */
export class FileStates {
  readonly #runtime: Runtime;
  readonly #file: string;
  readonly #seal: StateSeal;
  /** Those that runs opened or were refused. */
  readonly #met = new Set<string>();

  constructor(runtime: Runtime, file: string, seal: StateSeal) {
    this.#seal = seal;
    this.#runtime = runtime;
    this.#file = file;
  }

  /** Locks and reads; asked once a key. */
  async open(key: string): Promise<HeldState | RefusedState> {
    this.#met.add(key);
    const handle = openTestState(this.#runtime, this.#file, key, this.#seal);
    const locked = await handle.lock({ operation: "OperationTypeApply", timeoutMs: 0 });
    // What cannot be read can mostly not be locked either: the reading says why.
    const found = await this.objectsIn(handle);
    if (!("kind" in found) && locked.ok) return { kind: "held", handle, lock: locked.lock, leftOver: found };
    if (locked.ok) await locked.lock.release();
    if ("kind" in found) return found;
    const message = locked.ok ? "" : locked.message;
    const told = errorDiagnostic(
      operationError("test-state-is-locked"),
      `The state that tests of ${this.#file} work on cannot be locked. If another test of the file is running here, wait for it. ${message}`,
    );
    return { kind: "locked", diagnostics: [told] };
  }

  /** What the state holds now. */
  async objectsIn(handle: StateHandle): Promise<LeftObjects | RefusedState> {
    const opened = await handle.read();
    if (opened.ok)
      return instancesOf(opened.value.state).flatMap(({ address, instance: { current, deposed } }) => {
        const instance = formatInstance(address);
        const keys = [...(current === undefined ? [] : [undefined]), ...deposed.keys()];
        return keys.map((deposedKey) => ({ instance, deposedKey }));
      });
    const told = errorDiagnostic(
      operationError("test-state-cannot-be-read"),
      `${handle.place} may hold what an earlier test of ${this.#file} made and could not destroy. ${formatProblems(opened.problems)}\n\nNothing was changed, and the file stays. Mend it, or put a copy in its place, and run the test again: it destroys what is named there first. Or destroy by hand what the test had made, and remove the file.`,
    );
    return { kind: "unreadable", diagnostics: [told] };
  }

  /** Gives back the lock of a state; with nothing in it the file goes too. */
  async close({ handle, lock }: HeldState, isEmpty: boolean): Promise<void> {
    await lock.release();
    if (isEmpty) await this.#runtime.disk.remove(handle.place);
  }

  /**
   * Looks into the states that no run opened: because all were skipped that
   * would have, or because the file has no such run any more. Empty ones go,
   * and where another test is at work that one takes down what it makes.
   */
  async untouched(): Promise<readonly UntouchedState[]> {
    const found: UntouchedState[] = [];
    for (const key of await testStateKeys(this.#runtime, this.#file)) {
      if (this.#met.has(key)) continue;
      const opened = await this.open(key);
      const objects = opened.kind === "held" ? opened.leftOver : [];
      if (opened.kind === "held") await this.close(opened, objects.length === 0);
      const diagnostics = opened.kind === "unreadable" ? opened.diagnostics : [];
      const { place } = openTestState(this.#runtime, this.#file, key, this.#seal);
      if (objects.length + diagnostics.length > 0) found.push({ key, place, objects, diagnostics });
    }
    return found;
  }

  /** Removes the folder of the file's states, if nothing is in it. */
  async removeFolder(): Promise<void> {
    const { disk } = this.#runtime;
    const folder = testFileFolder(this.#runtime, this.#file);
    if ((await disk.stat(folder)) === undefined || (await disk.list(folder)).length > 0) return;
    await disk.remove(folder, { recursive: true });
  }
}
