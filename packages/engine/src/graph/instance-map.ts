import { formatResource, type InstanceKey, type ResourceInstance } from "@tutti/addresses";

/** Something for each instance, without the text of any: only their resources have one. */
export class InstanceMap<T> {
  readonly #resources = new Map<string, Map<InstanceKey, T>>();

  get(address: ResourceInstance): T | undefined {
    return this.#resources.get(formatResource(address))?.get(address.key);
  }

  set(address: ResourceInstance, item: T): void {
    const resource = formatResource(address);
    const own = this.#resources.get(resource);
    if (own === undefined) this.#resources.set(resource, new Map([[address.key, item]]));
    else own.set(address.key, item);
  }

  /** All of one resource, by the text of its address. */
  of(resource: string): ReadonlyMap<InstanceKey, T> | undefined {
    return this.#resources.get(resource);
  }
}
