/** Graphs in Mermaid, which many web pages draw by themselves. */

import type { DrawnGraph, DrawnResources, NodeShape } from "@tutti/engine";

const FRAMES: Readonly<Record<NodeShape, readonly [open: string, close: string]>> = {
  resource: ["[", "]"],
  provider: ["{", "}"],
  note: [">", "]"],
  joint: ["([", "])"],
};

/** The graph of an operation. */
export function operationMermaid({ nodes, edges }: DrawnGraph): string {
  const lines = nodes.map(({ name, shape }, place) => {
    const [open, close] = FRAMES[shape];
    return `n${place}${open}${quote(name)}${close}`;
  });
  return flowchart([...lines, ...arrows(edges)]);
}

/** Resources alone, each module in a box of its own. */
export function resourcesMermaid({ resources, edges }: DrawnResources): string {
  const lines: string[] = [];
  let module = "";
  for (const [place, resource] of resources.entries()) {
    if (resource.module !== module) {
      if (module !== "") lines.push("end");
      module = resource.module;
      lines.push(`subgraph m${place}[${quote(module)}]`);
    }
    lines.push(`n${place}[${quote(resource.name)}]`);
  }
  if (module !== "") lines.push("end");
  return flowchart([...lines, ...arrows(edges)]);
}

function arrows(edges: readonly (readonly [number, number])[]): readonly string[] {
  return edges.map(([from, to]) => `n${from} --> n${to}`);
}

function flowchart(lines: readonly string[]): string {
  return ["flowchart RL", ...lines].map((line, at) => `${at === 0 ? "" : "  "}${line}\n`).join("");
}

function quote(text: string): string {
  return `"${text.replaceAll('"', "#quot;")}"`;
}
