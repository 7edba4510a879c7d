import { formatInstance } from "@tutti/addresses";
import { cloudRegistry, SimulatedCloud } from "@tutti/engine/testkit";
import { decodeState, emptyState, encodeState, type State } from "@tutti/state";
import { describe, expect, test } from "vitest";
import { createFolder, type Folder, lines } from "../../testkit/folder.ts";
import { applyOperation } from "../run/apply-operation.ts";
import { planOperation } from "../run/plan-operation.ts";
import { forbiddenDestroys, rollbackOperation } from "./roll-back.ts";
import { rollbackSources } from "./rollback-sources.ts";

interface World {
  readonly folder: Folder;
  readonly cloud: SimulatedCloud;
  apply(main: string): Promise<State>;
  /** What was planned, and what is there after. */
  rollBack(version: State): Promise<{ readonly actions: readonly string[]; readonly state: State }>;
}

async function world(): Promise<World> {
  const folder = await createFolder({ "main.tf": "" });
  const cloud = new SimulatedCloud();
  const providers = cloudRegistry(cloud, folder.host, folder.host.random, { ended: false });
  return {
    folder,
    cloud,
    async apply(main) {
      await folder.write({ "main.tf": main });
      const { result, diagnostics } = await folder.apply({ providers });
      if (result === undefined || diagnostics.length > 0) throw new Error(lines(diagnostics).join("\n"));
      return result.state;
    },
    async rollBack(version) {
      const operation = await folder.prepare({ providers, lockedFor: "state-rollback" });
      if (!("request" in operation)) throw new Error(operation.join("\n"));
      try {
        const wish = await folder.until(rollbackOperation(operation, version));
        if (!wish.ok) throw new Error(lines(wish.diagnostics).join("\n"));
        const { plan, diagnostics } = await folder.until(planOperation(wish.value));
        if (plan === undefined) throw new Error(lines(diagnostics).join("\n"));
        const found = [...diagnostics, ...forbiddenDestroys(plan, operation.config)];
        if (found.length > 0) throw new Error(lines(found).join("\n"));
        const { result } = await folder.until(applyOperation(wish.value, plan));
        const actions = plan.changes
          .filter(({ action }) => action !== "no-op")
          .map(({ action, address }) => `${action} ${formatInstance(address)}`);
        return { actions, state: result?.state ?? emptyState("") };
      } finally {
        await operation.release();
      }
    },
  };
}

/** Objects as they are kept, apart from ids and what follows from them. */
function kept(state: State): unknown {
  const { resources, outputs } = JSON.parse(encodeState(state));
  return JSON.parse(JSON.stringify({ resources, outputs }).replaceAll(/"id-\d+"/g, '"id"'));
}

function decoded(text: string): State {
  const state = decodeState(text, { name: "Tutti", version: "1.11.4" });
  if (!state.ok) throw new Error(state.problems.map(({ detail }) => detail).join());
  return state.value;
}

const REQUIRED =
  'terraform {\n  required_providers {\n    cloud = {\n      source = "hashicorp/cloud"\n    }\n  }\n}\n';
const BLOCKS = `${REQUIRED}provider "cloud" {
  region = "here"
  token  = "to\${"ken"}"
}
provider "cloud" {
  alias  = "far"
  region = "there"
}
resource "cloud_box" "b" {
  note = "a\\nb"
  disk {
    size = "10"
  }
  disk {
    size  = "20"
    label = "two"
  }
  tag {
    name = "x"
  }
  tag {
    name = "y"
  }
}
resource "cloud_thing" "t" {
  count    = 2
  provider = cloud.far
  name     = "t\${count.index}"
  size     = count.index == 0 ? "large" : null
  lifecycle {
    create_before_destroy = true
  }
}
resource "cloud_thing" "u" {
  name       = "u"
  depends_on = [cloud_box.b]
}
output "o" {
  value = [cloud_thing.u.size, { n = 1.5, e = [] }]
}
`;

test("brings back blocks, defaults, provider configurations, dependencies and outputs", async () => {
  const { apply, rollBack, cloud } = await world();
  const before = await apply(BLOCKS);
  await apply(
    BLOCKS.replace('size = "10"', 'size = "11"')
      .replace('label = "two"', 'label = "three"')
      .replace("count    = 2", "count    = 1")
      .replace(/resource "cloud_thing" "u" \{[^}]*\}\n/, "")
      .replace("cloud_thing.u.size", '"gone"'),
  );
  cloud.configured.length = 0;
  const { actions, state } = await rollBack(before);
  expect(actions.toSorted()).toEqual([
    "create cloud_thing.t[1]",
    "create cloud_thing.u",
    "update cloud_box.b",
  ]);
  expect(kept(state)).toEqual(kept(before));
  expect([...cloud.objects.values()].map(({ name, size }) => `${name} ${size}`).sort()).toEqual([
    "t0 large",
    "t1 small",
    "u small",
  ]);
  // As the configuration sets them, secrets too; none with half of it.
  expect(new Set(cloud.configured)).toEqual(new Set(["here token", "there -"]));
  expect((await rollBack(before)).actions).toEqual([]);
});

test("replaces what cannot be changed back, new objects first where that was so", async () => {
  const { apply, rollBack } = await world();
  const before = await apply(BLOCKS);
  await apply(BLOCKS.replace('name = "x"', 'name = "z"').replace('name     = "t', 'name     = "v'));
  const { actions, state } = await rollBack(before);
  expect(actions.toSorted()).toEqual([
    "create-then-delete cloud_thing.t[0]",
    "create-then-delete cloud_thing.t[1]",
    "delete-then-create cloud_box.b",
  ]);
  expect(kept(state)).toEqual(kept(before));
});

test("brings back nothing at all: everything goes, but for what must not", async () => {
  const { apply, rollBack, cloud } = await world();
  await apply(BLOCKS);
  await expect(rollBack({ ...emptyState("l"), serial: 1 })).resolves.toMatchObject({
    actions: expect.arrayContaining(["delete cloud_box.b", "delete cloud_thing.u"]),
  });
  expect(cloud.objects.size).toBe(0);
  await apply(BLOCKS.replace("create_before_destroy = true", "prevent_destroy = true"));
  await expect(rollBack({ ...emptyState("l"), serial: 1 })).rejects.toThrow(/would destroy cloud_thing\.t/);
  expect(cloud.objects.size).toBe(3);
});

describe("rollbackSources()", () => {
  const PROVIDER = 'provider["registry.terraform.io/hashicorp/cloud"]';
  const given = (addresses: readonly (readonly [string, string?])[]): State => {
    const rows = addresses.map(
      ([key, provider = PROVIDER]) =>
        `{"mode":"managed","type":"cloud_thing","name":"t",${key.startsWith("module") ? `"module":${JSON.stringify(key.split(" ")[0])},` : ""}"provider":${JSON.stringify(provider)},"instances":[{${/ (.*)/.exec(key)?.[1] ?? ""}"schema_version":0,"attributes":{"id":"1","name":"n","size":"s"}}]}`,
    );
    return decoded(`{"version":4,"serial":1,"lineage":"l","outputs":{},"resources":[${rows.join(",")}]}`);
  };
  const rows: readonly (readonly [string, State, RegExp])[] = [
    ["a gap in a count", given([['- "index_key":1,']]), /t lacks some of its numbered instances/],
    ["keys of several kinds", given([['- "index_key":0,'], ['- "index_key":"k",']]), /keys of several kinds/],
    [
      "one in some instances only",
      given([["module.m[0] "], ["module.m[1].module.n "]]),
      /is in some instances of its module only/,
    ],
    [
      "a provider within a module",
      given([["module.m ", `module.m.${PROVIDER}`]]),
      /configured within a module/,
    ],
    ["an unknown schema", given([["- "]]), /no schema for cloud_thing\.t/],
  ];
  test.each(rows)("refuses %s", (_, version, why) => {
    const found = rollbackSources({
      version,
      current: emptyState("l"),
      schemas: new Map(),
      providers: new Map(),
    });
    expect(typeof found === "string" ? found : [...found.values()].join()).toMatch(why);
  });
});
