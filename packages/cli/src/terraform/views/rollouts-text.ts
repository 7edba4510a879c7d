import type { Plan, PlannedRollout } from "@tutti/engine";
import { formatDurationMs } from "@tutti/values";
import { addressAt } from "./address-at.ts";

/** So many objects of one step are named; the others are counted. */
const NAMED_MAX = 3;

/** How the rollouts of a plan go, step by step; nothing where there are none. */
export function rolloutsText(plan: Plan): string {
  const { rollouts = [] } = plan;
  if (rollouts.length === 0) return "";
  const nameOf = addressAt(plan);
  return `\nRollouts:\n${rollouts.map((rollout) => rolloutText(rollout, nameOf)).join("")}`;
}

function rolloutText(rollout: PlannedRollout, nameOf: (change: number) => string): string {
  const steps = [...stepsOf(rollout, nameOf)].map((step, at) => `      ${at + 1}. ${step}\n`);
  return `\n  # ${rollout.name}: ${headline(rollout)}\n${steps.join("")}    ${conditions(rollout)}\n`;
}

function headline({ strategy, desired, standing, surge, unavailable }: PlannedRollout): string {
  if (standing === 0) return `${desired} wanted, all made at once`;
  const wanted = `${strategy.replace("_", "/")}, ${desired} wanted`;
  if (strategy === "blue_green") return `${wanted}, all new ones beside the old ones`;
  return `${wanted}, never more than ${desired + surge}, never fewer than ${Math.max(desired - unavailable, 0)} well`;
}

function* stepsOf(
  { members, first, surge, unavailable, strategy, ...rollout }: PlannedRollout,
  nameOf: (change: number) => string,
) {
  const named = (some: readonly { readonly change: number }[]): string => {
    const names = some.slice(0, NAMED_MAX).map(({ change }) => nameOf(change));
    const more = some.length - names.length;
    return more > 0 ? `${names.join(", ")} and ${more} more` : names.join(", ");
  };
  const left = members.filter(({ made }) => made);
  if (left.length > 0) yield `${named(left)}: made before, must prove itself before the old one goes`;
  const moving = members.filter(({ act, made }) => act !== "delete" && !made);
  const leaving = members.filter(({ act }) => act === "delete");
  const starting = moving.slice(0, first);
  if (starting.length > 0) {
    const hidden = strategy === "blue_green" ? ", and nobody is led to them" : "";
    yield `${named(starting)} first, beside the old ones${hidden}`;
    const after = rollout.promoteAfter;
    const wait =
      after === 0 ? "as soon as they are well" : `when they were well for ${formatDurationMs(after)}`;
    const letGo = rollout.promote === "manual" ? "when somebody promotes it" : wait;
    yield strategy === "blue_green"
      ? `all are shown and the old ones go, at once, ${letGo}`
      : `the old ones of these go, ${letGo}`;
  }
  const rest = moving.slice(first);
  if (rest.length > 0) {
    const each = rollout.standing === 0 ? "" : `, ${Math.max(surge + unavailable, 1)} at a time`;
    const order =
      surge > 0
        ? "each beside its old one, which goes when the new one is well"
        : "each in the place of its old one";
    yield `${named(rest)}${each}, ${rest.some(({ act }) => act === "replace") ? order : "each waited for"}`;
  }
  if (leaving.length > 0) yield `${named(leaving)} go, as enough others are well`;
}

function conditions({ minHealthyTime, healthyDeadline, drain, onFailure }: PlannedRollout): string {
  const back = onFailure === "rollback" ? "all goes back to what was" : "all stays as it is then";
  return `A new one must be well for ${formatDurationMs(minHealthyTime)}, within ${formatDurationMs(healthyDeadline)}; if one is not, ${back}. An old one is out of the catalog ${formatDurationMs(drain)} before it stops.`;
}
