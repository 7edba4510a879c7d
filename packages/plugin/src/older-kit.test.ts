/** What providers of an older kit have otherwise: nothing and zero are the same, and blocks can be told. */

import {
  BOOL,
  listType,
  listValue,
  NUMBER,
  numberValue,
  objectOfType,
  objectType,
  rawEquals,
  STRING,
  Value,
} from "@tutti/values";
import { expect, test } from "vitest";
import { defineProvider } from "./define-provider.ts";
import { block, blockList, computed, optional } from "./definition.ts";
import { Fields } from "./fields.ts";
import { impliedType } from "./implied-type.ts";
import { fromPlain, type PlainRecord, toPlainRecord } from "./plain.ts";
import { mapAttributes } from "./plan-block.ts";

const signal = new AbortController().signal;
const BLOCK = block(
  {
    id: computed(STRING),
    text: optional(STRING),
    count: optional(NUMBER),
    on: optional(BOOL),
    list: optional(listType(STRING)),
  },
  { check: blockList(block({ port: optional(NUMBER) }), { computed: true }) },
);

function provider(olderKit: boolean) {
  return defineProvider({
    block: block({}),
    resources: {
      thing: {
        block: { ...BLOCK, olderKit },
        create: async () => ({ id: "1", check: [{ port: 80 }] }),
        read: async () => ({}),
        update: async () => ({}),
        delete: async () => {},
      },
    },
    dataSources: {},
    configure: async () => undefined,
  });
}

const TYPE = impliedType(BLOCK);
const value = (plain: PlainRecord): Value => fromPlain(TYPE, { check: [], ...plain });

async function planned(config: PlainRecord, prior: PlainRecord | undefined, olderKit = true) {
  const before = prior === undefined ? Value.null(TYPE) : value({ id: "1", ...prior });
  const request = {
    type: "thing",
    config: value(config),
    proposed: value(config),
    prior: before,
    private: undefined,
    signal,
  };
  const { value: answer } = await provider(olderKit).plan(request);
  return { plan: answer?.planned ?? expect.unreachable(), isLegacy: answer?.isLegacy };
}

test.each([
  [{}, { text: "", count: 0, on: false, list: [] }],
  [{ text: "", count: 0, on: false, list: [] }, {}],
])("%j is %j", async (config, prior) => {
  const { plan, isLegacy } = await planned(config, prior);
  expect(toPlainRecord(plan)).toEqual(toPlainRecord(value({ id: "1", ...prior })));
  expect(isLegacy).toBe(true);
  const { plan: strict, isLegacy: none } = await planned(config, prior, false);
  expect(rawEquals(strict, value({ id: "1", ...prior }))).toBe(false);
  expect(none).toBeUndefined();
});

test("what is there and no longer written goes", async () => {
  const { plan } = await planned({}, { text: "a", count: 1, on: true, list: ["a"] });
  expect(toPlainRecord(plan)).toMatchObject({ text: null, count: null, on: null, list: null });
});

test("blocks that nobody wrote are what the provider tells, and stay", async () => {
  const made = await planned({}, undefined);
  expect(made.plan.asEntries.get("check")?.isUnknown).toBe(true);
  const kept = await planned({}, { check: [{ port: 81 }] });
  expect(toPlainRecord(kept.plan)["check"]).toEqual([{ port: 81 }]);
  const written = await planned({ check: [{ port: 82 }] }, { check: [{ port: 81 }] });
  expect(toPlainRecord(written.plan)["check"]).toEqual([{ port: 82 }]);
});

test("stored attributes without a block of today have none of them", async () => {
  const json = JSON.stringify({ id: "1" });
  const { value: upgraded } = await provider(true).upgradeState({ type: "thing", version: 0, json });
  expect(toPlainRecord(upgraded?.state ?? expect.unreachable())["check"]).toEqual([]);
});

test("fields of a nested block know what is not known yet", () => {
  const check = objectType([["port", NUMBER]]);
  const known = objectOfType(check, [["port", numberValue(1)]]);
  const open = objectOfType(check, [["port", Value.unknown(NUMBER)]]);
  const whole = Fields.of(
    mapAttributes(value({}), (name, old) => (name === "check" ? listValue(check, [known, open]) : old)),
  );
  expect(whole.blocks("check").map((one) => one.isUnknown("port"))).toEqual([false, true]);
  expect(whole.isWhollyKnown("check")).toBe(false);
  expect(whole.isWhollyKnown("text")).toBe(true);
});

test("a type that it does not have is not asked for: who checks a configuration tells it", () => {
  expect(provider(true).plansAlone?.("nothing")).toBe(true);
});
