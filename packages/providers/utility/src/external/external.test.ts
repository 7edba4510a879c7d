import { expect, test } from "vitest";
import { plainProvider } from "../../testkit/plain-provider.ts";
import { createProviderFactory } from "./provider.ts";

const external = await plainProvider(createProviderFactory);
const { processes } = external.machine.host;

processes.install("echo", async ({ input }) => ({ exitCode: 0, output: String(input) }));
processes.install("say", async ({ args }) => ({ exitCode: Number(args[0]), output: args[1] ?? "" }));

const read = (program: readonly (string | null)[], more: Record<string, unknown> = {}) =>
  external.readData("external", { program, ...more } as never);

test("the program reads the query and writes the result", async () => {
  const { value } = await read(["echo"], { query: { b: "2", a: "1", none: null } });
  expect(value).toMatchObject({ id: "-", result: { a: "1", b: "2" } });
  expect((await read(["echo"])).value).toMatchObject({ result: {} });
  // Empty words are no words.
  expect((await read(["", "say", "", "0", "{}"])).value).toMatchObject({ result: {} });
});

const results: readonly [string, Record<string, string> | RegExp][] = [
  ['{"a": "b"}', { a: "b" }],
  ['{"a": null}', { a: "" }],
  ["null", {}],
  ['{"a": 1}', /the value of "a" is no text/],
  ["[]", /it is no object/],
  ['"text"', /it is no object/],
  ["nothing", /Result Error/],
  ["", /Result Error/],
];
test.each(results)("a program that writes %j", async (output, expected) => {
  const { value, told } = await read(["say", "0", output]);
  if (!(expected instanceof RegExp)) return expect([told, value?.["result"]]).toEqual([[], expected]);
  expect(told[0]).toMatch(/^Unexpected External Program Results: /);
  return expect(told[0]).toMatch(expected);
});

test("a program that fails, or is none", async () => {
  expect((await read(["say", "2"])).told[0]).toMatch(
    /^External Program Execution Failed: .*no additional error.*State: exit status 2$/s,
  );
  expect((await read(["no-such-program"])).told[0]).toMatch(
    /^External Program Lookup Failed: .*no-such-program/s,
  );
  expect((await read(["", ""])).told[0]).toMatch(/^External Program Missing: /);
  expect(await external.validateData("external", { program: [] })).toEqual([
    "Invalid Attribute Value: Attribute program list must contain at least 1 elements, got: 0",
  ]);
  expect(await external.validateData("external", { program: "?" })).toEqual([]);
});
