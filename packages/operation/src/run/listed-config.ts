/** Blocks for what lists found, under names that nothing else of the root module has. */

import { formatResourceName, type ResourceInstance } from "@tutti/addresses";
import type { Module } from "@tutti/config";
import type { FoundResource, generateListed } from "@tutti/engine";

/** What takes one object under management: its resource, and the `import` block that brings it in. */
interface ListedBlocks {
  readonly config: string;
  readonly importConfig: string;
}

/** Writes blocks, one object after the other; an object is named by its list and its place in it. */
export class ListedConfig {
  readonly #generate: typeof generateListed;
  readonly #taken: Set<string>;
  readonly #next = new Map<string, number>();

  private constructor({ resources }: Pick<Module, "resources">, generate: typeof generateListed) {
    this.#generate = generate;
    this.#taken = new Set(resources.keys());
  }

  /** The engine is loaded here: commands that plan nothing do without it. */
  static async of(module: Pick<Module, "resources">): Promise<ListedConfig> {
    const engine = await import("@tutti/engine");
    return new ListedConfig(module, engine.generateListed);
  }

  /** Undefined for an object that its provider could not give. */
  blocksOf(address: ResourceInstance, found: FoundResource): ListedBlocks | undefined {
    const { state } = found;
    if (state === undefined) return undefined;
    return this.#generate({ type: address.type, name: this.#nameOf(address) }, { ...found, state });
  }

  #nameOf({ type, name, key }: ResourceInstance): string {
    const base = key === undefined ? name : `${name}_${String(key).replaceAll(/[^\p{ID_Continue}-]/gu, "_")}`;
    const counted = `${type}.${base}`;
    for (let number = this.#next.get(counted) ?? 0; ; number++) {
      const free = `${base}_${number}`;
      const resource = formatResourceName({ mode: "managed", type, name: free });
      if (this.#taken.has(resource)) continue;
      this.#taken.add(resource);
      this.#next.set(counted, number + 1);
      return free;
    }
  }
}
