import type { Runtime } from "@tutti/runtime";
import type { StateHandle, StateProblem } from "@tutti/state";
import { done, failed, type Outcome, problemDiagnostics } from "../outcome.ts";
import { createSavedBackend } from "./open-backend.ts";
import type { SavedBackend } from "./saved-backend.ts";

/** Every workspace's state, as it is; what lies at the target already becomes its backup. Undefined is the default backend. */
export async function copyStates(
  runtime: Runtime,
  from: SavedBackend | undefined,
  to: SavedBackend | undefined,
): Promise<Outcome<undefined>> {
  const source = createSavedBackend(runtime, from);
  const target = createSavedBackend(runtime, to);
  const names = await source.workspaces();
  if (!names.ok) return failed(problemDiagnostics(names.problems));
  for (const name of names.value) {
    const problems = await copyState(source.open(name), target.open(name));
    if (problems !== undefined) return failed(problemDiagnostics(problems));
  }
  return done(undefined);
}

async function copyState(
  source: StateHandle,
  target: StateHandle,
): Promise<readonly StateProblem[] | undefined> {
  if (source.place === target.place) return undefined;
  const opened = await source.read();
  if (!opened.ok) return opened.problems;
  if (!opened.value.existed && !opened.value.recovered) return undefined;
  const there = await target.read();
  if (!there.ok) return there.problems;
  const copied = await target.overwrite(opened.value.state);
  return copied.ok ? undefined : copied.problems;
}
