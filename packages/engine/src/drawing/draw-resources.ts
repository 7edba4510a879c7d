/** The short form of the graph: resources only, and which of them wait for which. */

import {
  type AbsoluteResource,
  compareResources,
  formatModulePath,
  formatResource,
  formatResourceName,
  modulePathOf,
} from "@tutti/addresses";
import { modulesOf } from "@tutti/config";
import { storedObjects } from "@tutti/state";
import { type DrawRequest, operationOf } from "./draw-operation.ts";
import { reduceTransitively } from "./reduce.ts";

/** A block of the configuration, or of the state alone. */
export interface DrawnResource {
  /** `module.a.aws_instance.web`, without keys. */
  readonly address: string;
  /** The same inside of its module. */
  readonly name: string;
  /** `module.a`; empty for the root module. */
  readonly module: string;
}

/** Resources in order of their addresses, and pairs of places of which the first waits for the second. */
export interface DrawnResources {
  readonly resources: readonly DrawnResource[];
  readonly edges: readonly (readonly [from: number, to: number])[];
}

/** Undefined where the configuration goes in a circle. */
export function drawResources(request: DrawRequest): DrawnResources | undefined {
  const drawing = operationOf("plan", request);
  const resources = resourcesOf(request);
  const places = new Map(resources.map(({ address }, place) => [address, place]));
  const placeOf = drawing.nodes.map(({ shape, label }) =>
    shape === "resource" ? (places.get(label) ?? -1) : -1,
  );
  const after = resources.map(() => new Set<number>());
  for (const [node, place] of placeOf.entries()) {
    if (place < 0) continue;
    const seen = new Set(drawing.after[node]);
    for (const at of seen) {
      const other = placeOf[at] ?? -1;
      if (other === place) continue;
      if (other >= 0) after[place]?.add(other);
      else for (const behind of drawing.after[at] ?? []) seen.add(behind);
    }
  }
  const reduced = reduceTransitively(after);
  if (reduced === undefined) return undefined;
  const edges = reduced.flatMap((next, from) =>
    [...next].sort((a, b) => a - b).map((to) => [from, to] as const),
  );
  return { resources, edges };
}

function resourcesOf({ config, schemas, state }: DrawRequest): readonly DrawnResource[] {
  const found = new Map<string, AbsoluteResource>();
  const add = (resource: AbsoluteResource): void => {
    found.set(formatResource(resource), resource);
  };
  for (const node of modulesOf(config.root))
    for (const resource of node.module.resources.values())
      if (schemas.has(resource.providerSource))
        add({ ...resource, module: node.path.map((name) => ({ name, key: undefined })) });
  for (const { address } of storedObjects(state))
    add({ ...address, module: address.module.map(({ name }) => ({ name, key: undefined })) });
  return [...found]
    .sort(([, a], [, b]) => compareInTree(a, b))
    .map(([address, resource]) => ({
      address,
      name: formatResourceName(resource),
      module: formatModulePath(modulePathOf(resource.module)),
    }));
}

/** A module stands before its children, and these before its next sibling. */
function compareInTree(a: AbsoluteResource, b: AbsoluteResource): number {
  for (const [depth, { name }] of a.module.entries()) {
    const other = b.module[depth]?.name;
    if (other === undefined) return 1;
    if (name !== other) return name < other ? -1 : 1;
  }
  return a.module.length < b.module.length ? -1 : compareResources(a, b);
}
