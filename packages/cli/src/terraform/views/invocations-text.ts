import {
  type ActionInvocation,
  formatAction,
  type Plan,
  type ResourceChange,
  triggeredInvocations,
} from "@tutti/engine";
import type { BlockSchema } from "@tutti/plugin";
import { Value } from "@tutti/values";
import { diffBlock } from "./diff/compute-block.ts";
import { renderDiff } from "./diff/render.ts";
import { STATE } from "./diff/render-options.ts";
import { providerSource } from "./provider-source.ts";

/** The actions that a change triggers, each as it is told; empty where there are none. */
export function triggeredText(plan: Plan, { address, deposedKey }: ResourceChange): string {
  if (plan.invocations.length === 0 || deposedKey !== undefined) return "";
  const own = triggeredIn(plan).get(address) ?? [];
  return ["before", "after"]
    .map((when) => {
      const actions = own.filter(({ trigger }) => trigger?.event.startsWith(when) === true);
      return actions.length === 0
        ? ""
        : `\n    # Actions to be invoked ${when} this change in order:\n${actions.map((one) => blockText(plan, one)).join("")}`;
    })
    .join("");
}

const known = new WeakMap<Plan, ReturnType<typeof triggeredInvocations>>();

/** Worked out once a plan: every change asks for its own. */
function triggeredIn(plan: Plan): ReturnType<typeof triggeredInvocations> {
  const triggered = known.get(plan) ?? triggeredInvocations(plan.invocations);
  known.set(plan, triggered);
  return triggered;
}

/** Those that were asked for by themselves. */
export function invokedText(plan: Plan, product: string): string {
  const asked = plan.invocations.filter(({ trigger }) => trigger === undefined);
  if (asked.length === 0) return "";
  return `\n${product} will invoke the following actions:\n\n${asked.map((one) => blockText(plan, one)).join("")}`;
}

const NO_SCHEMA: BlockSchema = { attributes: new Map(), blocks: new Map() };

function blockText(plan: Plan, invocation: ActionInvocation): string {
  const { type, name, key, provider, config, trigger } = invocation;
  const schema = plan.schemas.get(providerSource(provider))?.actions?.get(type)?.block ?? NO_SCHEMA;
  const body = renderDiff(diffBlock(Value.null(config.type), config, schema), 1, STATE);
  const which = key === undefined ? "" : `    # ${formatAction(invocation)}\n`;
  const perhaps = trigger?.isPending === true ? "    # (if its condition, known after apply, is true)\n" : "";
  return `${which}${perhaps}    action "${type}" "${name}" {\n        config ${body}\n    }\n`;
}
