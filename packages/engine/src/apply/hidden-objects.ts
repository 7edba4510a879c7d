/** New objects of a blue/green rollout: nobody is led to them before all of them are well. */

import { formatBlockOf, formatInstance, formatResource } from "@tutti/addresses";
import { unmarkDeep } from "@tutti/values";
import type { PlannedRollout, ResourceChange } from "../plan.ts";
import type { ApplyRun } from "./apply-run.ts";
import { carrierOf, stateOf } from "./apply-services.ts";

/** Of which rollouts the new objects are hidden, and whether an object is such a one. */
export class HiddenObjects {
  /** By their blocks. */
  readonly #hiding = new Map<string, PlannedRollout>();
  /** Those that an apply left beside their old ones. */
  readonly #left = new Set<string>();
  /** Resources of which all objects were shown, because of what was left. */
  readonly #shown = new Map<string, Promise<unknown>>();
  readonly #switched = new Set<PlannedRollout>();

  constructor(placed: ApplyRun["placed"], rollouts: readonly PlannedRollout[]) {
    for (const rollout of rollouts) {
      if (!hidesNew(rollout)) continue;
      for (const { change, made } of rollout.members) {
        const address = placed[change]?.address;
        if (address === undefined) continue;
        this.#hiding.set(formatBlockOf(address), rollout);
        if (made) this.#left.add(formatInstance(address));
      }
    }
  }

  /** For what a new object of a change is registered hidden; undefined: it is seen at once. */
  hiddenFor({ action, address }: ResourceChange): string | undefined {
    const rollout = this.#hiding.get(formatBlockOf(address));
    if (rollout === undefined || this.#switched.has(rollout)) return undefined;
    // What is changed where it is serves already; but one that an apply left beside its old one is new.
    if (action === "update" && !this.#left.has(formatInstance(address))) return undefined;
    return rollout.name;
  }

  /** Shows all new objects of a rollout, whichever apply made them. */
  async show(run: ApplyRun, rollout: PlannedRollout): Promise<void> {
    // What is registered from here on is seen at once.
    this.#switched.add(rollout);
    const places = rollout.members.filter(({ act }) => act !== "delete").map(({ change }) => change);
    const objects = currentOnes(
      run,
      places,
      rollout.members.some(({ made }) => made),
    );
    await Promise.all(objects.map(({ carrier, state }) => carrier.show(state, run.signal)));
    await Promise.all(objects.map(({ carrier, state }) => carrier.shown(state, run.signal)));
  }

  /**
   * Before what an apply left beside its successor goes, the successor and those
   * that were made with it are shown, whatever the plan says of rollouts by now.
   */
  async showLeft(run: ApplyRun, { address, deposedKey }: ResourceChange, place: number): Promise<void> {
    if (deposedKey === undefined || this.#hiding.has(formatBlockOf(address))) return;
    const resource = formatResource(address);
    let shown = this.#shown.get(resource);
    if (shown === undefined) {
      const objects = currentOnes(run, [place], true);
      shown = Promise.all(objects.map(({ carrier, state }) => carrier.show(state, run.signal)));
      this.#shown.set(resource, shown);
    }
    // An agent that cannot be reached is told of where the services of the old one leave it.
    await shown.catch(() => {});
  }
}

/** Where nothing is replaced, nobody's traffic could be switched. */
export function hidesNew({ strategy, first, members }: PlannedRollout): boolean {
  return strategy === "blue_green" && first > 0 && members.some(({ act }) => act === "replace");
}

/** What stands now at the addresses of these changes; with what stays as it is of their resources, where an apply before this one may have hidden that. */
function currentOnes(run: ApplyRun, places: readonly number[], withKept: boolean) {
  const found = new Map<string, ResourceChange>();
  const add = (change: ResourceChange | undefined): void => {
    if (change !== undefined && run.state.current(change.address) !== undefined)
      found.set(formatInstance(change.address), change);
  };
  const resources = new Set<string>();
  for (const place of places) {
    const change = run.placed[place];
    add(change);
    if (change !== undefined) resources.add(formatResource(change.address));
  }
  if (withKept) {
    for (const resource of resources)
      for (const { keys, change } of run.kept.get(resource) ?? []) for (const key of keys) add(change(key));
    for (const change of run.placed)
      if (change?.action === "no-op" && resources.has(formatResource(change.address))) add(change);
  }
  return [...found.values()].map((change) => ({
    carrier: carrierOf(run, change),
    state: unmarkDeep(stateOf(run, change)).value,
  }));
}
