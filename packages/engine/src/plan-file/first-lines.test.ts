import { Buffer } from "node:buffer";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { EMPTY, World } from "../../testkit/world.ts";
import { decodeFirst } from "./first-lines.ts";
import { decodePlanFile, encodePlanFile } from "./plan-file.ts";

const NONE = new Map<string, string>();
const { plan } = await new World().plan(
  EMPTY,
  'resource "cloud_thing" "a" {\n  count = 600\n  name = "a"\n}',
);
const FILE = encodePlanFile({
  plan,
  sources: NONE,
  dataFiles: undefined,
  extra: NONE,
  workspace: "default",
});
const [head = "", length = ""] = /^.*\n(\d+)\n/.exec(Buffer.from(FILE).toString("latin1")) ?? [];
const FIRST = gunzipSync(FILE.subarray(head.length, head.length + Number(length)));

test("changes stand in lines of their own, 256 in each, behind all else", () => {
  const lines = FIRST.toString("utf8").trimEnd().split("\n");
  const counts = lines.slice(1).map((line) => (JSON.parse(line) as readonly unknown[]).length);
  expect(counts).toEqual([256, 256, 88]);
  expect(JSON.parse(lines[0] ?? "")).not.toHaveProperty("changes");
});

test("what changes share is said once, whatever line they stand in", () => {
  const decoded = decodePlanFile(FILE);
  if (!decoded.ok) throw new Error(decoded.message);
  const { changes } = decoded.file.plan;
  expect(changes).toEqual(plan.changes);
  expect(new Set(changes.map(({ before }) => before)).size).toBe(1);
  expect(new Set(changes.map(({ reason }) => reason)).size).toBe(1);
});

test("a line that is no list is told, and so is a first one that is no record", () => {
  const withLine = (line: string): Buffer => Buffer.concat([FIRST, Buffer.from(line)]);
  expect(() => decodeFirst(withLine("{}"))).toThrow("a line of a plan file is no list of changes");
  expect(() => decodeFirst(withLine("[1]"))).toThrow("changes[600] is no record");
  expect(() => decodeFirst(withLine("["))).toThrow(SyntaxError);
  expect(() => decodeFirst(Buffer.from("7\n"))).toThrow("is no record");
  expect(() => decodeFirst(Buffer.alloc(0))).toThrow("is no record");
});
