/** Actions that were asked for by themselves (`-invoke`), in the order in which they were asked for. */

import { formatKey, type InstanceKey } from "@tutti/addresses";
import { configError } from "@tutti/config";
import { errorDiagnostic } from "@tutti/hcl";
import type { ActionBlock } from "../graph/action-blocks.ts";
import { idOf } from "../graph/build-graph.ts";
import { actionExpansion, formatAction } from "../scope/action-config.ts";
import type { ModuleScope } from "../scope/module-scope.ts";
import { type Expansion, instancesOf } from "../scope/repetition.ts";
import type { Walk } from "../scope/walk.ts";
import { planInstances } from "./plan-actions.ts";
import type { PlanRun } from "./plan-run.ts";

/** An action in one instance of its module; who asks for one of its instances looks it up by its key's text. */
interface Declared {
  readonly block: ActionBlock;
  readonly scope: ModuleScope;
  instances?: Instances | undefined;
}

interface Instances {
  readonly expansion: Expansion;
  readonly keys: ReadonlyMap<string, InstanceKey>;
}

/** Plans each of `invoke`; what is not there is reported. */
export async function planInvoked(run: PlanRun): Promise<void> {
  const invoke = run.request.invoke ?? [];
  if (invoke.length === 0) return;
  const declared = declaredActions(run.walk);
  for (const text of invoke) await planAsked(run, declared, text);
}

async function planAsked(run: PlanRun, declared: ReadonlyMap<string, Declared>, text: string): Promise<void> {
  const refuse = (detail: string): void =>
    run.walk.report([errorDiagnostic(configError("undeclared-action"), detail)]);
  const name = nameIn(declared, text);
  const action = declared.get(name);
  if (action === undefined) {
    refuse(
      `The configuration declares no action ${text}. Actions are named as in action.TYPE.NAME, with the module in front.`,
    );
    return;
  }
  const { block, scope } = action;
  action.instances ??= instancesOfAction(run.walk, action);
  if (action.instances === undefined) return;
  const { expansion, keys } = action.instances;
  const key = text.slice(name.length);
  if (key !== "" && !keys.has(key)) {
    refuse(`The action ${name} has no instance ${text}.`);
    return;
  }
  const wanted = key === "" ? [...keys.values()] : [keys.get(key)];
  await planInstances(run, { block, scope, expansion, trigger: undefined }, wanted, () => false);
}

/** By what they are called without a key. */
function declaredActions(walk: Walk): ReadonlyMap<string, Declared> {
  const all = new Map<string, Declared>();
  for (const scope of walk.scopes())
    for (const [id, { type, name }] of scope.node.module.actions) {
      const block = walk.graph.actions.get(idOf(scope.node, id));
      const text = formatAction({ module: scope.instance, type, name, key: undefined });
      if (block !== undefined) all.set(text, { block, scope });
    }
  return all;
}

/** The action's part of a text: all of it, or what stands before its key. */
function nameIn(declared: ReadonlyMap<string, Declared>, text: string): string {
  if (declared.has(text)) return text;
  let end = text.indexOf("[");
  while (end >= 0 && !declared.has(text.slice(0, end))) end = text.indexOf("[", end + 1);
  return end < 0 ? text : text.slice(0, end);
}

function instancesOfAction(walk: Walk, { block, scope }: Declared): Instances | undefined {
  const expansion = actionExpansion(walk, block, scope);
  if (expansion === undefined) return undefined;
  const keys = new Map<string, InstanceKey>();
  for (const [key] of instancesOf(expansion)) keys.set(formatKey(key), key);
  return { expansion, keys };
}
