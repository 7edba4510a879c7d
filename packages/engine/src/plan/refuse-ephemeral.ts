import { formatInstance } from "@tutti/addresses";
import { ephemeralInBlock } from "@tutti/config";
import type { Value } from "@tutti/values";
import type { PlanInstance } from "./plan-instance.ts";
import type { PlanRun } from "./plan-run.ts";

/** True where something ephemeral stands in what is kept; it was reported. */
export function refuseEphemeral(run: PlanRun, { node, address }: PlanInstance, config: Value): boolean {
  const { schema, body, resource } = node;
  const mistakes = ephemeralInBlock(config, schema.block, {
    argument: (name) => body.attributes.find((one) => one.name === name)?.expression.range,
    body: resource.config.missingItemRange,
  });
  if (mistakes.length === 0) return false;
  const text = formatInstance(address);
  run.walk.report(mistakes.map((mistake) => ({ ...mistake, address: text })));
  return true;
}
