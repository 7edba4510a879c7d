import type { Provider, ProviderRegistry, RecoveringProvider } from "@tutti/plugin";
import { impliedType } from "@tutti/plugin";
import type { Log, LogLevel } from "@tutti/runtime";
import { createSimulation } from "@tutti/simulation";
import {
  listType,
  listValue,
  mapValue,
  NUMBER,
  numberValue,
  objectOfType,
  objectValue,
  STRING,
  setValue,
  stringValue,
  type Type,
  Value,
} from "@tutti/values";
import { describe, expect, test } from "vitest";
import { changedNames, doingOf, idOf, pathNames, setNames } from "./call-names.ts";
import { loggedRegistry } from "./logged-provider.ts";
import { createProviderRegistry } from "./provider-registry.ts";

const SOURCE = "terraform.io/builtin/terraform";
const { signal } = new AbortController();

function collecting(least: LogLevel | "none"): { readonly log: Log; readonly lines: string[] } {
  const order = ["trace", "debug", "info", "warn", "error", "none"];
  const lines: string[] = [];
  const writes: Log["writes"] = (level, area) =>
    area === "provider" && order.indexOf(level) >= order.indexOf(least);
  const write: Log["write"] = (level, message, fields = {}, area) => {
    if (!writes(level, area)) return;
    const told = Object.entries(fields).flatMap(([name, value]) =>
      value === undefined || name === "provider" ? [] : [`${name}=${value}`],
    );
    lines.push([level, message, ...told].join(" "));
  };
  return { log: { writes, write }, lines };
}

async function opened(least: LogLevel | "none") {
  const world = createSimulation(1);
  const host = world.host("10.0.0.1");
  const { log, lines } = collecting(least);
  const real = createProviderRegistry(host);
  const registry: ProviderRegistry = loggedRegistry(real, log, host.clock);
  const provider = await (await registry.load(SOURCE))?.create();
  if (provider === undefined) throw new Error("the provider comes with us");
  const schema = provider.schema().resourceTypes.get("terraform_data")?.block;
  const type = impliedType(schema ?? { attributes: new Map(), blocks: new Map() });
  return { provider, type, lines, registry, real };
}

/** A provider made of the real one. */
async function over(change: (real: Provider) => Provider) {
  const { real, type } = await opened("none");
  const { log, lines } = collecting("debug");
  const registry: ProviderRegistry = {
    async load(source) {
      const factory = await real.load(source);
      return (
        factory && {
          ...factory,
          schema: () => factory.schema(),
          create: async () => change(await factory.create()),
        }
      );
    },
  };
  const { clock } = createSimulation(2).host("10.0.0.2");
  const provider = await (await loggedRegistry(registry, log, clock).load(SOURCE))?.create();
  if (provider === undefined) throw new Error("the provider comes with us");
  return { provider, type, lines };
}

function data(type: Type & { readonly kind: "object" }, given: Readonly<Record<string, Value>>): Value {
  return objectOfType(
    type,
    [...type.attributes].map(([name, inner]) => [name, given[name] ?? Value.null(inner)] as const),
  );
}

describe("calls of a provider", () => {
  test("are told with what they are about, and never with a value", async () => {
    const { provider, type, lines } = await opened("debug");
    const nothing = Value.null(type);
    const config = data(type, { input: stringValue("planted") });
    await provider.configure({ config: objectValue({}), signal });
    await provider.validateResource({ type: "terraform_data", config });
    const planned = await provider.plan({
      type: "terraform_data",
      prior: nothing,
      proposed: config,
      config,
      private: undefined,
      signal,
    });
    const made = await provider.apply({
      type: "terraform_data",
      prior: nothing,
      planned: planned.value?.planned ?? nothing,
      config,
      private: undefined,
      operationId: "op-1",
      signal,
    });
    const state = made.value?.state ?? nothing;
    const id = idOf(state);
    await provider.read({ type: "terraform_data", state, private: undefined, signal });
    const other = data(type, {
      id: state.asEntries.get("id") ?? nothing,
      triggers_replace: stringValue("planted"),
    });
    await provider.plan({
      type: "terraform_data",
      prior: state,
      proposed: other,
      config: other,
      private: undefined,
      signal,
    });
    await provider.import({ type: "terraform_data", id: "i", signal });
    await provider.close();
    expect(lines.join("\n")).not.toContain("planted");
    expect(lines).toEqual([
      "info provider: started",
      "debug provider: configure answered took_ms=0",
      "debug provider: validate resource answered type=terraform_data took_ms=0",
      "debug provider: plan answered type=terraform_data does=create changed=id,input,output took_ms=0",
      `debug provider: apply answered type=terraform_data does=create operation=op-1 made=${id} took_ms=0`,
      `debug provider: read answered type=terraform_data id=${id} gone=false took_ms=0`,
      `debug provider: plan answered type=terraform_data id=${id} does=update changed=id,input,output,triggers_replace requires_replace=triggers_replace took_ms=0`,
      "debug provider: import answered type=terraform_data id=i found=1 took_ms=0",
      "info provider: closed",
    ]);
  });

  test("are told when they are asked where everything is, and what was refused", async () => {
    const { provider, type, lines } = await opened("trace");
    await provider.readData({
      type: "terraform_remote_state",
      config: remoteState(provider, "nowhere"),
      signal,
    });
    expect(lines.slice(1)).toEqual([
      "trace provider: read data asked type=terraform_remote_state given=backend",
      expect.stringMatching(
        /^debug provider: read data answered type=terraform_remote_state given=backend took_ms=\d+$/,
      ),
      expect.stringMatching(
        /^error provider: read data: .* type=terraform_remote_state given=backend code=\S+/,
      ),
    ]);
    expect(type.kind).toBe("object");
  });

  test("are all told, by what was asked for; what they cannot do is not there", async () => {
    const { provider, type, lines } = await over((real) => ({
      ...real,
      recover: async () => ({ diagnostics: [], value: { state: undefined } }),
    }));
    const config = objectValue({});
    await provider.validateProvider({ config });
    await provider.validateData({ type: "terraform_remote_state", config: remoteState(provider, "local") });
    const state = { type: "terraform_data", version: 0, state: "{}" } as const;
    await provider.upgradeState({ ...state, state: new TextEncoder().encode("{}") } as never).catch(() => {});
    if (!("recover" in provider)) throw new Error("it can recover");
    await (provider as RecoveringProvider).recover({
      type: "terraform_data",
      prior: Value.null(type),
      planned: Value.null(type),
      operationId: "op",
      private: undefined,
      signal,
    } as never);
    expect(lines.map((line) => line.split(" ").slice(1, 5).join(" "))).toEqual([
      "provider: started",
      "provider: validate provider answered",
      "provider: validate data answered",
      expect.stringMatching(/^provider: upgrade state/),
      "provider: recover answered type=terraform_data",
    ]);
    expect("recover" in (await over((real) => real)).provider).toBe(false);
    const { provider: whole } = await over(
      (real) => ({ ...real, functions: async () => new Map([["f", {}]]) }) as never,
    );
    expect([...((await whole.functions?.())?.keys() ?? [])]).toEqual(["f"]);
    expect((await over(({ functions: _functions, ...rest }) => rest)).provider.functions).toBeUndefined();
  });

  test("that fail are told, and fail", async () => {
    const { provider, lines } = await over((real) => ({
      ...real,
      validateResource: () => Promise.reject(new Error("it broke")),
    }));
    const asked = provider.validateResource({ type: "terraform_data", config: objectValue({}) });
    await expect(asked).rejects.toThrow("it broke");
    expect(lines.slice(1)).toEqual([
      "error provider: validate resource failed type=terraform_data error=Error: it broke",
    ]);
  });

  test("are left alone where nothing of them is written", async () => {
    const { registry, real } = await opened("none");
    expect(registry).toBe(real);
  });
});

function remoteState(provider: Provider, backend: string): Value {
  const block = provider.schema().dataSources.get("terraform_remote_state")?.block;
  return data(impliedType(block ?? { attributes: new Map(), blocks: new Map() }), {
    backend: stringValue(backend),
  });
}

describe("names of attributes", () => {
  const before = objectValue({ id: stringValue("i"), a: stringValue("x"), b: numberValue(1) });
  test.each([
    [
      "what changed",
      changedNames(before, objectValue({ id: stringValue("i"), a: stringValue("y"), b: numberValue(1) })),
      "a",
    ],
    [
      "what is not known yet",
      changedNames(
        before,
        objectValue({ id: stringValue("i"), a: Value.unknown(STRING), b: Value.unknown(NUMBER) }),
      ),
      "a,b",
    ],
    ["nothing", changedNames(before, before), undefined],
    [
      "marks do not count",
      changedNames(
        before,
        objectValue({
          id: stringValue("i"),
          a: stringValue("x").withMarks(["sensitive"]),
          b: numberValue(1),
        }),
      ),
      undefined,
    ],
    ["all of a new object that has a value", changedNames(Value.null(before.type), before), "a,b,id"],
    ["of nothing", changedNames(before, Value.null(before.type)), undefined],
    [
      "what is set",
      setNames(objectValue({ a: stringValue(""), b: Value.null(NUMBER), c: Value.unknown(STRING) })),
      "a,c",
    ],
    [
      "no collections that are empty",
      setNames(
        objectValue({
          list: listValue(STRING, []),
          set: setValue(STRING, []),
          map: mapValue(STRING, []),
          full: listValue(STRING, [stringValue("")]),
          later: Value.unknown(listType(STRING)),
        }),
      ),
      "full,later,map",
    ],
    [
      "first steps of places, each once",
      pathNames([
        [{ kind: "attribute", name: "a" }],
        [
          { kind: "attribute", name: "a" },
          { kind: "attribute", name: "c" },
        ],
        [{ kind: "attribute", name: "b" }],
      ]),
      "a,b",
    ],
    ["no places", pathNames([]), undefined],
  ])("%s", (_, told, expected) => {
    expect(told).toBe(expected);
  });

  test.each([
    [before, "i"],
    [objectValue({ id: stringValue("i").withMarks(["sensitive"]) }), undefined],
    [objectValue({ id: Value.unknown(STRING) }), undefined],
    [objectValue({ id: numberValue(1) }), undefined],
    [objectValue({ a: stringValue("i") }), undefined],
    [Value.null(before.type), undefined],
  ])("the id of %#", (value, id) => {
    expect(idOf(value)).toBe(id);
  });

  test.each([
    [Value.null(STRING), stringValue("a"), "create"],
    [stringValue("a"), stringValue("b"), "update"],
    [stringValue("a"), Value.null(STRING), "delete"],
    [Value.null(STRING), Value.null(STRING), "nothing"],
  ])("what becomes of %#", (prior, wanted, does) => {
    expect(doingOf(prior, wanted)).toBe(does);
  });
});
