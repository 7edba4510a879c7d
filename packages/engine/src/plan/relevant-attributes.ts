/** Which attributes of resources others read: what `show -json` lists, so that drift there can be told from noise. */

import { formatKey, formatResource, type ModuleInstance, modulePathOf } from "@tutti/addresses";
import { type ModuleNode, moduleAt, type Resource } from "@tutti/config";
import { type Expression, type Traversal, type TraversalStep, traversalsOf } from "@tutti/hcl";
import { formatPath, type Path, type PathStep, type Value } from "@tutti/values";
import type { ConfigGraph } from "../graph/config-node.ts";
import { literalKey, type Name, nameOf } from "../graph/name.ts";
import type { Plan } from "../plan.ts";
import type { PlanRun } from "./plan-run.ts";

interface Place {
  readonly node: ModuleNode;
  readonly instance: ModuleInstance;
}

/** From everything that changes, back along what it refers to. Instances of one block count once. */
export function relevantAttributes(
  run: PlanRun,
  graph: ConfigGraph,
  outputs: Plan["outputs"],
): Plan["relevantAttributes"] {
  const { root } = run.request.config;
  const search = new Search();
  const seen = new Set<string>();
  for (const { address, action } of run.changes) {
    if (action === "no-op") continue;
    const key = formatResource(address);
    if (seen.has(key)) continue;
    seen.add(key);
    const node = moduleAt(root, modulePathOf(address.module));
    const resource = node?.module.resources.get(resourceKey(address));
    if (node !== undefined && resource !== undefined)
      search.fromResource({ node, instance: address.module }, resource);
  }
  for (const node of graph.nodes) {
    if (node.kind !== "output" || node.output.expression === undefined) continue;
    for (const scope of run.walk.scopesOf(node.module.path)) {
      const { name } = node.output;
      const changes =
        node.module.parent === undefined
          ? (outputs.get(name)?.action ?? "no-op") !== "no-op"
          : moduleOutputChanges(run, scope.outputs.get(name));
      if (!changes) continue;
      search.expression({ node: node.module, instance: scope.instance }, node.output.expression);
    }
  }
  return [...search.found.values()];
}

function resourceKey({ mode, type, name }: { mode: string; type: string; name: string }): string {
  return mode === "managed" ? `${type}.${name}` : `${mode}.${type}.${name}`;
}

/** Outputs of modules are not kept from run to run: each one with a value counts as changing. */
function moduleOutputChanges({ request }: PlanRun, value: Value | undefined): boolean {
  return request.mode === "destroy" || (value !== undefined && !value.isNull);
}

class Search {
  readonly found = new Map<string, Plan["relevantAttributes"][number]>();
  readonly #seen = new Set<string>();

  fromResource(place: Place, resource: Resource): void {
    const { attributes } = resource.config.justAttributes();
    for (const { expression } of attributes.values()) this.expression(place, expression);
    if (resource.count !== undefined) this.expression(place, resource.count);
    if (resource.forEach !== undefined) this.expression(place, resource.forEach);
  }

  expression(place: Place, expression: Expression): void {
    for (const traversal of traversalsOf(expression)) this.#follow(place, traversal);
  }

  #follow(place: Place, traversal: Traversal): void {
    const name = nameOf(traversal);
    if (name === undefined) return;
    const { node } = place;
    switch (name.kind) {
      case "resource":
        this.#resource(place, traversal, name);
        return;
      case "local": {
        const local = node.module.locals.get(name.name);
        if (local !== undefined)
          this.#once(place, `local.${name.name}`, () => this.expression(place, local.expression));
        return;
      }
      case "var":
        this.#variable(place, name.name);
        return;
      case "module":
        this.#module(place, name);
        return;
      default:
        return;
    }
  }

  #once(place: Place, key: string, run: () => void): void {
    const full = `${formatResource({ module: place.instance, mode: "managed", type: "", name: "" })} ${key}`;
    if (this.#seen.has(full)) return;
    this.#seen.add(full);
    run();
  }

  #variable({ node, instance }: Place, name: string): void {
    const { parent, call } = node;
    const expression = call?.config.justAttributes().attributes.get(name)?.expression;
    if (parent === undefined || expression === undefined) return;
    const outer = { node: parent, instance: instance.slice(0, -1) };
    this.#once({ node, instance }, `var.${name}`, () => {
      this.expression(outer, expression);
      if (call?.forEach !== undefined) this.expression(outer, call.forEach);
    });
  }

  #module(place: Place, name: Name & { kind: "module" }): void {
    const child = place.node.children.get(name.name);
    if (child === undefined) return;
    const key = literalKey(name.instanceKey);
    const inner = { node: child, instance: [...place.instance, { name: name.name, key }] };
    const outputs = name.output === undefined ? [...child.module.outputs.keys()] : [name.output];
    for (const output of outputs) {
      const expression = child.module.outputs.get(output)?.expression;
      if (expression !== undefined)
        this.#once(inner, `output.${output}`, () => this.expression(inner, expression));
    }
  }

  #resource(place: Place, traversal: Traversal, name: Name & { kind: "resource" }): void {
    const resource = place.node.module.resources.get(name.key);
    if (resource === undefined) return;
    const key = name.instanceKey;
    const { mode, type } = name;
    const address =
      formatResource({ module: place.instance, mode, type, name: name.name }) + formatKey(literalKey(key));
    const attribute = pathOf(traversal.steps.slice(name.consumed + (key === undefined ? 0 : 1)));
    const id = `${address} ${formatPath(attribute)}`;
    if (this.found.has(id)) return;
    this.found.set(id, { resource: address, attribute });
    this.#behind(place, resource, attribute);
  }

  /** What the attribute itself is made of. */
  #behind(place: Place, resource: Resource, attribute: Path): void {
    const [first] = attribute;
    if (first === undefined) {
      this.fromResource(place, resource);
      return;
    }
    const expression =
      first.kind === "attribute"
        ? resource.config.justAttributes().attributes.get(first.name)?.expression
        : undefined;
    if (expression !== undefined) this.expression(place, expression);
  }
}

function pathOf(steps: readonly TraversalStep[]): Path {
  const path: PathStep[] = [];
  for (const step of steps) {
    if (step.kind === "splat") break;
    path.push(
      step.kind === "attribute" ? { kind: "attribute", name: step.name } : { kind: "index", key: step.key },
    );
  }
  return path;
}
