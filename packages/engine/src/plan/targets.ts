/**
 * `-target` and `-exclude` where nothing is destroyed as a whole: which blocks
 * are visited, and which instances of them are planned. A target comes with
 * all that it refers to; what is excluded takes with it all that refers to it.
 */

import { formatBlockOf, instanceAt, type ResourceInstance, type Target } from "@tutti/addresses";
import { type Diagnostic, type Traversal, warningDiagnostic } from "@tutti/hcl";
import type { State } from "@tutti/state";
import { engineError } from "../errors.ts";
import type { ConfigGraph } from "../graph/config-node.ts";
import { reach } from "../graph/reach.ts";
import { covers, coversAny, coversNode, parseTargets } from "./covers.ts";
import { leftBehind } from "./left-behind.ts";

export interface Targets {
  /** Something is left out, or may be. */
  readonly active: boolean;
  /** The block is visited. */
  includesNode(node: number): boolean;
  /** The instance is looked at. */
  includes(address: ResourceInstance): boolean;
  readonly diagnostics: readonly Diagnostic[];
}

const EVERYTHING: Targets = {
  active: false,
  includesNode: () => true,
  includes: () => true,
  diagnostics: [],
};

/** The lists of a query, and what they refer to. */
export function onlyLists(graph: ConfigGraph): Targets {
  const lists = graph.nodes.flatMap((node, step) =>
    node.kind === "resource" && node.resource.mode === "list" ? [step] : [],
  );
  const all = new Set([...lists, ...reach(lists, (step) => graph.after[step] ?? [])]);
  return { active: true, includesNode: (node) => all.has(node), includes: () => true, diagnostics: [] };
}

/** Not both of them; the command line refuses that. `keyed`: references by the own key of what refers. */
export function createTargets(
  graph: ConfigGraph,
  state: State,
  targets: readonly string[],
  excludes: readonly string[],
  keyed: WeakSet<Traversal>,
): Targets {
  if (targets.length > 0) return onlyTargets(graph, state, parseTargets(targets));
  return excludes.length > 0 ? allBut(graph, parseTargets(excludes), keyed) : EVERYTHING;
}

function onlyTargets(graph: ConfigGraph, state: State, targets: readonly Target[]): Targets {
  // Only resources can be meant; outputs and variables of a module come where one of them needs them.
  const direct = new Set(
    [...directNodes(graph, targets)].filter((step) => graph.nodes[step]?.kind === "resource"),
  );
  const providers = orphanProviders(graph, state, targets);
  const behind = reach([...direct, ...providers], (step) => graph.after[step] ?? []);
  const needed = new Set([...providers, ...behind]);
  const all = new Set([...direct, ...needed]);
  includeOutputs(graph, all);
  // A block that is named keeps to the instances that are named, though something else needs it too.
  const whole = resourceIds(
    graph,
    [...needed].filter((step) => !direct.has(step)),
  );
  return {
    active: true,
    includesNode: (node) => all.has(node),
    includes: (address) =>
      whole.has(formatBlockOf(address)) || targets.some((target) => covers(target, address)),
    diagnostics: [targetingWarning("target")],
  };
}

function allBut(graph: ConfigGraph, excludes: readonly Target[], keyed: WeakSet<Traversal>): Targets {
  const behind = leftBehind(graph, excludes, keyed);
  const gone = resourceIds(graph, behind.steps);
  const left = new Set(behind.steps);
  // A block of which something is left is visited; a module's other objects are only what they are.
  for (const step of directNodes(graph, excludes)) if (isWhole(graph, step, excludes)) left.add(step);
  return {
    active: true,
    includesNode: (node) => !left.has(node),
    includes: (address) =>
      !gone.has(formatBlockOf(address)) &&
      !behind.leaves(address) &&
      !excludes.some((target) => coversAny(target, address)),
    diagnostics: [targetingWarning("exclude")],
  };
}

/** What keeps named objects that have no block any more. */
function orphanProviders(
  graph: ConfigGraph,
  { resources }: State,
  targets: readonly Target[],
): readonly number[] {
  const found = new Set<number>();
  for (const { address, instances, provider } of resources.values()) {
    const step = graph.byId.get(provider);
    if (step === undefined || graph.byId.has(formatBlockOf(address))) continue;
    const isNamed = [...instances.keys()].some((key) =>
      targets.some((target) => covers(target, instanceAt(address, key))),
    );
    if (isNamed) found.add(step);
  }
  return [...found];
}

/** A resource of which no instance can be left. */
function isWhole(graph: ConfigGraph, step: number, excludes: readonly Target[]): boolean {
  const node = graph.nodes[step];
  if (node?.kind !== "resource") return false;
  const { mode, type, name } = node.resource;
  const anywhere = node.module.path.map((part) => ({ name: part, key: undefined }));
  return excludes.some(
    (target) =>
      target.kind !== "instance" && covers(target, { module: anywhere, mode, type, name, key: undefined }),
  );
}

function directNodes(graph: ConfigGraph, targets: readonly Target[]): ReadonlySet<number> {
  const found = new Set<number>();
  for (const [step, node] of graph.nodes.entries())
    if (targets.some((target) => coversNode(target, node))) found.add(step);
  return found;
}

function resourceIds(graph: ConfigGraph, steps: Iterable<number>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const step of steps) {
    const node = graph.nodes[step];
    if (node?.kind === "resource") found.add(node.id);
  }
  return found;
}

/** Outputs of the root whose resources are all included come with them. */
function includeOutputs(graph: ConfigGraph, all: Set<number>): void {
  for (const [step, node] of graph.nodes.entries()) {
    if (node.kind !== "output" || node.module.parent !== undefined) continue;
    const behind = [...reach([step], (at) => graph.after[at] ?? [])];
    const resources = behind.filter((at) => graph.nodes[at]?.kind === "resource");
    if (resources.length === 0 || !resources.every((resource) => all.has(resource))) continue;
    all.add(step);
    for (const other of behind) all.add(other);
  }
}

function targetingWarning(option: "target" | "exclude"): Diagnostic {
  return warningDiagnostic(
    engineError("resource-targeting-is-in-effect"),
    `You are creating a plan with the -${option} option, which means that the result of this plan may not represent all of the changes requested by the current configuration.

The -${option} option is not for routine use, and is provided only for exceptional situations such as recovering from errors or mistakes, or when <Tutti> specifically suggests to use it as part of an error message.`,
  );
}
