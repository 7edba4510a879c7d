import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseRules, type RuleCase } from "@tutti/config/testkit";
import { createProviderFactory } from "@tutti/provider-terraform";
import { createSimulation } from "@tutti/simulation";
import type { State } from "@tutti/state";
import { describe, expect, test } from "vitest";
import { configOf, EMPTY, type Files, World } from "../../testkit/world.ts";
import type { Plan } from "../plan.ts";
import { type DrawnOperation, type DrawRequest, drawOperation } from "./draw-operation.ts";
import { drawResources } from "./draw-resources.ts";

/** What `terraform graph` prints of these configurations (`graph.test.ts` of cli asks it); here without its language. */
const CASES = parseRules(readFileSync(join(import.meta.dirname, "../../testdata/graph.txt"), "utf8"));
const BEFORE = "before/";
const SOURCE = "terraform.io/builtin/terraform";
const schema = await createProviderFactory(createSimulation(1).host("10.0.0.1")).schema();

/** Nodes with what they are, and `a -> b` for a that waits for b. */
interface Drawn {
  readonly nodes: readonly string[];
  readonly edges: readonly string[];
}

/** What was printed for one line, read from its DOT. */
function saidOf({ said }: RuleCase, line: string): Drawn {
  const start = said.indexOf(`$ ${line}`);
  const end = said.findIndex((row, at) => at > start && row.startsWith("$ "));
  const rows = said.slice(start + 1, end < 0 ? undefined : end).map((row) => row.replaceAll('\\"', "'"));
  const names = (row: string): readonly string[] =>
    [...row.matchAll(/"([^"]*)"/g)].map(([, name = ""]) => name.replace("[root] ", ""));
  const isEdge = (row: string): boolean => row.includes('" -> "');
  const isNode = (row: string): boolean => !isEdge(row) && /^\s*"[^"]*" \[label/.test(row);
  return {
    nodes: rows
      .filter(isNode)
      .map((row) => names(row).join(" | "))
      .sort(),
    edges: rows
      .filter(isEdge)
      .map((row) => names(row).join(" -> "))
      .sort(),
  };
}

const SHAPES = { resource: "box", provider: "diamond", note: "note", joint: "" } as const;

function operation(type: DrawnOperation, request: DrawRequest): Drawn {
  const { nodes, edges, circles } = drawOperation(type, request);
  expect(circles).toEqual([]);
  const plain = (text = ""): string =>
    text.replaceAll('"', "'").replaceAll(/deposed [0-9a-f]{8}/g, "deposed KEY");
  return {
    nodes: nodes
      .filter(({ shape }) => shape !== "joint")
      .map(({ name, label, shape }) => `${plain(name)} | ${plain(label)} | ${SHAPES[shape]}`)
      .sort(),
    edges: [...new Set(edges.map(([a, b]) => `${plain(nodes[a]?.name)} -> ${plain(nodes[b]?.name)}`))].sort(),
  };
}

function resources(request: DrawRequest): Drawn {
  const { resources: found, edges } = drawResources(request) ?? { resources: [], edges: [] };
  return {
    nodes: found.map(({ address, name }) => `${address} | ${name}`).sort(),
    edges: edges.map(([a, b]) => `${found[a]?.address} -> ${found[b]?.address}`).sort(),
  };
}

describe.each(CASES)("$name", (given: RuleCase) => {
  const part = (isBefore: boolean): Files =>
    Object.fromEntries(
      Object.entries(given.files)
        .filter(([path]) => path.startsWith(BEFORE) === isBefore)
        .map(([path, text]) => [isBefore ? path.slice(BEFORE.length) : path, text]),
    );
  const now = part(false);

  async function prepared(): Promise<{
    readonly world: World;
    readonly state: State;
    readonly request: DrawRequest;
  }> {
    const world = new World(createProviderFactory);
    await world.write("terraform.tfstate", STATE_FILE);
    const before = part(true);
    const state = Object.keys(before).length === 0 ? EMPTY : (await world.run(EMPTY, before)).state;
    const config = await configOf(now);
    return { world, state, request: { config, schemas: new Map([[SOURCE, schema]]), state } };
  }

  test("its resources", async () => {
    const { request } = await prepared();
    expect(resources(request)).toEqual(saidOf(given, "graph"));
  });

  test.each(["plan", "apply", "plan-destroy"] as const)("the graph of %s", async (type) => {
    const { request } = await prepared();
    expect(operation(type, request)).toEqual(saidOf(given, `graph -type=${type}`));
  });

  test.each([
    ["normal", "graph -plan=p"],
    ["destroy", "graph -plan=d"],
  ] as const)("the graph of a plan: %s", async (mode, line) => {
    const { world, state, request } = await prepared();
    const { plan }: { readonly plan: Plan } = await world.plan(state, now, { mode });
    const drawn = operation("apply", { ...request, state: plan.priorState, plan });
    expect(drawn).toEqual(saidOf(given, line));
  });
});

/** What `data.terraform_remote_state` of the cases reads. */
const STATE_FILE = '{"version":4,"serial":1,"lineage":"o","outputs":{},"resources":[]}';
