/** Which changes of a plan are made within limits, and in which order. */

import {
  type AbsoluteResource,
  formatBlockOf,
  formatInstance,
  formatModule,
  type ResourceInstance,
} from "@tutti/addresses";
import { type Rollout, rolloutCount } from "@tutti/config";
import { errorDiagnostic } from "@tutti/hcl";
import { unmarkDeep } from "@tutti/values";
import { isKeptPart } from "../change-parts.ts";
import { engineError } from "../errors.ts";
import type { ResourceNode } from "../graph/config-node.ts";
import { InstanceMap } from "../graph/instance-map.ts";
import type { ChangePart, PlannedRollout, ResourceChange, RolloutMember } from "../plan.ts";
import { carriesServices } from "../service/carrying-types.ts";
import { registeredServices } from "../service/object-health.ts";
import type { PlanRun } from "./plan-run.ts";

/** Objects whose limits count together, while they are looked for. */
interface Group {
  readonly name: string;
  readonly node: ResourceNode;
  readonly rollout: Rollout;
  readonly members: RolloutMember[];
  /** They go when they can, so they come last. */
  readonly leaving: { readonly address: ResourceInstance; readonly change: number }[];
  /** Places in `members` of what is made or changed. */
  readonly places: InstanceMap<number>;
  desired: number;
  standing: number;
}

/** The rollouts of a plan that has something for them to do. What cannot be kept is reported. */
export function planRollouts(run: PlanRun, parts: readonly ChangePart[]): readonly PlannedRollout[] {
  const nodes = blocksWithRollout(run);
  if (nodes.size === 0) return [];
  const groups = new Map<string, Group>();
  const groupOf = (resource: AbsoluteResource): Group | undefined => {
    const node = nodes.get(formatBlockOf(resource));
    return node && groupIn(run, groups, resource, node);
  };
  const stays = new InstanceMap<true>();
  let place = 0;
  for (const part of parts) {
    if (isKeptPart(part)) {
      const group = groupOf(part.resource);
      if (group !== undefined) {
        group.desired += part.keys.length;
        group.standing += part.keys.length;
        for (const key of part.keys) stays.set({ ...part.resource, key }, true);
      }
      place += part.keys.length;
      continue;
    }
    const group = groupOf(part.address);
    if (group !== undefined) {
      if (part.action === "no-op" || registersOnly(part)) stays.set(part.address, true);
      addMember(run, group, part, place, stays.get(part.address) === true);
    }
    place += 1;
  }
  return [...groups.values()].flatMap((group) => {
    const planned = group.members.length + group.leaving.length > 0 ? finished(group) : undefined;
    return planned === undefined ? [] : [planned];
  });
}

function blocksWithRollout({ walk }: PlanRun): ReadonlyMap<string, ResourceNode> {
  const found = new Map<string, ResourceNode>();
  for (const node of walk.graph.nodes)
    if (node.kind === "resource" && node.resource.lifecycle.rollout !== undefined) found.set(node.id, node);
  return found;
}

function groupIn(
  run: PlanRun,
  groups: Map<string, Group>,
  resource: AbsoluteResource,
  node: ResourceNode,
): Group | undefined {
  const { rollout } = node.resource.lifecycle;
  if (rollout === undefined) return undefined;
  const own = rollout.group ?? `${resource.type}.${resource.name}`;
  const name = resource.module.length === 0 ? own : `${formatModule(resource.module)}.${own}`;
  const known = groups.get(name);
  if (known === undefined) {
    const made = {
      name,
      node,
      rollout,
      members: [],
      leaving: [],
      places: new InstanceMap<number>(),
      desired: 0,
      standing: 0,
    };
    groups.set(name, made);
    return made;
  }
  if (known.node !== node && !sameTerms(known.rollout, rollout))
    refuse(
      run,
      node,
      `${known.node.id} and ${node.id} are of the group "${own}" and say different things of it. Limits that count together must be the same: write the same rollout block in both.`,
    );
  return known;
}

function sameTerms(a: Rollout, b: Rollout): boolean {
  const terms = ({ declRange: _, ...rest }: Rollout): string => JSON.stringify(rest);
  return terms(a) === terms(b);
}

function addMember(run: PlanRun, group: Group, change: ResourceChange, place: number, stays: boolean): void {
  const { action, deposedKey } = change;
  if (deposedKey !== undefined) {
    group.standing += 1;
    // It stepped aside for one that stands, which has to prove itself before it goes.
    if (stays) group.members.push({ act: "replace", change: place, made: true });
    else group.leaving.push({ address: change.address, change: place });
    return;
  }
  if (!change.before.isNull) group.standing += 1;
  const isWanted = action !== "delete" && action !== "forget";
  if (isWanted) group.desired += 1;
  if (action === "no-op" || action === "forget" || action === "read" || registersOnly(change)) return;
  if (!carriesServices(run.schemas, change)) {
    refuse(
      run,
      group.node,
      `${formatInstance(change.address)} carries no service, so nobody could tell whether it is well. Give it a service block with a check, or take the rollout block away.`,
    );
    return;
  }
  if (action === "delete") group.leaving.push({ address: change.address, change: place });
  else {
    group.places.set(change.address, group.members.length);
    const act = action === "create" || action === "update" ? action : "replace";
    group.members.push({ act, change: place, made: false });
  }
  const fixed = action === "create-then-delete" ? fixedId(change) : undefined;
  if (fixed !== undefined)
    refuse(
      run,
      group.node,
      `${formatInstance(change.address)} gives its service the id "${fixed}", which its successor would take over while both stand. Leave the id out, or let max_surge be 0.`,
    );
  const provisions = group.node.resource.provisioners.some(({ when }) => when === "create");
  if (provisions && action !== "update" && group.rollout.onFailure === "rollback")
    refuse(
      run,
      group.node,
      `${formatInstance(change.address)} has provisioners, and what they do cannot be undone by going back. Say on_failure = "pause", or take the provisioners away.`,
    );
  if (action === "create-then-delete" && group.rollout.maxSurge.amount === 0)
    refuse(
      run,
      group.node,
      `${formatInstance(change.address)} has to be made before the old one goes, because something that depends on it is made first as well (create_before_destroy); max_surge = 0 forbids that. Let max_surge be 1.`,
    );
}

/** The objects stay, and only their registrations change or come back: nothing is spared by doing that slowly. */
function registersOnly({ action, reason }: ResourceChange): boolean {
  return (
    action === "update" &&
    reason?.kind === "update_because_changed" &&
    reason.paths.every(([step]) => step?.kind === "attribute" && step.name === "service")
  );
}

/** An id of a service that the new object has as well as the old one. */
function fixedId({ before, after }: ResourceChange): string | undefined {
  const held = new Set(registeredServices(unmarkDeep(before).value).values());
  const wanted = unmarkDeep(after).value;
  if (!wanted.isKnown || wanted.isNull) return undefined;
  for (const id of registeredServices(wanted).values()) if (held.has(id)) return id;
  return undefined;
}

function finished(group: Group): PlannedRollout {
  const { name, rollout, members, leaving, places, desired, standing } = group;
  const { strategy, promotion, drain, onFailure } = rollout;
  const surge = rolloutCount(rollout.maxSurge, desired, "up");
  const unavailable = rolloutCount(rollout.maxUnavailable, desired, "down");
  // Where nothing stands yet, nobody is spared by a beginning with a few.
  const first = members.some(({ act }) => act !== "create") ? firstOf(rollout, members.length) : 0;
  return {
    name,
    ...(rollout.group === undefined ? {} : { group: rollout.group }),
    strategy,
    desired,
    standing,
    surge,
    // Hundredths of a few come to none at all, and nothing could ever be done.
    unavailable: surge + unavailable === 0 ? 1 : unavailable,
    first,
    promote: promotion.promote,
    promoteAfter: promotion.after,
    minHealthyTime: rollout.minHealthyTime,
    healthyDeadline: rollout.healthyDeadline,
    progressDeadline: rollout.progressDeadline,
    drain,
    onFailure,
    members: [
      ...members,
      ...leaving.map(({ address, change }): RolloutMember => {
        const behind = places.get(address);
        return { act: "delete", change, made: false, ...(behind === undefined ? {} : { behind }) };
      }),
    ],
  };
}

function firstOf({ strategy, promotion }: Rollout, members: number): number {
  switch (strategy) {
    case "rolling":
      return 0;
    case "canary":
      return Math.min(promotion.count, members);
    case "blue_green":
      return members;
  }
}

function refuse({ walk }: PlanRun, { resource }: ResourceNode, detail: string): void {
  const range = resource.lifecycle.rollout?.declRange ?? resource.declRange;
  walk.report([errorDiagnostic(engineError("rollout-cannot-be-kept"), detail, range)]);
}
