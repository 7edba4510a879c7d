/** Whether a plan does no more than to bring drifted objects back. */

import { formatInstance } from "@tutti/addresses";
import type { Plan, ResourceChange } from "@tutti/engine";
import type { ProviderSchema, Schema } from "@tutti/plugin";
import { rawEquals, unmarkDeep, type Value } from "@tutti/values";

/** Why the plan is not applied; undefined: it heals these objects and does nothing else. */
export function healMistake(
  plan: Plan,
  changes: readonly ResourceChange[],
  healed: ReadonlySet<string>,
  schemaOf: (provider: string) => ProviderSchema | undefined,
): string | undefined {
  const drifted = new Map(plan.drift.map((change) => [formatInstance(change.address), change]));
  const moving = changes.filter(({ action, address }) => action !== "no-op" && address.mode === "managed");
  for (const change of moving) {
    const address = formatInstance(change.address);
    const drift = drifted.get(address);
    if (!healed.has(address))
      return `the plan would also change ${address}, which did not drift. Apply it yourself.`;
    const schema = schemaOf(change.provider)?.resourceTypes.get(change.address.type);
    // One that is tainted, say, is in the plan for another reason than drift.
    const other =
      drift === undefined || schema === undefined ? "" : otherAttribute(change, drift.before, schema);
    if (other !== undefined)
      return `the configuration wants ${address}${other === "" ? "" : `.${other}`} otherwise than it was before it drifted. Apply it yourself.`;
  }
  const outputs = [...plan.outputs].filter(([, { action }]) => action !== "no-op");
  return moving.length === 0 && outputs.length === 0 && [...healed].some((address) => drifted.has(address))
    ? "the configuration leaves open what it should be, so a plan changes nothing. `apply -refresh-only` takes it as it is."
    : undefined;
}

/** An argument that the plan sets otherwise than it was; what is known only after apply says nothing. */
function otherAttribute({ after }: ResourceChange, before: Value, { block }: Schema): string | undefined {
  if (after.isNull || before.isNull || !after.isKnown) return undefined;
  const old = unmarkDeep(before).value.asEntries;
  const arguments_ = [...block.attributes]
    .filter(
      ([, { required, optional, computed }]) => required === true || (optional === true && computed !== true),
    )
    .map(([name]) => name);
  for (const [name, value] of unmarkDeep(after).value.asEntries) {
    const was = old.get(name);
    if (!arguments_.includes(name) || was === undefined || !value.isWhollyKnown) continue;
    if (!rawEquals(value, was)) return name;
  }
  return undefined;
}
