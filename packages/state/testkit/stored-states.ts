import type { Backend, Loaded, State, StateHandle } from "../src/index.ts";
import { StateFold } from "../src/index.ts";
import { made } from "./state-samples.ts";

/** Steps of tests over backends and the states in them. */

export const READER = { name: "Tutti", version: "1.11.4" };

/** What was read or written; a problem fails the test with its words. */
export function unwrap<T>(loaded: Loaded<T>): T {
  if (!loaded.ok) throw new Error(told(loaded).join());
  return loaded.value;
}

/** Each problem in one line; none of what went well. */
export function told(loaded: Loaded<unknown>): readonly string[] {
  return loaded.ok ? [] : loaded.problems.map(({ summary, detail }) => `${summary}: ${detail}`);
}

export async function stateOf(handle: StateHandle): Promise<State> {
  return unwrap(await handle.read()).state;
}

export async function saved(handle: StateHandle, state: State): Promise<State> {
  return unwrap(await handle.save(state));
}

/** Why the default workspace's state cannot be read; "" where it can. */
export async function failure(backend: Backend): Promise<string> {
  return told(await backend.open("default").read()).join();
}

/** The state with one object more. */
export function added(state: State, address: string): State {
  const fold = new StateFold(state);
  fold.apply(made(address));
  return fold.state();
}

/** The addresses of what a state holds, sorted. */
export function names(state: State): readonly string[] {
  return [...state.resources.keys()].sort();
}
