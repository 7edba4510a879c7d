/** Graphs in DOT, the language of GraphViz, as Terraform writes them. */

import type { DrawnGraph, DrawnResource, DrawnResources, NodeShape } from "@tutti/engine";

const SHAPES: Readonly<Record<Exclude<NodeShape, "joint">, string>> = {
  resource: "box",
  provider: "diamond",
  note: "note",
};
const RED = ' [color = "red", penwidth = "2.0"]';

/** The graph of an operation; edges of circles are red. */
export function operationDot({ nodes, edges, circles }: DrawnGraph): string {
  const circleOf = new Map(circles.flatMap((circle, index) => circle.map((node) => [node, index])));
  const drawn = nodes
    .flatMap(({ name, label, shape }) => (shape === "joint" ? [] : [{ name, label, shape: SHAPES[shape] }]))
    .sort((a, b) => compareText(a.name, b.name))
    .map(({ name, label, shape }) => `${nodeText(name)} [label = ${quote(label)}, shape = "${shape}"]`);
  const arrows = edges.map(([from, to]) => {
    const isRed = circleOf.has(from) && circleOf.get(from) === circleOf.get(to);
    return `${nodeText(nodes[from]?.name)} -> ${nodeText(nodes[to]?.name)}${isRed ? RED : ""}`;
  });
  const lines = [...drawn, ...[...new Set(arrows)].sort(compareText)].map((line) => `\t\t${line}\n`);
  return `digraph {\n\tcompound = "true"\n\tnewrank = "true"\n\tsubgraph "root" {\n${lines.join("")}\t}\n}\n`;
}

/** Resources alone, each module in a box of its own. */
export function resourcesDot({ resources, edges }: DrawnResources, command: string): string {
  const head = 'digraph G {\n  rankdir = "RL";\n  node [shape = rect, fontname = "sans-serif"];\n';
  if (resources.length === 0) return `${head}${nothingToDraw(command)}}\n`;
  const modules = new Map<string, DrawnResource[]>();
  for (const resource of resources) {
    const list = modules.get(resource.module);
    if (list === undefined) modules.set(resource.module, [resource]);
    else list.push(resource);
  }
  const boxes = [...modules].map(([module, inside]) =>
    module === "" ? nodeLines(inside, "  ") : clusterText(module, inside),
  );
  const arrows = edges.map(
    ([from, to]) => `  ${quote(resources[from]?.address)} -> ${quote(resources[to]?.address)};\n`,
  );
  return `${head}${boxes.join("")}${arrows.join("")}}\n`;
}

function nothingToDraw(command: string): string {
  const lines = [
    "This configuration does not contain any resources.",
    `For a more detailed graph, try: ${command} graph -type=plan`,
  ];
  const width = Math.max(...lines.map(({ length }) => length));
  return lines.map((line) => `  /* ${line.padEnd(width)} */\n`).join("");
}

function clusterText(module: string, inside: readonly DrawnResource[]): string {
  const lines = [`label = ${quote(module)}`, 'fontname = "sans-serif"'].map((line) => `    ${line}\n`);
  return `  subgraph ${quote(`cluster_${module}`)} {\n${lines.join("")}${nodeLines(inside, "    ")}  }\n`;
}

function nodeLines(resources: readonly DrawnResource[], margin: string): string {
  return resources
    .map(({ address, name }) => `${margin}${quote(address)} [label=${quote(name)}];\n`)
    .join("");
}

function nodeText(name = ""): string {
  return quote(`[root] ${name}`);
}

function quote(text = ""): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
