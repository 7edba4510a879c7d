import { formatResource, type InstanceKey, type ResourceInstance } from "@tutti/addresses";
import type { JournalRecord, OpenIntent } from "./journal.ts";
import type {
  CheckResult,
  InstanceObject,
  InstanceState,
  OutputState,
  ResourceState,
  State,
} from "./state.ts";

/** What a state becomes by a list of records, one after the other; the given state stays as it is. */
export class StateFold {
  readonly #base: State;
  readonly #outputs: Map<string, OutputState>;
  readonly #resources: Map<string, ResourceState>;
  readonly #intents = new Map<string, OpenIntent>();
  /** Maps of instances that were copied here and may be changed in place; all others are shared. */
  readonly #owned = new Map<string, Map<InstanceKey, InstanceState>>();
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
        this.#shift(record.address, (instance) => depose(instance, record.deposedKey));
        return;
      case "restore":
        this.#shift(record.address, (instance) => restore(instance, record.deposedKey));
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

  #instance(address: ResourceInstance): InstanceState {
    return (
      this.#resources.get(formatResource(address))?.instances.get(address.key) ?? {
        current: undefined,
        deposed: new Map(),
      }
    );
  }

  /** Resources and instances that hold nothing any more leave the state. */
  #setInstance(address: ResourceInstance, instance: InstanceState, provider: string | undefined): void {
    const text = formatResource(address);
    const before = this.#resources.get(text);
    const owned = this.#owned.get(text);
    const instances = owned ?? new Map(before?.instances);
    if (owned === undefined) this.#owned.set(text, instances);
    if (instance.current === undefined && instance.deposed.size === 0) instances.delete(address.key);
    else instances.set(address.key, instance);
    if (instances.size === 0) {
      this.#resources.delete(text);
      this.#owned.delete(text);
      return;
    }
    const { module, mode, type, name } = address;
    this.#resources.set(text, {
      address: before?.address ?? { module, mode, type, name },
      provider: provider ?? before?.provider ?? "",
      instances,
    });
  }

  #setObject(
    address: ResourceInstance,
    deposedKey: string | undefined,
    object: InstanceObject | undefined,
    provider: string,
  ): void {
    const instance = this.#instance(address);
    if (deposedKey === undefined) {
      this.#setInstance(address, { ...instance, current: object }, provider);
      return;
    }
    const deposed = new Map(instance.deposed);
    if (object === undefined) deposed.delete(deposedKey);
    else deposed.set(deposedKey, object);
    this.#setInstance(address, { ...instance, deposed }, provider);
  }

  #shift(address: ResourceInstance, change: (instance: InstanceState) => InstanceState): void {
    this.#setInstance(address, change(this.#instance(address)), undefined);
  }

  #move(from: ResourceInstance, to: ResourceInstance, provider: string | undefined): void {
    const source = this.#resources.get(formatResource(from));
    const instance = this.#instance(from);
    this.#setInstance(from, { current: undefined, deposed: new Map() }, undefined);
    this.#setInstance(to, instance, provider ?? source?.provider);
  }
}

function depose(instance: InstanceState, key: string): InstanceState {
  if (instance.current === undefined) return instance;
  return { current: undefined, deposed: new Map([...instance.deposed, [key, instance.current]]) };
}

function restore(instance: InstanceState, key: string): InstanceState {
  const object = instance.deposed.get(key);
  if (object === undefined) return instance;
  const deposed = new Map(instance.deposed);
  deposed.delete(key);
  return { current: object, deposed };
}
