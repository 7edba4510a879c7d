import type { Body } from "@tutti/hcl";
import { type ModuleNode, modulesOf } from "../module/module.ts";

const BLOCKS = {
  blocks: [
    { type: "service", labelNames: ["name"] },
    { type: "dynamic", labelNames: ["type"] },
  ],
};

/**
 * The types of managed resources, by their provider's source, of which the
 * configuration has at least one with `service` blocks. Only these take such
 * blocks into their schema: a configuration without any is plain Terraform.
 */
export function typesWithServices(root: ModuleNode): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const { module } of modulesOf(root)) {
    for (const { mode, type, providerSource, config } of module.resources.values()) {
      const types = found.get(providerSource) ?? new Set();
      if (mode !== "managed" || types.has(type) || !hasServices(config)) continue;
      found.set(providerSource, types.add(type));
    }
  }
  return found;
}

function hasServices(body: Body): boolean {
  const { blocks } = body.partialContent(BLOCKS).content;
  return blocks.some(({ type, labels }) => type === "service" || labels[0] === "service");
}
