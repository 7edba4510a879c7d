/** What blocks refer to, beside what is worked out while they are planned. */

import { formatConfigResource } from "@tutti/addresses";
import { type CheckRule, connectionBody, type Module, type Resource } from "@tutti/config";
import { type Body, type Expression, type Traversal, traversalsOf } from "@tutti/hcl";
import type { Schema } from "@tutti/plugin";
import { bodyTraversals, type Compilation, compileBody } from "./compile-body.ts";

/** A resource's block against its schema. */
interface ReadBlock extends Compilation {
  /** What its body and its meta-arguments refer to. */
  readonly traversals: readonly Traversal[];
}

/** Each block is read once, however many calls lead to its module. */
export class ResourceBlocks {
  readonly #blocks = new Map<Resource, ReadBlock>();

  read(resource: Resource, schema: Schema): ReadBlock {
    const known = this.#blocks.get(resource);
    if (known?.body.schema === schema.block) return known;
    const { body, diagnostics } = compileBody(resource.config, schema.block);
    const traversals = [...bodyTraversals(body), ...metaTraversals(resource)];
    const block = { body, diagnostics, traversals };
    this.#blocks.set(resource, block);
    return block;
  }
}

export function traversalsIn(expression: Expression | undefined): readonly Traversal[] {
  return expression === undefined ? [] : traversalsOf(expression);
}

export function ruleTraversals(rules: readonly CheckRule[]): readonly Traversal[] {
  return rules.flatMap(({ condition, errorMessage }) => [
    ...traversalsIn(condition),
    ...traversalsIn(errorMessage),
  ]);
}

/** What `import` blocks refer to, by the resource that they name. They stand in the root module, and so do their references. */
export function importTraversals(root: Module): ReadonlyMap<string, readonly Traversal[]> {
  const found = new Map<string, Traversal[]>();
  for (const { toResource, id, identity, forEach } of root.imports) {
    const key = formatConfigResource(toResource);
    const traversals = found.get(key) ?? [];
    for (const expression of [id, identity, forEach]) traversals.push(...traversalsIn(expression));
    found.set(key, traversals);
  }
  return found;
}

function metaTraversals(resource: Resource): readonly Traversal[] {
  const attributes = (body: Body): readonly Traversal[] =>
    [...body.justAttributes().attributes.values()].flatMap(({ expression }) => traversalsOf(expression));
  const provisioners = resource.provisioners.filter(({ when }) => when === "create");
  return [
    ...traversalsIn(resource.count),
    ...traversalsIn(resource.forEach),
    ...traversalsIn(resource.lifecycle.enabled),
    ...traversalsIn(resource.provider?.key),
    ...traversalsIn(resource.listing?.includeResource),
    ...traversalsIn(resource.listing?.limit),
    ...resource.dependsOn,
    ...resource.lifecycle.replaceTriggeredBy.flatMap(traversalsIn),
    ...ruleTraversals(resource.preconditions),
    ...ruleTraversals(resource.postconditions),
    ...provisioners.flatMap((provisioner) => {
      const connection = connectionBody(provisioner, resource.connection);
      return [...attributes(provisioner.config), ...(connection === undefined ? [] : attributes(connection))];
    }),
  ];
}
