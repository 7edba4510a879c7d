import { loadConfig, memorySources } from "@tutti/config";
import type { Traversal } from "@tutti/hcl";
import type { ProviderSchema } from "@tutti/plugin";
import { type AddressList, AddressListBuilder, shareText } from "@tutti/state";
import { DYNAMIC, NULL } from "@tutti/values";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildGraph } from "../graph/build-graph.ts";
import { bodyExpressions } from "../graph/compile-body.ts";
import { findKeyedReferences } from "../graph/keyed-references.ts";
import { createRelations } from "../graph/relations.ts";
import { createSchedule, ScheduleCycle } from "../graph/schedule.ts";
import type { ActionGraph, ChangeAction, ResourceChange } from "../plan.ts";
import { buildActionGraph } from "./action-graph.ts";

const SOURCE = "terraform.io/builtin/terraform";
const SCHEMA: ProviderSchema = {
  provider: { version: 0, block: { attributes: new Map(), blocks: new Map() } },
  resourceTypes: new Map([
    [
      "terraform_data",
      {
        version: 0,
        block: { attributes: new Map([["input", { type: DYNAMIC, optional: true }]]), blocks: new Map() },
      },
    ],
  ]),
  dataSources: new Map(),
};

/** `edges[i]`: which earlier blocks the i-th refers to. */
async function graphOf(edges: readonly (readonly number[])[], first: readonly boolean[], keyed: boolean) {
  const reference = (to: number): string =>
    keyed ? `terraform_data.r${to}[count.index].input` : `terraform_data.r${to}`;
  const text = edges
    .map(
      (refs, i) =>
        `resource "terraform_data" "r${i}" {\n  count = 2\n  input = [${refs.map(reference).join(", ")}]\n  lifecycle { create_before_destroy = ${first[i] === true} }\n}`,
    )
    .join("\n");
  const { config } = await loadConfig(memorySources(new Map([["main.tf", text]])), {
    productVersion: "1.11.4",
  });
  if (config === undefined) throw new Error("no configuration");
  return buildGraph(config, new Map([[SOURCE, SCHEMA]])).graph;
}

function changeOf(block: number, key: number, action: ChangeAction): ResourceChange {
  return {
    address: { module: [], mode: "managed", type: "terraform_data", name: `r${block}`, key },
    previousAddress: undefined,
    deposedKey: undefined,
    provider: `provider["${SOURCE}"]`,
    action,
    reason: undefined,
    before: NULL,
    after: NULL,
    requiresReplace: [],
    importing: undefined,
    generatedConfig: undefined,
  };
}

/** Steps by kind, block and key, in an order that the schedule allows; `pick` chooses among what is ready. */
function orderOf(
  graph: ActionGraph,
  changes: readonly ResourceChange[],
  pick: () => number,
): Map<string, number> {
  const schedule = createSchedule(graph.actions.map(({ after }) => after));
  if (schedule instanceof ScheduleCycle) throw new Error("a cycle");
  const order = new Map<string, number>();
  const ready: number[] = [];
  while (!schedule.finished) {
    ready.push(...schedule.takeReady(1000));
    const [step] = ready.splice(pick() % ready.length, 1);
    if (step === undefined) throw new Error("nothing is ready");
    const work = graph.actions[step]?.work;
    if (work !== undefined && "change" in work) {
      const { name, key } = changes[work.change]?.address ?? { name: "", key: 0 };
      const kind = work.kind === "update" ? "create" : work.kind;
      order.set(`${kind} ${name}[${String(key)}]`, order.size);
    }
    schedule.end(step, "done");
  }
  return order;
}

const ACTIONS: readonly ChangeAction[] = ["create", "update", "delete", "replace", "no-op"].map((action) =>
  action === "replace" ? "delete-then-create" : (action as ChangeAction),
);

const cases = fc.record({
  edges: fc
    .array(fc.array(fc.nat(5), { maxLength: 3 }), { minLength: 2, maxLength: 6 })
    .map((rows) => rows.map((row, i) => (i === 0 ? [] : [...new Set(row.map((n) => n % i))]))),
  first: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
  actions: fc.array(fc.constantFrom(...ACTIONS), { minLength: 12, maxLength: 12 }),
  picks: fc.array(fc.nat(), { minLength: 50, maxLength: 50 }),
  keyed: fc.boolean(),
  carries: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
  /** Was to be replaced by creating first. */
  stored: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
});

describe("buildActionGraph()", () => {
  it("orders every interleaving by the references, create-before-destroy included", async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ edges, first, actions, picks, keyed, carries, stored }) => {
        const graph = await graphOf(edges, first, keyed);
        const relations = createRelations(graph);
        const keyedTraversals = new WeakSet<Traversal>();
        for (const node of graph.nodes) {
          if (node.kind === "resource")
            for (const each of bodyExpressions(node.body)) findKeyedReferences(each, keyedTraversals);
        }
        const nodeOf = (config: string) => graph.nodes.find((node) => node.id === config);
        const createsFirst = (config: string): boolean => {
          const node = nodeOf(config);
          return node?.kind === "resource" && relations.createsFirst(node);
        };
        const dependencies = (config: string): readonly AddressList[] => {
          const node = nodeOf(config);
          return node?.kind === "resource" ? [relations.dependencies(node)] : [];
        };
        const changes = edges.flatMap((_refs, block) =>
          [0, 1].map((key) => {
            const action = actions[block * 2 + key] ?? "no-op";
            const replaced = action === "delete-then-create" && createsFirst(`terraform_data.r${block}`);
            return changeOf(block, key, replaced ? "create-then-delete" : action);
          }),
        );
        const plan = buildActionGraph({
          graph,
          includes: () => true,
          isSettled: () => false,
          changes,
          writtenDependenciesOf: dependencies,
          storedDependenciesOf: dependencies,
          goesLate: ({ action, address }) =>
            action === "delete"
              ? stored[Number(address.name.slice(1))] === true
              : action === "create-then-delete",
          keyed: keyedTraversals,
          deposedKey: () => "00000001",
          isRolledOut: () => false,
          carriesServices: ({ address }) => carries[Number(address.name.slice(1))] === true,
        });
        let turn = 0;
        const order = orderOf(plan, changes, () => picks[turn++ % picks.length] ?? 0);
        const before = (a: string, b: string): void => {
          const [left, right] = [order.get(a), order.get(b)];
          if (left !== undefined && right !== undefined) expect([a, b, left < right]).toEqual([a, b, true]);
        };
        for (const [block, refs] of edges.entries()) {
          for (const key of [0, 1]) {
            const own = `r${block}[${key}]`;
            const change = changes[block * 2 + key];
            const moves = change?.action !== "no-op";
            const makes = moves && change?.action !== "delete";
            expect(order.has(`register ${own}`)).toBe(makes && carries[block] === true);
            expect(order.has(`deregister ${own}`)).toBe(
              order.has(`delete ${own}`) && carries[block] === true,
            );
            before(`create ${own}`, `register ${own}`);
            before(`deregister ${own}`, `delete ${own}`);
            if (change?.action === "delete-then-create") before(`delete ${own}`, `create ${own}`);
            if (change?.action === "create-then-delete") before(`create ${own}`, `delete ${own}`);
            for (const ref of refs) {
              for (const other of keyed ? [key] : [0, 1]) {
                before(`create r${ref}[${other}]`, `create ${own}`);
                before(`register r${ref}[${other}]`, `create ${own}`);
                before(`delete ${own}`, `deregister r${ref}[${other}]`);
                before(`delete ${own}`, `delete r${ref}[${other}]`);
                if (changes[ref * 2 + other]?.action === "create-then-delete")
                  before(`create ${own}`, `delete r${ref}[${other}]`);
              }
            }
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  // `a` was made of `b` and is written to be what `b` is made of; or the state names a circle itself.
  it("has an order whatever the state says that things were made of", async () => {
    const lists = fc.array(fc.uniqueArray(fc.nat(5), { maxLength: 3 }), { minLength: 6, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(
        cases,
        lists,
        async ({ edges, first, actions, picks, keyed, carries, stored }, were) => {
          const graph = await graphOf(edges, first, keyed);
          const relations = createRelations(graph);
          const nodeOf = (config: string) => graph.nodes.find((node) => node.id === config);
          const createsFirst = (config: string): boolean => {
            const node = nodeOf(config);
            return node?.kind === "resource" && relations.createsFirst(node);
          };
          const changes = edges.flatMap((_refs, block) =>
            [0, 1].map((key) => {
              const action = actions[block * 2 + key] ?? "no-op";
              const replaced = action === "delete-then-create" && createsFirst(`terraform_data.r${block}`);
              return changeOf(block, key, replaced ? "create-then-delete" : action);
            }),
          );
          const plan = buildActionGraph({
            graph,
            includes: () => true,
            isSettled: () => false,
            changes,
            writtenDependenciesOf: (config) => {
              const node = nodeOf(config);
              return node?.kind === "resource" ? [relations.dependencies(node)] : [];
            },
            storedDependenciesOf: (config) => {
              const list = new AddressListBuilder();
              const block = Number(config.slice("terraform_data.r".length));
              for (const to of were[block] ?? []) list.push(shareText(`terraform_data.r${to}`));
              return [list.end()];
            },
            goesLate: ({ action, address }) =>
              action === "delete"
                ? stored[Number(address.name.slice(1))] === true
                : action === "create-then-delete",
            keyed: new WeakSet<Traversal>(),
            deposedKey: () => "00000001",
            isRolledOut: () => false,
            carriesServices: ({ address }) => carries[Number(address.name.slice(1))] === true,
          });
          let turn = 0;
          const order = orderOf(plan, changes, () => picks[turn++ % picks.length] ?? 0);
          for (const [block, refs] of edges.entries())
            for (const ref of refs) {
              const [own, other] = [order.get(`create r${block}[0]`), order.get(`create r${ref}[0]`)];
              if (own !== undefined && other !== undefined) expect(other).toBeLessThan(own);
            }
        },
      ),
      { numRuns: 100 },
    );
  });
});
