/** `-target` and `-replace`: which part of the configuration is planned, and what is made anew. */

import {
  formatInstance,
  formatResource,
  modulePathOf,
  parseTarget,
  type ResourceInstance,
  type Target,
} from "@tutti/addresses";
import { type Diagnostic, warningDiagnostic } from "@tutti/hcl";
import type { ConfigGraph, ConfigNode } from "../graph/config-node.ts";

export interface Targets {
  readonly active: boolean;
  /** The node is targeted, or something targeted needs it. */
  includesNode(node: number): boolean;
  /** The instance is looked at. */
  includes(address: ResourceInstance): boolean;
  /** In destroy mode: it is destroyed too. What targeted ones need is only looked at. */
  destroys(address: ResourceInstance): boolean;
  isReplaced(address: ResourceInstance): boolean;
  readonly diagnostics: readonly Diagnostic[];
}

export function createTargets(
  graph: ConfigGraph,
  targets: readonly string[],
  replace: readonly string[],
  destroying: boolean,
): Targets {
  const replaced = new Set(replace);
  const isReplaced = (address: ResourceInstance): boolean =>
    replaced.size > 0 && replaced.has(formatInstance(address));
  if (targets.length === 0) {
    return {
      active: false,
      includesNode: () => true,
      includes: () => true,
      destroys: () => true,
      isReplaced,
      diagnostics: [],
    };
  }
  const parsed = targets.flatMap((text) => {
    const target = parseTarget(text);
    return target.ok ? [target.value] : [];
  });
  const nodes = includedNodes(graph, parsed, destroying);
  const whole = wholeNodes(graph, nodes.needed);
  const doomed = destroying ? wholeNodes(graph, dependentsOf(graph, parsed)) : whole;
  return {
    active: true,
    includesNode: (node) => nodes.all.has(node),
    includes: (address) => whole.has(configText(address)) || parsed.some((target) => covers(target, address)),
    destroys: (address) =>
      doomed.has(configText(address)) || parsed.some((target) => covers(target, address)),
    isReplaced,
    diagnostics: [targetingWarning()],
  };
}

function configText(address: ResourceInstance): string {
  return formatResource({
    ...address,
    module: modulePathOf(address.module).map((name) => ({ name, key: undefined })),
  });
}

/** Resources that are in the plan with all their instances, because something targeted needs them. */
function wholeNodes(graph: ConfigGraph, needed: ReadonlySet<number>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const step of needed) {
    const node = graph.nodes[step];
    if (node?.kind === "resource") found.add(node.id);
  }
  return found;
}

interface Included {
  readonly all: ReadonlySet<number>;
  /** Only because others depend on them. */
  readonly needed: ReadonlySet<number>;
}

function includedNodes(graph: ConfigGraph, targets: readonly Target[], destroying: boolean): Included {
  const all = new Set<number>();
  const needed = new Set<number>();
  const stack: number[] = [];
  for (const [step, node] of graph.nodes.entries()) {
    if (!targets.some((target) => coversNode(target, node))) continue;
    all.add(step);
    stack.push(step);
  }
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    for (const before of graph.after[at] ?? []) {
      needed.add(before);
      if (all.has(before)) continue;
      all.add(before);
      stack.push(before);
    }
  }
  if (!destroying) includeOutputs(graph, all);
  for (const step of destroying ? dependentsOf(graph, targets) : []) {
    all.add(step);
    needed.add(step);
  }
  return { all, needed };
}

function append(map: Map<number, number[]>, key: number, item: number): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [item]);
  else list.push(item);
}

/** What refers to something targeted, directly or not: it cannot stay when that goes. */
function dependentsOf(graph: ConfigGraph, targets: readonly Target[]): ReadonlySet<number> {
  const found = new Set<number>();
  const first = new Set<number>();
  for (const [step, node] of graph.nodes.entries())
    if (targets.some((target) => coversNode(target, node))) first.add(step);
  const followers = new Map<number, number[]>();
  for (const [step, before] of graph.after.entries()) {
    for (const other of before) append(followers, other, step);
  }
  const stack = [...first];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    for (const next of followers.get(at) ?? []) {
      if (found.has(next)) continue;
      found.add(next);
      stack.push(next);
    }
  }
  return found;
}

/** Outputs of the root whose resources are all included come with them. */
function includeOutputs(graph: ConfigGraph, all: Set<number>): void {
  for (const [step, node] of graph.nodes.entries()) {
    if (node.kind !== "output" || node.module.parent !== undefined) continue;
    const { resources, steps } = resourcesBehind(graph, step);
    if (resources.length === 0 || !resources.every((resource) => all.has(resource))) continue;
    all.add(step);
    for (const other of steps) all.add(other);
  }
}

function resourcesBehind(graph: ConfigGraph, start: number): { resources: number[]; steps: Set<number> } {
  const steps = new Set<number>();
  const resources: number[] = [];
  const stack = [start];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    for (const before of graph.after[at] ?? []) {
      if (steps.has(before)) continue;
      steps.add(before);
      if (graph.nodes[before]?.kind === "resource") resources.push(before);
      stack.push(before);
    }
  }
  return { resources, steps };
}

function coversNode(target: Target, node: ConfigNode): boolean {
  const path = node.module.path;
  if (target.kind === "module") {
    return target.module.length <= path.length && target.module.every(({ name }, i) => path[i] === name);
  }
  if (node.kind !== "resource") return false;
  const { mode, type, name, module } = target.kind === "resource" ? target.resource : target.instance;
  const own = node.resource;
  return (
    own.mode === mode &&
    own.type === type &&
    own.name === name &&
    module.length === path.length &&
    module.every((step, i) => step.name === path[i])
  );
}

/** True if the address is what the target names, or inside of it. A step without key stands for all keys. */
export function covers(target: Target, address: ResourceInstance): boolean {
  const module =
    target.kind === "module"
      ? target.module
      : target.kind === "resource"
        ? target.resource.module
        : target.instance.module;
  if (target.kind !== "module" && module.length !== address.module.length) return false;
  const inside = module.every((step, i) => {
    const own = address.module[i];
    return own?.name === step.name && (step.key === undefined || step.key === own.key);
  });
  if (!inside || target.kind === "module") return inside;
  const { mode, type, name } = target.kind === "resource" ? target.resource : target.instance;
  if (address.mode !== mode || address.type !== type || address.name !== name) return false;
  return target.kind === "resource" || target.instance.key === address.key;
}

function targetingWarning(): Diagnostic {
  return warningDiagnostic(
    "Resource targeting is in effect",
    `You are creating a plan with the -target option, which means that the result of this plan may not represent all of the changes requested by the current configuration.

The -target option is not for routine use, and is provided only for exceptional situations such as recovering from errors or mistakes, or when Tutti specifically suggests to use it as part of an error message.`,
  );
}

/** A -replace address without a key, of a resource that has keys, names nothing. */
export function incompleteReplace(
  replace: readonly string[],
  instances: readonly ResourceInstance[],
): readonly Diagnostic[] {
  return replace.flatMap((text) => {
    const parsed = parseTarget(text);
    if (!parsed.ok || parsed.value.kind !== "resource") return [];
    const { resource } = parsed.value;
    const keyed = instances.filter(
      (instance) => formatResource(instance) === formatResource(resource) && instance.key !== undefined,
    );
    if (keyed.length === 0) return [];
    const options = keyed
      .map((instance) => `  -replace=${JSON.stringify(formatInstance(instance))}`)
      .join("\n");
    return [
      warningDiagnostic(
        "Incompletely-matched force-replace resource instance",
        `Your force-replace request for ${text} doesn't match any resource instances because it lacks an instance key.\n\nTo force replacement of particular instances, use one or more of the following options instead:\n${options}`,
      ),
    ];
  });
}
