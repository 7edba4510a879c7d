import { formatKey } from "@tutti/addresses";
import type { ModuleNode } from "@tutti/config";
import { ruleTraversals } from "../graph/block-traversals.ts";
import { closeId, expandId, idOf } from "../graph/build-graph.ts";
import { configAddress } from "../graph/config-address.ts";
import type { ConfigGraph, ConfigNode, References } from "../graph/config-node.ts";
import { literalKey, nameOf } from "../graph/name.ts";
import type { MakersOf } from "./draw-changes.ts";
import type { DrawingBuilder } from "./drawing.ts";

/** The id of a node in a drawing: what Terraform calls it. */
export function drawnId(node: ConfigNode): string {
  switch (node.kind) {
    case "expand":
    case "close":
    case "provider":
      return node.id;
    case "variable":
      return node.module.parent === undefined ? node.id : `${node.id} (expand)`;
    default:
      return `${node.id} (expand)`;
  }
}

/** What else a drawing shows of a configuration. */
export interface DrawnAlong {
  /** Checks report in a step of their own, before they are asked. */
  readonly reports: boolean;
  /** Who refers to a block waits for what makes or changes its objects. */
  readonly makersOf: MakersOf | undefined;
}

/** Draws all that the configuration declares, and what waits for what by its references. */
export function drawConfiguration(
  drawing: DrawingBuilder,
  graph: ConfigGraph,
  { reports, makersOf }: DrawnAlong,
): void {
  for (const node of graph.nodes) addNode(drawing, node, reports);
  for (const [place, node] of graph.nodes.entries()) {
    const id = drawnId(node);
    const before = (graph.after[place] ?? []).flatMap((at) => {
      const other = graph.nodes[at];
      if (other === undefined) return [];
      if (other.kind !== "resource" || makersOf === undefined) return [drawnId(other), validationId(other)];
      const makers = makersOf(configAddress(other), keysOf(graph.references[place], other.id));
      return [drawnId(other), ...makers];
    });
    if (node.kind === "variable" && node.variable.validations.length > 0) {
      const asked = validationRefs(
        node.module,
        node.variable.name,
        ruleTraversals(node.variable.validations),
      );
      const isAsked = (other: string): boolean => asked.has(other);
      drawing.wait(validationId(node), id, ...before.filter(isAsked));
      drawing.wait(id, ...before.filter((other) => !isAsked(other)));
    } else drawing.wait(id, ...before);
    if (node.kind === "check") drawReport(drawing, node);
  }
}

/** The literal keys by which a resource is referred to; undefined where it is meant as a whole. */
function keysOf(references: References | undefined, resourceId: string): ReadonlySet<string> | undefined {
  if (references === undefined) return undefined;
  const keys = new Set<string>();
  for (const traversal of references.traversals) {
    const name = nameOf(traversal);
    if (name?.kind !== "resource" || idOf(references.scope, name.key) !== resourceId) continue;
    if (name.instanceKey === undefined) return undefined;
    keys.add(formatKey(literalKey(name.instanceKey)));
  }
  return keys.size === 0 ? undefined : keys;
}

function addNode(drawing: DrawingBuilder, node: ConfigNode, reports: boolean): void {
  const id = drawnId(node);
  if (node.kind === "resource") drawing.add(id, "resource", { label: configAddress(node) });
  else if (node.kind === "provider") drawing.add(id, "provider");
  else if (node.kind === "variable" && node.module.parent === undefined) drawing.add(id, "note");
  else drawing.add(id, "joint");
  if (node.kind === "variable" && node.variable.validations.length > 0)
    drawing.add(validationId(node), "joint");
  if (node.kind === "check" && reports) drawing.add(`${node.id} (report)`, "joint");
}

function validationId(node: ConfigNode): string {
  return `${node.id} (validation)`;
}

/** Ids that the conditions of a variable refer to; they stand in the variable's own module. */
function validationRefs(
  module: ModuleNode,
  own: string,
  traversals: ReturnType<typeof ruleTraversals>,
): ReadonlySet<string> {
  const found = new Set<string>();
  for (const traversal of traversals) {
    const name = nameOf(traversal);
    if (name === undefined || name.kind === "self") continue;
    if (name.kind === "var" && name.name === own) continue;
    if (name.kind === "module") {
      const child = module.children.get(name.name);
      if (child === undefined) continue;
      found.add(closeId(child)).add(expandId(child));
      if (name.output !== undefined) found.add(`${idOf(child, `output.${name.output}`)} (expand)`);
      continue;
    }
    const id = idOf(module, name.kind === "resource" ? name.key : `${name.kind}.${name.name}`);
    for (const suffix of ["", " (expand)", " (validation)"]) found.add(`${id}${suffix}`);
  }
  return found;
}

/** A check reports before it asks, and so before its own data source is read. */
function drawReport(drawing: DrawingBuilder, node: ConfigNode & { readonly kind: "check" }): void {
  const report = `${node.id} (report)`;
  drawing.wait(report, expandId(node.module));
  drawing.wait(`${node.id} (expand)`, report);
  const { dataResource } = node.check;
  if (dataResource !== undefined) drawing.wait(`${idOf(node.module, dataResource)} (expand)`, report);
}
