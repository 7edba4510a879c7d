/**
 * The steps of apply. Blocks are joined at steps that do nothing themselves,
 * so that n instances before m others cost n + m edges: "end" (all of its
 * instances are there), "unused" (nothing needs what goes of it) and "gone"
 * (that went). A block whose value was known while planning has no step: who
 * waits for it waits for what it waited for.
 */

import { formatBlockOf } from "@tutti/addresses";
import type { Traversal } from "@tutti/hcl";
import { type AddressList, splitProvider } from "@tutti/state";
import { isKeptPart, placedChanges } from "../change-parts.ts";
import type { ConfigGraph, ConfigNode, ResourceNode } from "../graph/config-node.ts";
import { ephemeralUsers } from "../graph/ephemeral-users.ts";
import { InstanceMap } from "../graph/instance-map.ts";
import { keyedResources } from "../graph/keyed-references.ts";
import { orderOf } from "../graph/order.ts";
import type { ActionGraph, ChangePart, ResourceChange } from "../plan.ts";
import { ActionSteps } from "./action-steps.ts";
import { closedBehind } from "./closed-behind.ts";
import { Dependents } from "./dependents.ts";

/** Config addresses that a config address depends on. */
export type DependenciesOf = (configAddress: string) => Iterable<AddressList>;

export interface ActionGraphInput {
  readonly graph: ConfigGraph;
  readonly includes: (node: number) => boolean;
  /** All of it is known, and carried by the plan. */
  readonly isSettled: (node: number) => boolean;
  readonly changes: readonly ChangePart[];
  /** Config addresses that a config address depends on as it is written now. */
  readonly writtenDependenciesOf: DependenciesOf;
  /** By the state: what it depended on when it was made. */
  readonly storedDependenciesOf: DependenciesOf;
  /** What goes of it goes only after all that used it has changed; else before that. */
  readonly goesLate: (change: ResourceChange) => boolean;
  readonly keyed: WeakSet<Traversal>;
  readonly deposedKey: (change: ResourceChange) => string;
  /** Services stand behind the object, or did before. */
  readonly carriesServices: (change: ResourceChange) => boolean;
  /**
   * By its place: the change is one of a rollout, which says when its old object goes. It waits
   * for nothing that depends on it (who depends on all of a group changes when the last of it was
   * made, and by then the first old ones have to be gone); what it depended on goes behind it.
   */
  readonly isRolledOut: (change: number) => boolean;
}

/** In which order things go. */
export interface GoingOrder {
  /** What goes waits until all that depends on it by this has gone. */
  readonly dependenciesOf: DependenciesOf;
  /** Who is made or changed waits for what goes. */
  readonly waitForGone: boolean;
}

export class ActionGraphBuilder {
  readonly #input: ActionGraphInput;
  /** Who is made or changed waits for what goes. */
  readonly #waitForGone: boolean;
  /** By their places in the plan. */
  readonly #changes: readonly (ResourceChange | undefined)[];
  readonly #steps = new ActionSteps();
  readonly #providers = new Map<string, number>();
  readonly #starts = new Map<string, number>();
  /** By node of the configuration: the steps after which all of it is there. */
  readonly #ends = new Map<number, readonly number[]>();
  readonly #gone = new Map<string, number>();
  /** The same for what goes late. */
  readonly #goneLate = new Map<string, number>();
  /** Forward step of an instance. */
  readonly #forward = new InstanceMap<number>();
  /** The step that makes the object of a change; its registration is a step behind it. */
  readonly #made = new Map<number, number>();
  readonly #byConfig = new Map<string, number[]>();
  /** By block: the steps that make and change its objects. */
  readonly #makers = new Map<string, readonly number[]>();
  readonly #dependents: Dependents;

  constructor(input: ActionGraphInput, { dependenciesOf, waitForGone }: GoingOrder) {
    this.#input = input;
    this.#waitForGone = waitForGone;
    this.#changes = placedChanges(input.changes);
    this.#dependents = new Dependents(
      { changes: input.changes, dependenciesOf },
      { early: this.#gone, late: this.#goneLate },
    );
    let place = 0;
    for (const part of input.changes) {
      const isKept = isKeptPart(part);
      const key = formatBlockOf(isKept ? part.resource : part.address);
      const list = this.#byConfig.get(key) ?? [];
      if (list.length === 0) this.#byConfig.set(key, list);
      // What stays has no step, and its block has its turn all the same.
      if (!isKept) list.push(place);
      place += isKept ? part.keys.length : 1;
    }
  }

  build(): ActionGraph {
    const { graph } = this.#input;
    // Destroying comes first in the list, so that "gone" steps exist when forward steps look for them.
    for (const config of this.#byConfig.keys())
      for (const index of this.#deletes(config))
        this.#goneStep(config, this.#input.isRolledOut(index) || this.#goesLate(index));
    for (const step of orderOf(graph)) if (this.#input.includes(step)) this.#addNode(step);
    for (const config of this.#byConfig.keys()) this.#addDeletes(config);
    this.#addCloses();
    return this.#steps.graph();
  }

  /** Something goes. */
  get destroys(): boolean {
    return this.#gone.size > 0 || this.#goneLate.size > 0;
  }

  #addNode(step: number): void {
    const { graph } = this.#input;
    const node = graph.nodes[step];
    if (node === undefined) return;
    if (node.kind === "resource" && node.resource.mode !== "ephemeral") {
      this.#addResource(step, node);
      return;
    }
    const before = new Set((graph.after[step] ?? []).flatMap((other) => this.#ends.get(other) ?? []));
    if (node.kind === "resource") {
      this.#ends.set(step, [this.#steps.pushPart(node.id, "open", before)]);
      return;
    }
    if (node.kind === "provider") {
      const at = this.#steps.pushPart(node.id, "configure", before);
      this.#providers.set(node.id, at);
      this.#ends.set(step, [at]);
    } else if (node.kind !== "close" && !this.#input.isSettled(step)) {
      this.#ends.set(step, [this.#steps.pushPart(node.id, "value", before)]);
    } else {
      // One step in place of many, or the edges would grow with the product of both sides.
      const passedBy = before.size <= 1 && !hasConditions(node);
      this.#ends.set(step, passedBy ? [...before] : [this.#steps.pushPart(node.id, "end", before)]);
    }
  }

  #addResource(step: number, node: ResourceNode): void {
    const { graph } = this.#input;
    const config = node.id;
    const keyed = keyedResources(node, this.#input.keyed);
    const before: number[] = [];
    for (const other of graph.after[step] ?? []) {
      const target = graph.nodes[other];
      const only = target?.kind === "resource" && keyed.has(target.id);
      const start = only ? this.#starts.get(target.id) : undefined;
      if (start === undefined) before.push(...(this.#ends.get(other) ?? []));
      else before.push(start);
    }
    const asks = asksConditions(node);
    // Who asks conditions again has a turn as a whole, whether objects change or not.
    if (asks) before.push(...this.#dependentsGone(config), ...this.#needsGone(config));
    const start = this.#steps.pushPart(node.id, "start", before);
    this.#starts.set(node.id, start);
    const turns = asks ? { made: start, changed: start } : this.#turns(config, start);
    const forward: number[] = [];
    for (const change of this.#byConfig.get(config) ?? []) {
      const at = this.#addForward(change, turns, keyed);
      if (at !== undefined) forward.push(at);
    }
    this.#makers.set(config, asks ? [start, ...forward] : forward);
    const ends = [start, ...forward];
    this.#ends.set(step, ends.length === 1 ? ends : [this.#steps.pushPart(node.id, "end", ends)]);
  }

  #turns(config: string, start: number): Turns {
    const joined = (first: number, gone: readonly number[]): number =>
      gone.length === 0 ? first : this.#steps.pushPart(config, "unused", [first, ...gone]);
    const made = joined(start, this.#dependentsGone(config));
    return { made, changed: joined(made, this.#needsGone(config)) };
  }

  /** An object is made or changed after what depended on it and goes has gone. */
  #dependentsGone(config: string): readonly number[] {
    if (!this.#waitForGone || this.#gone.size === 0 || this.#moving(config).length === 0) return [];
    const found = this.#dependents.ofMade(config, this.#byConfig.keys());
    return found.flatMap((other) => this.#gone.get(other) ?? []);
  }

  /** What stood is changed after what it depended on and goes. */
  #needsGone(config: string): readonly number[] {
    const isNew = ({ action }: ResourceChange): boolean => action === "create" || action === "read";
    if (!this.#waitForGone || this.#gone.size === 0 || this.#moving(config).every(isNew)) return [];
    const found = new Set(this.#dependents.needs(config));
    found.delete(config);
    return [...found].flatMap((other) => this.#gone.get(other) ?? []);
  }

  #moving(config: string): readonly ResourceChange[] {
    return (this.#byConfig.get(config) ?? []).flatMap((index) => {
      const change = this.#changes[index];
      const makes = change !== undefined && change.deposedKey === undefined && !ENDING.has(change.action);
      return makes ? [change] : [];
    });
  }

  #addForward(index: number, turns: Turns, keyed: ReadonlySet<string>): number | undefined {
    const change = this.#changes[index];
    if (change === undefined || change.deposedKey !== undefined) return undefined;
    const turn = change.action === "create" || change.action === "read" ? turns.made : turns.changed;
    const after = [turn, ...this.#sameKey(change, keyed)];
    const note = (made: number): number => {
      // Who refers to the object finds it in the catalog.
      const carries = this.#input.carriesServices(change);
      const at = carries ? this.#steps.push({ kind: "register", change: index }, [made]) : made;
      this.#forward.set(change.address, at);
      this.#made.set(index, made);
      return at;
    };
    switch (change.action) {
      case "create":
      case "update":
      case "read":
        return note(this.#steps.push({ kind: change.action, change: index }, after));
      case "delete-then-create":
        // The step that it waits for is added with the deletes.
        return note(this.#steps.push({ kind: "create", change: index }, after));
      case "create-then-delete": {
        const deposedKey = this.#input.deposedKey(change);
        const depose = this.#steps.push({ kind: "depose", change: index, deposedKey }, after);
        return note(this.#steps.push({ kind: "create", change: index }, [depose]));
      }
      case "no-op":
      case "delete":
      case "forget":
        return undefined;
    }
  }

  /** Steps of instances with the same key, for references like `a[count.index]`. */
  #sameKey({ address: { module, key } }: ResourceChange, keyed: ReadonlySet<string>): readonly number[] {
    const found: number[] = [];
    for (const id of keyed) {
      const at = this.#input.graph.byId.get(id);
      const node = at === undefined ? undefined : this.#input.graph.nodes[at];
      if (node?.kind !== "resource") continue;
      const { mode, type, name } = node.resource;
      const step = this.#forward.get({ module, mode, type, name, key });
      if (step !== undefined) found.push(step);
    }
    return found;
  }

  #deletes(config: string): readonly number[] {
    return (this.#byConfig.get(config) ?? []).filter((index) => {
      const change = this.#changes[index];
      return change !== undefined && DESTROYING.has(change.action);
    });
  }

  #goesLate(index: number): boolean {
    const change = this.#changes[index];
    if (change === undefined) return false;
    return this.#waitForGone ? this.#input.goesLate(change) : change.action === "create-then-delete";
  }

  #goneStep(config: string, late: boolean): number {
    const steps = late ? this.#goneLate : this.#gone;
    let step = steps.get(config);
    if (step === undefined) {
      step = this.#steps.pushPart(config, "gone");
      steps.set(config, step);
    }
    return step;
  }

  #addDeletes(config: string): void {
    const deletes = this.#deletes(config);
    const forgets = (this.#byConfig.get(config) ?? []).filter((i) => this.#changes[i]?.action === "forget");
    for (const index of forgets) this.#steps.push({ kind: "forget", change: index });
    for (const index of deletes)
      if (this.#input.isRolledOut(index))
        this.#addDelete(index, this.#startOf(index), this.#goneStep(config, true));
    const ordered = deletes.filter((index) => !this.#input.isRolledOut(index));
    if (ordered.length === 0) return;
    const unused = this.#unusedAfter(config);
    for (const late of [false, true]) {
      const those = ordered.filter((index) => this.#goesLate(index) === late);
      if (those.length === 0) continue;
      const gate = this.#steps.pushPart(
        config,
        "unused",
        late ? [...unused, ...this.#changedBefore(config)] : unused,
      );
      for (const index of those) this.#addDelete(index, gate, this.#goneStep(config, late));
    }
  }

  /** What goes before its successor comes goes when that can be made: nobody is missing while others are waited for. */
  #startOf(index: number): number | undefined {
    const change = this.#changes[index];
    if (change?.action !== "delete-then-create") return undefined;
    return this.#starts.get(formatBlockOf(change.address));
  }

  #addDelete(index: number, gate: number | undefined, gone: number): void {
    const change = this.#changes[index];
    if (change === undefined) return;
    const forward = this.#forward.get(change.address);
    const after = [this.#providerStep(splitProvider(change.provider).provider)];
    if (gate !== undefined) after.unshift(gate);
    if (forward !== undefined && this.#goesLate(index)) after.push(forward);
    // First out of the catalog, then out of the world: nobody is sent to what is going.
    if (this.#input.carriesServices(change))
      after.push(this.#steps.push({ kind: "deregister", change: index }, after));
    const at = this.#steps.push({ kind: "delete", change: index }, after);
    this.#steps.waitFor(gone, at);
    const made = this.#made.get(index);
    if (change.action === "delete-then-create" && made !== undefined) this.#steps.waitFor(made, at);
  }

  /** Each ephemeral block is closed behind what was opened with it. */
  #addCloses(): void {
    const { graph } = this.#input;
    const users = ephemeralUsers(graph);
    const closes = new Map<number, number>();
    const behind = closedBehind(graph, users, {
      endsOf: (step) => this.#ends.get(step),
      gone: [...this.#gone, ...this.#goneLate],
      providerOf: (config) =>
        splitProvider(this.#changes[this.#deletes(config)[0] ?? -1]?.provider ?? "").provider,
    });
    for (const [step, after] of behind)
      closes.set(step, this.#steps.pushPart(graph.nodes[step]?.id ?? "", "close", after));
    for (const [step, all] of users) {
      const close = closes.get(step);
      for (const user of all) {
        const before = closes.get(user);
        if (close !== undefined && before !== undefined) this.#steps.waitFor(close, before);
      }
    }
  }

  /** A provider that only the state knows has a step of its own. */
  #providerStep(provider: string): number {
    let step = this.#providers.get(provider);
    if (step === undefined) {
      step = this.#steps.pushPart(provider, "configure");
      this.#providers.set(provider, step);
    }
    return step;
  }

  /** All that depends on it and goes has gone. */
  #unusedAfter(config: string): readonly number[] {
    return this.#dependents
      .ofGoing(config)
      .flatMap((dependent) => [this.#gone, this.#goneLate].flatMap((steps) => steps.get(dependent) ?? []));
  }

  /** What goes late goes after all that depends on it has changed, and all that it depended on. */
  #changedBefore(config: string): readonly number[] {
    const others = [...this.#dependents.ofLate(config)];
    if (this.#waitForGone) others.push(...this.#dependents.needs(config));
    const own = asksConditionsOf(this.#input.graph, config) ? (this.#starts.get(config) ?? []) : [];
    return [own, others.filter((other) => other !== config).map((other) => this.#madeStep(other))].flat(2);
  }

  /** One step after which all of a block that is made or changed is so; as a list. */
  #madeStep(config: string): readonly number[] {
    const steps = this.#makers.get(config) ?? [];
    if (steps.length < 2) return steps;
    const joined = [this.#steps.pushPart(config, "unused", steps)];
    this.#makers.set(config, joined);
    return joined;
  }
}

/** The steps after which objects of a block are made, and those that stood are changed. */
interface Turns {
  readonly made: number;
  readonly changed: number;
}

/** Its conditions are asked again, whatever happens to its objects. */
function asksConditions({ resource }: ResourceNode): boolean {
  return resource.preconditions.length + resource.postconditions.length > 0;
}

function asksConditionsOf({ byId, nodes }: ConfigGraph, config: string): boolean {
  const node = nodes[byId.get(config) ?? -1];
  return node?.kind === "resource" && asksConditions(node);
}

/** What was told of its conditions counts only when it is reached. */
function hasConditions(node: ConfigNode): boolean {
  switch (node.kind) {
    case "variable":
      return node.variable.validations.length > 0;
    case "output":
      return node.output.preconditions.length > 0;
    case "check":
      return true;
    default:
      return false;
  }
}

const ENDING: ReadonlySet<string> = new Set(["no-op", "delete", "forget"]);

const DESTROYING: ReadonlySet<string> = new Set(["delete", "delete-then-create", "create-then-delete"]);
