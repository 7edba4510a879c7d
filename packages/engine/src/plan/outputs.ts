import type { OutputState } from "@tutti/state";
import { NULL, rawEquals, unmarkDeep, type Value } from "@tutti/values";
import { unknownsAsNull } from "../object/unknowns.ts";
import type { OutputChange } from "../plan.ts";
import type { PlanRun } from "./plan-run.ts";

/** What becomes of the root module's outputs. */
export function outputChanges(run: PlanRun): ReadonlyMap<string, OutputChange> {
  const found = new Map<string, OutputChange>();
  const { outputs } = run.walk.root.node.module;
  const destroying = run.request.mode === "destroy";
  const names = [...new Set([...outputs.keys(), ...run.state.outputs.keys()])].sort();
  for (const name of names) {
    const stored = run.state.outputs.get(name);
    const declared = outputs.get(name);
    if (declared?.ephemeral === true) continue;
    const before = stored === undefined ? NULL : marked(stored);
    if (declared === undefined || destroying) {
      if (stored !== undefined) {
        found.set(name, { action: "delete", before, after: NULL, sensitive: stored.sensitive });
      }
      continue;
    }
    const after = run.walk.root.outputs.get(name);
    if (after === undefined) continue;
    const action = actionOf(stored, after, declared.sensitive);
    noteKnown(run, name, after, declared.sensitive);
    found.set(name, { action, before, after, sensitive: declared.sensitive });
  }
  return found;
}

/** What is known already is in the refreshed state. */
function noteKnown(run: PlanRun, name: string, after: Value, sensitive: boolean): void {
  // The import command writes what it looked at, and nothing follows it that could tell more.
  if (!after.isWhollyKnown && !run.imports.given) return;
  const value = unmarkDeep(after).value;
  const output = value.isNull ? undefined : { value: unknownsAsNull(value), sensitive };
  run.prior.apply({ kind: "output", name, output });
}

function marked({ value, sensitive }: OutputState): Value {
  return sensitive ? value.withMarks(["sensitive"]) : value;
}

function actionOf(stored: OutputState | undefined, after: Value, sensitive: boolean): OutputChange["action"] {
  const value = unmarkDeep(after).value;
  if (stored === undefined) return value.isNull ? "no-op" : "create";
  if (value.isWhollyKnown && rawEquals(value, stored.value) && stored.sensitive === sensitive) return "no-op";
  return "update";
}
