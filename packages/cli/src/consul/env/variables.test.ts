import { Buffer } from "node:buffer";
import { expect, test } from "vitest";
import { variablesOf } from "./variables.ts";

const NAMING = { sanitize: true, upcase: false };
const entry = (path: string, value = "1") => ({ path, value: Buffer.from(value) });

test.each<[string, readonly string[], Partial<typeof NAMING>, readonly string[]]>([
  ["web/", ["web/host", "web/db/host"], {}, ["host", "db_host"]],
  ["web", ["web/host", "web2/a-b"], {}, ["host", "2_a_b"]],
  ["web/", ["web/", "web/db/", "web/db/a"], {}, ["db_a"]],
  ["web/host", ["web/host"], {}, ["host"]],
  ["", ["a/b.c", "ä"], {}, ["a_b_c", "_"]],
  ["web/", ["web/db-host"], { upcase: true }, ["DB_HOST"]],
  ["web/", ["web/db-host/x"], { sanitize: false }, ["db-host/x"]],
])("below %j %j with %j are %j", (prefix, paths, naming, names) => {
  const { variables, leftOut } = variablesOf(
    prefix,
    paths.map((path) => entry(path)),
    { ...NAMING, ...naming },
  );
  expect([...variables.keys()]).toEqual(names);
  expect(leftOut).toEqual([]);
});

test("of two that get one name the later counts", () => {
  const { variables } = variablesOf("", [entry("a-b", "first"), entry("a.b", "second")], NAMING);
  expect([...variables]).toEqual([["a_b", "second"]]);
});

test("what no environment can hold is left out, and said", () => {
  const entries = [entry("a=b"), entry("zero", "a\0b"), entry("fine", "ü\nb")];
  const { variables, leftOut } = variablesOf("", entries, { ...NAMING, sanitize: false });
  expect([...variables]).toEqual([["fine", "ü\nb"]]);
  expect(leftOut).toEqual([
    "a=b: its name can be no variable's",
    "zero: its value has a zero byte, which no variable can have",
  ]);
});
