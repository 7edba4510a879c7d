import { formatInstance, formatResource, type ResourceInstance } from "@tutti/addresses";
import { splitProvider } from "./instance-provider.ts";
import type { JournalRecord, OpenIntent } from "./journal.ts";
import { type OwnInstances, ownInstances } from "./ranges/patched-instances.ts";
import type {
  CheckResult,
  InstanceObject,
  InstanceState,
  OutputState,
  ResourceState,
  State,
} from "./state.ts";

/** A record that does not fit the state it is applied to: a bug where it was made, damage where it was read. */
export class InvariantBroken extends Error {}

function hold(condition: boolean, why: string): asserts condition {
  if (!condition) throw new InvariantBroken(why);
}

/** What a state becomes by a list of records, one after the other; the given state stays as it is. */
export class StateFold {
  readonly #base: State;
  readonly #outputs: Map<string, OutputState>;
  readonly #resources: Map<string, ResourceState>;
  readonly #intents = new Map<string, OpenIntent>();
  /** Maps of instances that were copied here and may be changed in place; all others are shared. */
  readonly #owned = new Map<string, OwnInstances>();
  #checks: readonly CheckResult[];

  constructor(base: State) {
    this.#base = base;
    this.#outputs = new Map(base.outputs);
    this.#resources = new Map(base.resources);
    this.#checks = base.checkResults;
  }

  apply(record: JournalRecord): void {
    switch (record.kind) {
      case "intent":
        this.#intents.set(record.operationId, record);
        return;
      case "object":
        if (record.operationId !== undefined) this.#intents.delete(record.operationId);
        this.#setObject(record.address, record.deposedKey, record.object, record.provider);
        return;
      case "depose":
        this.#shift(record.address, (instance) => depose(instance, record.deposedKey, record.address));
        return;
      case "restore":
        this.#shift(record.address, (instance) => restore(instance, record.deposedKey, record.address));
        return;
      case "move":
        this.#move(record.from, record.to, record.provider);
        return;
      case "output":
        if (record.output === undefined) this.#outputs.delete(record.name);
        else this.#outputs.set(record.name, record.output);
        return;
      case "checks":
        this.#checks = record.results;
        return;
    }
  }

  /** Intents without a result, in the order in which they were announced. */
  get openIntents(): readonly OpenIntent[] {
    return [...this.#intents.values()];
  }

  state(): State {
    this.#owned.clear();
    return {
      ...this.#base,
      outputs: new Map(this.#outputs),
      resources: new Map(this.#resources),
      checkResults: this.#checks,
    };
  }

  /** The object at an address as it is now; without making a state, which costs what the whole of it does. */
  current(address: ResourceInstance): InstanceObject | undefined {
    return this.#instance(address).current;
  }

  /** Whether an old object of an address is there, that stepped aside. */
  hasDeposed(address: ResourceInstance): boolean {
    return this.#instance(address).deposed.size > 0;
  }

  #instance(address: ResourceInstance): InstanceState {
    return (
      this.#resources.get(formatResource(address))?.instances.get(address.key) ?? {
        current: undefined,
        deposed: NO_DEPOSED,
      }
    );
  }

  /** Resources and instances that hold nothing any more leave the state. */
  #setInstance(address: ResourceInstance, instance: InstanceState, provider: string | undefined): void {
    const text = formatResource(address);
    const before = this.#resources.get(text);
    const owned = this.#owned.get(text);
    const instances = owned ?? ownInstances(before?.instances);
    if (owned === undefined) this.#owned.set(text, instances);
    if (isEmpty(instance)) instances.delete(address.key);
    else instances.set(address.key, instance);
    if (instances.size === 0) {
      this.#resources.delete(text);
      this.#owned.delete(text);
      return;
    }
    const by = provider ?? before?.provider;
    if (before !== undefined && instances === before.instances && by === before.provider) return;
    const { module, mode, type, name } = address;
    hold(by !== undefined && by !== "", `it gives ${text} an object without saying whose it is`);
    this.#resources.set(text, {
      address: before?.address ?? { module, mode, type, name },
      provider: by,
      instances,
    });
  }

  #setObject(
    address: ResourceInstance,
    deposedKey: string | undefined,
    object: InstanceObject | undefined,
    provider: string,
  ): void {
    const { provider: configuration, key } = splitProvider(provider);
    const before = this.#instance(address);
    // What goes says nothing of what stays.
    const instance = object === undefined ? before : kept(before, key);
    if (deposedKey === undefined) {
      this.#setInstance(address, withCurrent(instance, object), configuration);
      return;
    }
    const deposed = new Map(instance.deposed);
    if (object === undefined) deposed.delete(deposedKey);
    else deposed.set(deposedKey, object);
    this.#setInstance(address, { ...instance, deposed }, configuration);
  }

  #shift(address: ResourceInstance, change: (instance: InstanceState) => InstanceState): void {
    this.#setInstance(address, change(this.#instance(address)), undefined);
  }

  #move(from: ResourceInstance, to: ResourceInstance, provider: string | undefined): void {
    const source = this.#resources.get(formatResource(from));
    const instance = this.#instance(from);
    hold(!isEmpty(instance), `it moves ${formatInstance(from)}, where nothing is`);
    hold(
      isEmpty(this.#instance(to)),
      `it moves ${formatInstance(from)} to ${formatInstance(to)}, where something is`,
    );
    this.#setInstance(from, { current: undefined, deposed: NO_DEPOSED }, undefined);
    const given = provider === undefined ? undefined : splitProvider(provider);
    this.#setInstance(
      to,
      given === undefined ? instance : kept(instance, given.key),
      given?.provider ?? source?.provider,
    );
  }
}

/** By the instance of its provider that has this key; as light as it was where there is none. */
function kept(instance: InstanceState, providerKey: string | undefined): InstanceState {
  return instance.providerKey === providerKey ? instance : { ...instance, providerKey };
}

/** Shared by all instances: hardly any has one. */
const NO_DEPOSED: InstanceState["deposed"] = new Map();

/** Written out, not spread: there are as many as objects. */
function withCurrent(
  { deposed, providerKey }: InstanceState,
  current: InstanceObject | undefined,
): InstanceState {
  return providerKey === undefined ? { current, deposed } : { current, deposed, providerKey };
}

function isEmpty({ current, deposed }: InstanceState): boolean {
  return current === undefined && deposed.size === 0;
}

/** There is at most one current object, and a key names one deposed object. */
function depose(instance: InstanceState, key: string, address: ResourceInstance): InstanceState {
  const { current, deposed, ...rest } = instance;
  hold(current !== undefined, `it deposes the object of ${formatInstance(address)}, which has none`);
  hold(!deposed.has(key), `it deposes ${formatInstance(address)} as ${key} twice`);
  return { ...rest, current: undefined, deposed: new Map([...deposed, [key, current]]) };
}

function restore(instance: InstanceState, key: string, address: ResourceInstance): InstanceState {
  const object = instance.deposed.get(key);
  hold(object !== undefined, `it restores ${formatInstance(address)} from ${key}, which is not there`);
  hold(instance.current === undefined, `it restores ${formatInstance(address)} over an object that is there`);
  const deposed = new Map(instance.deposed);
  deposed.delete(key);
  return { ...instance, current: object, deposed };
}
