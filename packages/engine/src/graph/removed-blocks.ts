import { formatConfigResource } from "@tutti/addresses";
import { type Config, modulesOf, type Removed } from "@tutti/config";

/** `removed` blocks by the config address, or `module:` and the path, that they speak of. */
export function removedBlocks(config: Config): ReadonlyMap<string, Removed> {
  let found = known.get(config);
  if (found === undefined) {
    found = findRemovedBlocks(config);
    known.set(config, found);
  }
  return found;
}

const known = new WeakMap<Config, ReadonlyMap<string, Removed>>();

function findRemovedBlocks(config: Config): ReadonlyMap<string, Removed> {
  const found = new Map<string, Removed>();
  for (const node of modulesOf(config.root)) {
    const prefix = node.path;
    for (const block of node.module.removed) {
      const { from } = block;
      const key =
        from.kind === "module"
          ? `module:${[...prefix, ...from.path].join(".")}`
          : formatConfigResource({ ...from.resource, module: [...prefix, ...from.resource.module] });
      found.set(key, block);
    }
  }
  return found;
}

/** The `removed` block that speaks of a resource, itself or by a module around it. */
export function removedBlockOf(
  removed: ReadonlyMap<string, Removed>,
  config: string,
  path: readonly string[],
): Removed | undefined {
  const own = removed.get(config);
  if (own !== undefined) return own;
  for (let length = path.length; length > 0; length--) {
    const block = removed.get(`module:${path.slice(0, length).join(".")}`);
    if (block !== undefined) return block;
  }
  return undefined;
}
