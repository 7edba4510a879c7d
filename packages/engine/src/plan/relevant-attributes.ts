/** Which attributes of resources others read: what `show -json` lists, so that drift there can be told from noise. */

import {
  type AbsoluteResource,
  formatBlockOf,
  formatKey,
  formatResource,
  instanceAt,
  type ModuleInstance,
  modulePathOf,
} from "@tutti/addresses";
import { type ModuleNode, moduleAt, type Resource } from "@tutti/config";
import { type Expression, type Traversal, type TraversalStep, traversalsOf } from "@tutti/hcl";
import { formatPath, type Path, type PathStep, type Value } from "@tutti/values";
import type { ConfigGraph } from "../graph/config-node.ts";
import { literalKey, type Name, nameOf } from "../graph/name.ts";
import type { Plan, ResourceChange } from "../plan.ts";
import type { PlanRun } from "./plan-run.ts";

interface Place {
  readonly node: ModuleNode;
  readonly instance: ModuleInstance;
}

/** From everything that changes, back along what it refers to. Instances of one block count once. */
export function relevantAttributes(
  run: PlanRun,
  graph: ConfigGraph,
  { outputs, changes: sorted }: Pick<Plan, "outputs" | "changes">,
): Plan["relevantAttributes"] {
  const { root } = run.request.config;
  const search = new Search();
  const seen = new Set<string>();
  for (const address of inGraphOrder(changing(run, sorted), graph)) {
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

/** What was planned first is chance; where blocks stand in the graph is not. */
function inGraphOrder(
  addresses: readonly AbsoluteResource[],
  { byId }: ConfigGraph,
): readonly AbsoluteResource[] {
  const stepOf = (address: AbsoluteResource): number => byId.get(formatBlockOf(address)) ?? byId.size;
  return addresses
    .map((address) => ({ address, step: stepOf(address) }))
    .sort((a, b) => a.step - b.step)
    .map(({ address }) => address);
}

/** What is only read goes, too, where what it stands for is destroyed, though no plan lists it. */
function changing(
  { request, state, destroys }: PlanRun,
  changes: readonly ResourceChange[],
): readonly AbsoluteResource[] {
  const listed = changes.flatMap(({ address, action }) => (action === "no-op" ? [] : [address]));
  if (request.mode !== "destroy") return listed;
  const read = Array.from(state.resources.values()).filter(
    ({ address, instances }) =>
      address.mode === "data" &&
      Array.from(instances.keys()).some((key) => destroys(instanceAt(address, key))),
  );
  return [...listed, ...read.map(({ address }) => address)];
}

function resourceKey({ mode, type, name }: { mode: string; type: string; name: string }): string {
  return mode === "managed" ? `${type}.${name}` : `${mode}.${type}.${name}`;
}

/** Outputs of modules are not kept from run to run: each one with a value counts as changing. */
function moduleOutputChanges({ request }: PlanRun, value: Value | undefined): boolean {
  return request.mode === "destroy" || (value !== undefined && !value.isNull);
}

/**
 * Goes as deep as it can before it goes on, as the order of what it finds is
 * told. What is still to be followed lies on a list and not on the stack: users
 * write chains of any length.
 */
class Search {
  readonly found = new Map<string, Plan["relevantAttributes"][number]>();
  readonly #seen = new Set<string>();
  /** What is to be done, the next last. */
  readonly #tasks: (() => void)[] = [];

  fromResource(place: Place, resource: Resource): void {
    this.#fromResource(place, resource);
    this.#work();
  }

  expression(place: Place, expression: Expression): void {
    this.#follow(place, [expression]);
    this.#work();
  }

  #work(): void {
    for (let task = this.#tasks.pop(); task !== undefined; task = this.#tasks.pop()) task();
  }

  /** Before all that is on the list, in this order. */
  #next(tasks: readonly (() => void)[]): void {
    for (let at = tasks.length - 1; at >= 0; at--) {
      const task = tasks[at];
      if (task !== undefined) this.#tasks.push(task);
    }
  }

  #fromResource(place: Place, resource: Resource): void {
    const { attributes } = resource.config.justAttributes();
    const { count, forEach } = resource;
    this.#follow(place, [...Array.from(attributes.values(), ({ expression }) => expression), count, forEach]);
  }

  #follow(place: Place, expressions: readonly (Expression | undefined)[]): void {
    this.#next(
      expressions.flatMap((expression) =>
        expression === undefined
          ? []
          : traversalsOf(expression).map((traversal) => () => this.#traversal(place, traversal)),
      ),
    );
  }

  #traversal(place: Place, traversal: Traversal): void {
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
          this.#once(place, `local.${name.name}`, () => this.#follow(place, [local.expression]));
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
    this.#once({ node, instance }, `var.${name}`, () => this.#follow(outer, [expression, call?.forEach]));
  }

  #module(place: Place, name: Name & { kind: "module" }): void {
    const child = place.node.children.get(name.name);
    if (child === undefined) return;
    const key = literalKey(name.instanceKey);
    const inner = { node: child, instance: [...place.instance, { name: name.name, key }] };
    const outputs = name.output === undefined ? [...child.module.outputs.keys()] : [name.output];
    this.#next(
      outputs.map((output) => () => {
        const expression = child.module.outputs.get(output)?.expression;
        this.#once(inner, `output.${output}`, () => this.#follow(inner, [expression]));
      }),
    );
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
      this.#fromResource(place, resource);
      return;
    }
    const expression =
      first.kind === "attribute"
        ? resource.config.justAttributes().attributes.get(first.name)?.expression
        : undefined;
    this.#follow(place, [expression]);
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
