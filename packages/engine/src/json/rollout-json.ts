import { formatInstance } from "@tutti/addresses";
import type { Json } from "@tutti/values";
import type { Plan, PlannedRollout } from "../plan.ts";

/** A rollout as `show -json` writes it: ours alone. Times are seconds. */
export function rolloutJson({ changes }: Pick<Plan, "changes">, rollout: PlannedRollout): Json {
  return {
    name: rollout.name,
    strategy: rollout.strategy,
    desired: rollout.desired,
    standing: rollout.standing,
    max_surge: rollout.surge,
    max_unavailable: rollout.unavailable,
    min_healthy_time: rollout.minHealthyTime / 1000,
    healthy_deadline: rollout.healthyDeadline / 1000,
    progress_deadline: rollout.progressDeadline / 1000,
    drain: rollout.drain / 1000,
    on_failure: rollout.onFailure,
    ...(rollout.first === 0
      ? {}
      : {
          first: rollout.first,
          promote: rollout.promote,
          promote_after: rollout.promoteAfter / 1000,
        }),
    steps: rollout.members.map(({ act, change, made }) => {
      const { address, deposedKey } = changes[change] ?? {};
      return {
        ...(address === undefined ? {} : { address: formatInstance(address) }),
        ...(deposedKey === undefined ? {} : { deposed: deposedKey }),
        act,
        ...(made ? { made } : {}),
      };
    }),
  };
}
