import { type Config, loadConfig, memorySources } from "@tutti/config";
import {
  impliedType,
  type Outcome,
  type Private,
  type Provider,
  type ProviderSchema,
  type RecoveringProvider,
} from "@tutti/plugin";
import type { Random } from "@tutti/runtime";
import { createSimulation } from "@tutti/simulation";
import { type JournalRecord, type OpenIntent, type State, StateFold } from "@tutti/state";
import { objectOfType, STRING, stringValue, Value } from "@tutti/values";
import { describe, expect, it } from "vitest";
import { createPlan } from "../plan/create-plan.ts";
import type { Plan } from "../plan.ts";
import { applyPlan } from "./apply-plan.ts";

/** A cloud in memory: it keeps what was made, and by which operation. */
class Cloud {
  readonly objects = new Map<string, { readonly name: string; readonly operationId: string }>();
  #next = 1;

  create(name: string, operationId: string): string {
    const id = `id-${this.#next++}`;
    this.objects.set(id, { name, operationId });
    return id;
  }

  names(): readonly string[] {
    return [...this.objects.values()].map(({ name }) => name).sort();
  }
}

/** The process ends here: nothing after it happens. */
class Killed extends Error {}

const SOURCE = "registry.terraform.io/hashicorp/cloud";

const SCHEMA: ProviderSchema = {
  provider: { version: 0, block: { attributes: new Map(), blocks: new Map() } },
  resourceTypes: new Map([
    [
      "cloud_thing",
      {
        version: 0,
        block: {
          attributes: new Map([
            ["id", { type: STRING, computed: true }],
            ["name", { type: STRING, required: true }],
          ]),
          blocks: new Map(),
        },
      },
    ],
  ]),
  dataSources: new Map(),
};

const FINE = { diagnostics: [] };
const TYPE = impliedType(SCHEMA.resourceTypes.get("cloud_thing")?.block ?? SCHEMA.provider.block);

function thing(id: Value, name: Value): Value {
  return objectOfType(TYPE, [
    ["id", id],
    ["name", name],
  ]);
}

function part(value: Value, name: string): Value {
  return value.asEntries.get(name) ?? Value.null(STRING);
}

/** `step` is called before and after every effect, and may throw `Killed`. */
function cloudProvider(cloud: Cloud, step: () => void): RecoveringProvider {
  const answer = (state: Value): Outcome<{ state: Value; private: Private }> => ({
    diagnostics: [],
    value: { state, private: undefined },
  });
  const provider: RecoveringProvider = {
    schema: () => SCHEMA,
    validateProvider: async () => FINE,
    validateResource: async () => FINE,
    validateData: async () => FINE,
    configure: async () => FINE,
    upgradeState: async () => ({ diagnostics: [], value: undefined }),
    read: async ({ state }) => {
      const found = cloud.objects.get(part(state, "id").asString);
      return answer(
        found === undefined ? Value.null(TYPE) : thing(part(state, "id"), stringValue(found.name)),
      );
    },
    plan: async ({ prior, proposed }) => {
      const changed = !prior.isNull && part(prior, "name").asString !== part(proposed, "name").asString;
      const planned =
        prior.isNull || changed ? thing(Value.unknown(STRING), part(proposed, "name")) : proposed;
      const requiresReplace = changed ? [[{ kind: "attribute" as const, name: "name" }]] : [];
      return { diagnostics: [], value: { planned, requiresReplace, private: undefined } };
    },
    apply: async ({ prior, planned, operationId }) => {
      step();
      if (planned.isNull) {
        cloud.objects.delete(part(prior, "id").asString);
        step();
        return answer(planned);
      }
      const id = cloud.create(part(planned, "name").asString, operationId);
      step();
      return answer(thing(stringValue(id), part(planned, "name")));
    },
    import: async () => ({ diagnostics: [], value: { imported: [] } }),
    readData: async () => ({ diagnostics: [], value: undefined }),
    recover: async ({ operationId, planned }) => {
      const found = [...cloud.objects].find(([, object]) => object.operationId === operationId);
      const state = found === undefined ? undefined : thing(stringValue(found[0]), part(planned, "name"));
      return { diagnostics: [], value: { state, private: undefined } };
    },
    close: async () => {},
  };
  return provider;
}

const EMPTY: State = {
  terraformVersion: "1.11.4",
  serial: 0,
  lineage: "l",
  outputs: new Map(),
  resources: new Map(),
  checkResults: [],
};

async function configOf(text: string): Promise<Config> {
  const { config, diagnostics } = await loadConfig(memorySources(new Map([["main.tf", text]])), {
    productVersion: "1.11.4",
  });
  expect(diagnostics.map(({ summary, detail }) => `${summary}: ${detail}`)).toEqual([]);
  if (config === undefined) throw new Error("no configuration");
  return config;
}

interface World {
  readonly cloud: Cloud;
  state: State;
  intents: readonly OpenIntent[];
  operations: number;
}

/** Plans and applies; `killAt` ends it at that effect. What is on the disk is a fold of the journal. */
async function run(
  world: World,
  config: Config,
  killAt = Number.POSITIVE_INFINITY,
): Promise<Plan | "killed"> {
  let steps = 0;
  let dead = false;
  const step = (): void => {
    if (dead || ++steps > killAt) {
      dead = true;
      throw new Killed();
    }
  };
  const provider: Provider = cloudProvider(world.cloud, step);
  const factory = {
    source: SOURCE,
    version: "1.0.0",
    schema: async () => SCHEMA,
    create: async () => provider,
  };
  const { clock, random, processes } = createSimulation(1).host("10.0.0.1");
  const around = {
    config,
    providers: { load: async (source: string) => (source === SOURCE ? factory : undefined) },
    functions: new Map(),
    clock,
    workspace: "default",
    directory: "/",
  };
  const { plan, diagnostics } = await createPlan({
    ...around,
    state: world.state,
    intents: world.intents,
    variables: new Map(),
    mode: "normal",
    refresh: true,
    targets: [],
    replace: [],
    timestamp: `2026-01-01T00:00:${String(world.operations % 60).padStart(2, "0")}Z`,
  });
  expect(diagnostics.map(({ summary, detail }) => `${summary}: ${detail}`)).toEqual([]);
  if (plan === undefined) throw new Error("no plan");
  const fold = new StateFold(world.state);
  for (const intent of world.intents) fold.apply(intent);
  const journal = {
    write: async (record: JournalRecord) => {
      step();
      fold.apply(record);
      step();
    },
  };
  const ids: Random = { ...random, uuid: () => `operation-${world.operations++}` };
  try {
    const result = await applyPlan({
      ...around,
      plan,
      journal,
      random: ids,
      processes,
      environment: new Map(),
    });
    expect(result.diagnostics).toEqual([]);
    world.state = result.state;
    world.intents = [];
    return plan;
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
    world.state = fold.state();
    world.intents = fold.openIntents;
    return "killed";
  }
}

const FIRST = `
resource "cloud_thing" "a" {
  count = 2
  name  = "a\${count.index}"
}
resource "cloud_thing" "b" {
  name = "b"
  depends_on = [cloud_thing.a]
}
`;

/** Renames one (replacement), drops one, creates one before its old one goes. */
const SECOND = `
resource "cloud_thing" "a" {
  count = 1
  name  = "new"
}
resource "cloud_thing" "b" {
  name = "b2"
  lifecycle { create_before_destroy = true }
}
resource "cloud_thing" "c" {
  name = "c"
}
`;

describe("applyPlan()", () => {
  it("makes what the plan says, and then there is nothing left to do", async () => {
    const world: World = { cloud: new Cloud(), state: EMPTY, intents: [], operations: 0 };
    await run(world, await configOf(FIRST));
    expect(world.cloud.names()).toEqual(["a0", "a1", "b"]);
    const again = await run(world, await configOf(FIRST));
    expect(again !== "killed" && again.changes.map(({ action }) => action)).toEqual([
      "no-op",
      "no-op",
      "no-op",
    ]);
    await run(world, await configOf(SECOND));
    expect(world.cloud.names()).toEqual(["b2", "c", "new"]);
  });

  it("killed at any effect and run again, loses nothing and makes nothing twice", async () => {
    const [first, second] = [await configOf(FIRST), await configOf(SECOND)];
    for (const [config, before, wanted] of [
      [first, undefined, ["a0", "a1", "b"]],
      [second, first, ["b2", "c", "new"]],
    ] as const) {
      let killed = true;
      for (let killAt = 0; killed; killAt++) {
        const world: World = { cloud: new Cloud(), state: EMPTY, intents: [], operations: 0 };
        if (before !== undefined) await run(world, before);
        killed = (await run(world, config, killAt)) === "killed";
        await run(world, config);
        expect([killAt, world.cloud.names()]).toEqual([killAt, wanted]);
        const last = await run(world, config);
        expect(last !== "killed" && last.changes.every(({ action }) => action === "no-op")).toBe(true);
      }
    }
  });
});
