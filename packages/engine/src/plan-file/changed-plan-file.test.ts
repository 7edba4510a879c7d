import { Buffer } from "node:buffer";
import { gunzipSync, gzipSync } from "node:zlib";
import { isJsonObject, type Json, parseJson } from "@tutti/values";
import { expect, test } from "vitest";
import { EMPTY, World } from "../../testkit/world.ts";
import { packText } from "./packed-text.ts";
import { decodePlanFile, encodePlanFile } from "./plan-file.ts";
import { unpackBytes } from "./unpack-bytes.ts";

const world = new World();
const first = await world.run(
  EMPTY,
  'resource "cloud_thing" "a" { name = "a" }\nresource "cloud_thing" "kept" { name = "k" }',
);
const { plan } = await world.plan(
  first.state,
  'resource "cloud_thing" "a" { name = sensitive("b") }\nresource "cloud_thing" "kept" { name = "k" }\noutput "o" { value = [cloud_thing.a.id, 1] }',
);
const FILE = encodePlanFile({
  plan,
  sources: new Map([["main.tf", "text"]]),
  dataFiles: {
    files: new Map([["f", { kind: "bytes", bytes: new Uint8Array([1]) }]]),
    kinds: new Map([["f", "file"]]),
    lists: new Map([["d", ["f"]]]),
  },
  extra: new Map(),
  workspace: "default",
});
const [head = "", length = ""] = /^.*\n(\d+)\n/.exec(Buffer.from(FILE).toString("latin1")) ?? [];
const FIRST = gunzipSync(FILE.subarray(head.length, head.length + Number(length))).toString("utf8");
const SECOND = FILE.subarray(head.length + Number(length));

function fileWith(text: string, second: Uint8Array = SECOND): Uint8Array {
  const packed = gzipSync(text, { level: 1 });
  return Buffer.concat([Buffer.from(`tutti-plan 7\n${packed.length}\n`), packed, second]);
}

/** What stands in place of something else: another type, nothing, or much of it. */
const OTHERS: readonly Json[] = [
  null,
  true,
  -1,
  1e300,
  "",
  "x".repeat(300),
  [],
  {},
  { $: "undefined" },
  { $: "same", of: 0 },
  { $: "map", of: [] },
  { $: "value", of: "x" },
  { $: "odd" },
];

/** Every text in which one thing is another, or is gone. */
function* mutations(json: Json): Generator<Json> {
  yield* OTHERS;
  if (Array.isArray(json))
    for (const [at, item] of (json as readonly Json[]).entries()) {
      yield json.toSpliced(at, 1);
      yield json.toSpliced(at, 0, item);
      for (const other of mutations(item)) yield json.toSpliced(at, 1, other);
    }
  else if (isJsonObject(json))
    for (const [name, item] of Object.entries(json)) {
      yield Object.fromEntries(Object.entries(json).filter(([other]) => other !== name));
      yield { ...json, [`${name}x`]: item };
      for (const other of mutations(item)) yield { ...json, [name]: other };
    }
}

/** What an accident says, and a check never. */
const ACCIDENT =
  /undefined \(|of undefined|of null|not a function|not iterable|cannot read|call stack|Invalid array/i;

test("whatever is changed inside of a plan file is read as the plan that it says, or told in words", () => {
  const lines = FIRST.trimEnd().split("\n");
  const counts = { read: 0, refused: 0 };
  let at = 0;
  for (const [number, line] of lines.entries())
    for (const mutated of mutations(parseJson(line) as Json)) {
      // All ten thousand of them take half a minute.
      if (at++ % 13 !== 0) continue;
      const text = lines.with(number, JSON.stringify(mutated)).join("\n");
      const decoded = decodePlanFile(fileWith(text));
      counts[decoded.ok ? "read" : "refused"] += 1;
      if (!decoded.ok) expect(decoded.message, text).not.toMatch(ACCIDENT);
    }
  expect(counts.refused).toBeGreaterThan(5 * counts.read);
  expect(counts.read).toBeGreaterThan(0);
});

test.each([
  '"k"',
  '["tuple","k"]',
  '["null",["map","string"]]',
  '["marked",["sensitive"],["object","k","v"]]',
  '["set",["set","string"],["unknown","string",null]]',
  '["set",["set","bool"],true]',
])("a block that is repeated over %s is told", async (over) => {
  const { plan: repeated } = await world.plan(
    EMPTY,
    'resource "cloud_thing" "a" {\n  for_each = { k = "v" }\n  name = each.value\n}',
  );
  const bytes = encodePlanFile({
    plan: repeated,
    sources: new Map(),
    dataFiles: undefined,
    extra: new Map(),
    workspace: "default",
  });
  const [start = "", size = ""] = /^.*\n(\d+)\n/.exec(Buffer.from(bytes).toString("latin1")) ?? [];
  const end = start.length + Number(size);
  const text = gunzipSync(bytes.subarray(start.length, end)).toString("utf8");
  const second = bytes.subarray(end);
  expect(decodePlanFile(fileWith(text, second)).ok).toBe(true);
  expect(decodePlanFile(fileWith(text.replace('["object","k","v"]', over), second))).toEqual({
    ok: false,
    message: "plan.modules[0].resources.cloud_thing.a.over is nothing that a block is repeated over",
  });
});

test("a file with the state of another is told", () => {
  const other = packText(Buffer.from('{"version":4}'));
  expect(decodePlanFile(fileWith(FIRST, other))).toEqual({
    ok: false,
    message: "its state is not what was written",
  });
});

const BOMB = gzipSync(Buffer.alloc(1_000_000));
test("what unpacks to more than a plan may be is told, and is not unpacked", () => {
  expect(() => unpackBytes(BOMB, 999_999)).toThrow("it unpacks to more than 999999 bytes");
  expect(unpackBytes(BOMB, 1_000_000)).toHaveLength(1_000_000);
});

test("a short text that stands for more things than can be counted is told", () => {
  const doubled = Array.from({ length: 60 }, (_, at) => Array(4).fill({ $: "same", of: at }));
  const text = JSON.stringify([[1, 2, 3, 4], ...doubled]);
  expect(decodePlanFile(fileWith(text))).toEqual({
    ok: false,
    message: "it stands for more things than any plan has",
  });
  const addresses = Array.from({ length: 60 }, (_, at) => ({
    $: "addresses",
    of: Array(4).fill({ $: "same", of: at }),
  }));
  const lists = JSON.stringify([{ $: "addresses", of: ["a", "b"] }, ...addresses]);
  expect(decodePlanFile(fileWith(lists))).toEqual({
    ok: false,
    message: "it stands for more things than any plan has",
  });
});
