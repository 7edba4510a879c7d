import { expect, test } from "vitest";
import { plainProvider } from "../../testkit/plain-provider.ts";
import { createProviderFactory } from "./provider.ts";

const nothing = await plainProvider(createProviderFactory);

test("null_resource has a number of its own, and stays", async () => {
  const one = await nothing.create("null_resource", { triggers: { a: "1" } });
  const other = await nothing.create("null_resource", {});
  expect(one.value).toEqual({ id: expect.stringMatching(/^\d{1,19}$/), triggers: { a: "1" } });
  expect(BigInt(String(one.value?.["id"])) < 2n ** 63n).toBe(true);
  expect(other.value?.["id"]).not.toBe(one.value?.["id"]);
  expect((await nothing.read("null_resource", one.value ?? {})).value).toEqual(one.value);
});

test("other triggers make another null_resource", async () => {
  const { value = {} } = await nothing.create("null_resource", { triggers: { a: "1" } });
  expect((await nothing.plan("null_resource", { triggers: { a: "1" } }, value)).replace).toEqual([]);
  expect((await nothing.plan("null_resource", { triggers: { a: "2" } }, value)).replace).toEqual([
    "triggers",
  ]);
  expect((await nothing.plan("null_resource", {}, value)).replace).toEqual(["triggers"]);
});

test("null_resource cannot be imported", async () => {
  expect((await nothing.import("null_resource", "1")).told[0]).toMatch(/^Resource Import Not Implemented/);
});

test("null_data_source gives back what it is given", async () => {
  const { value } = await nothing.readData("null_data_source", { inputs: { a: "1" } });
  expect(value).toEqual({
    has_computed_default: "default",
    id: "static",
    inputs: { a: "1" },
    outputs: { a: "1" },
    random: expect.stringMatching(/^\d+$/),
  });
  const own = await nothing.readData("null_data_source", { has_computed_default: "own" });
  expect(own.value).toMatchObject({ has_computed_default: "own", outputs: {} });
});
