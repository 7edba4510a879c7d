import { cloudRegistry, SimulatedCloud } from "@tutti/engine/testkit";
import { impliedType, type Provider } from "@tutti/plugin";
import { createMachine } from "@tutti/simulation";
import { objectOfType, objectValue, stringValue, type Type, Value } from "@tutti/values";
import { expect, test } from "vitest";
import { type MockedValues, mockProvider } from "./made-up-provider.ts";

const SOURCE = "registry.terraform.io/hashicorp/cloud";
const { signal } = new AbortController();

async function mocked(mocks: Readonly<Record<string, MockedValues>> = {}) {
  const machine = createMachine();
  const cloud = new SimulatedCloud();
  const registry = cloudRegistry(cloud, machine.host, machine.host.random, { ended: false });
  const real = await (await registry.load(SOURCE))?.create();
  if (real === undefined) throw new Error("no cloud");
  const mock = mockProvider(
    real,
    machine.host.random,
    (mode, type) => mocks[`${mode} ${type}`] ?? { values: undefined, inPlan: false },
  );
  return { cloud, real, mock };
}

function object(type: Type, texts: Readonly<Record<string, string | undefined>>): Value {
  if (type.kind !== "object") throw new Error("no object");
  return objectOfType(
    type,
    [...type.attributes].map(([name, inner]) => {
      const text = texts[name];
      return [name, text === undefined ? Value.null(inner) : stringValue(text)] as const;
    }),
  );
}

const typeOf = (provider: Provider, mode: "resourceTypes" | "dataSources" = "resourceTypes"): Type => {
  const block = provider.schema()[mode].get("cloud_thing")?.block;
  return impliedType(block ?? { attributes: new Map(), blocks: new Map() });
};

/** Attributes by their names: a text, `?` for what is not known, `+` for what was made up. */
const shown = (value: Value | undefined): unknown =>
  value === undefined || value.isNull
    ? value?.isNull
    : Object.fromEntries(
        [...value.asEntries].map(([name, one]) => [
          name,
          one.isUnknown ? "?" : one.isNull ? null : /^[a-z0-9]{8}$/.test(one.asString) ? "+" : one.asString,
        ]),
      );

const given = (inPlan: boolean): MockedValues => ({
  values: objectValue({ id: stringValue("given") }),
  inPlan,
});

test.each<readonly [string, MockedValues | undefined, unknown, unknown]>([
  ["made up by the apply", undefined, { id: "?", name: "n", size: "?" }, { id: "+", name: "n", size: "+" }],
  [
    "given, by the apply",
    given(false),
    { id: "?", name: "n", size: "?" },
    { id: "given", name: "n", size: "+" },
  ],
  [
    "given in the plan already",
    given(true),
    { id: "given", name: "n", size: "+" },
    { id: "given", name: "n", size: "+" },
  ],
])("what a provider would compute is %s", async (_, values, planned, applied) => {
  const { mock, cloud } = await mocked(values === undefined ? {} : { "managed cloud_thing": values });
  const type = typeOf(mock);
  const nothing = Value.null(type);
  const ask = { type: "cloud_thing", private: undefined, signal } as const;
  const wanted = object(type, { name: "n" });
  const plan = await mock.plan({ ...ask, prior: nothing, proposed: wanted, config: wanted });
  expect(shown(plan.value?.planned)).toEqual(planned);
  expect(plan.value?.requiresReplace).toEqual([]);
  const made = plan.value?.planned ?? nothing;
  const apply = await mock.apply({
    ...ask,
    prior: nothing,
    planned: made,
    config: wanted,
    operationId: "o",
  } as never);
  expect(shown(apply.value?.state)).toEqual(applied);
  const state = apply.value?.state ?? nothing;
  // What is there is changed as it is said, and goes when nothing is wanted.
  const other = object(type, { id: "i", name: "m", size: "s" });
  const changed = await mock.plan({ ...ask, prior: state, proposed: other, config: other });
  expect(changed.value?.planned).toBe(other);
  const gone = await mock.plan({ ...ask, prior: state, proposed: nothing, config: nothing });
  expect(gone.value?.planned).toBe(nothing);
  const destroyed = await mock.apply({
    ...ask,
    prior: state,
    planned: nothing,
    config: nothing,
    operationId: "o",
  } as never);
  expect(destroyed.value?.state).toBe(nothing);
  expect((await mock.read({ ...ask, state, private: undefined } as never)).value).toEqual({
    state,
    private: undefined,
  });
  expect(cloud.objects.size).toBe(0);
});

test("data are made up, by their own values", async () => {
  const { mock } = await mocked({ "managed cloud_thing": given(false) });
  const config = object(typeOf(mock, "dataSources"), { name: "n" });
  const read = await mock.readData({ type: "cloud_thing", config, signal });
  expect(shown(read.value?.state)).toEqual({ id: "+", name: "n", size: "+" });
  const own = (await mocked({ "data cloud_thing": given(false) })).mock;
  expect(shown((await own.readData({ type: "cloud_thing", config, signal })).value?.state)).toEqual({
    id: "given",
    name: "n",
    size: "+",
  });
});

test("what is ephemeral is made up, and neither opened, renewed nor closed", async () => {
  const { mock, real, cloud } = await mocked();
  const block = real.schema().ephemeralTypes?.get("cloud_secret")?.block;
  const type = impliedType(block ?? { attributes: new Map(), blocks: new Map() });
  const config = object(type, { name: "n" });
  const { ephemeral } = mock;
  const ask = { type: "cloud_secret", signal } as const;
  const opened = await ephemeral?.open({ ...ask, config } as never);
  expect([...(opened?.value?.value.asEntries ?? [])].map(([name, one]) => [name, one.isNull])).toEqual([
    ["hidden", false],
    ["name", false],
    ["seconds", true],
    ["value", false],
  ]);
  expect(opened?.value).toMatchObject({ private: undefined, renewAt: undefined });
  expect(await ephemeral?.renew({ ...ask, private: undefined } as never)).toEqual({
    diagnostics: [],
    value: { private: undefined, renewAt: undefined },
  });
  expect(await ephemeral?.close({ ...ask, private: undefined } as never)).toEqual({ diagnostics: [] });
  expect(cloud.calls).toEqual([]);
  expect((await mock.configure({} as never)).diagnostics).toEqual([]);
  expect(cloud.configured).toEqual([]);
});

test("what a provider does not have, its mock does not have either", async () => {
  const { real } = await mocked();
  const { ephemeral: _, functions: __, ...plain } = real;
  const { host } = createMachine();
  const without = mockProvider(plain, host.random, () => given(false));
  expect(without.ephemeral).toBeUndefined();
  expect(without.functions).toBeUndefined();
  const functions = mockProvider({ ...plain, functions: async () => new Map() }, host.random, () =>
    given(false),
  ).functions;
  expect(await functions?.()).toEqual(new Map());
});
