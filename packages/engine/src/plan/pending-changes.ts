/** Which blocks have changes that are no no-ops, and in which instances of their modules. */

import { formatModule, formatModulePath, type ModuleInstance, modulePathOf } from "@tutti/addresses";

interface Changed {
  /** Of the block's module, without keys. */
  readonly path: string;
  readonly modules: Set<string>;
}

export class PendingChanges {
  readonly #changed = new Map<string, Changed>();

  /** `block`: the address without any key. */
  add(block: string, module: ModuleInstance): void {
    let changed = this.#changed.get(block);
    if (changed === undefined) {
      changed = { path: formatModulePath(modulePathOf(module)), modules: new Set() };
      this.#changed.set(block, changed);
    }
    changed.modules.add(formatModule(module));
  }

  /**
   * Something of these blocks changes before something in `module` can be read. Blocks of the same
   * module count in the same instance only; of others no instance is told apart, as in Terraform.
   */
  concern(blocks: Iterable<string>, module: ModuleInstance): boolean {
    const path = formatModulePath(modulePathOf(module));
    const instance = formatModule(module);
    for (const block of blocks) {
      const changed = this.#changed.get(block);
      if (changed !== undefined && (changed.path !== path || changed.modules.has(instance))) return true;
    }
    return false;
  }
}
