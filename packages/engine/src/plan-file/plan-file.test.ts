import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { EMPTY, World } from "../../testkit/world.ts";
import { decodePlanFile, encodePlanFile, isPlanFile, stalePlan } from "./plan-file.ts";

const { plan } = await new World().plan(EMPTY, 'resource "cloud_thing" "a" { name = "a" }');
const FILE = {
  plan,
  sources: new Map([["main.tf", "text"]]),
  dataFiles: undefined,
  extra: new Map([["manifest", "{}"]]),
  workspace: "blue",
};

test("what a plan file holds comes out of it", () => {
  const bytes = encodePlanFile(FILE);
  expect(new TextDecoder().decode(bytes.subarray(0, 13))).toBe("tutti-plan 7\n");
  expect(isPlanFile(bytes)).toBe(true);
  const decoded = decodePlanFile(bytes);
  if (!decoded.ok) throw new Error(decoded.message);
  const { sources, extra, workspace, plan: again } = decoded.file;
  expect({ sources, extra, workspace }).toEqual({
    sources: FILE.sources,
    extra: FILE.extra,
    workspace: "blue",
  });
  expect(again.changes.map(({ action, after }) => [action, after])).toEqual(
    plan.changes.map(({ action, after }) => [action, after]),
  );
});

const text = (start: string): Uint8Array => new TextEncoder().encode(start);
const refused: readonly [string, Uint8Array, string | RegExp][] = [
  ["nothing", text(""), "it does not begin as a plan file does"],
  ["another file", text("PK\u0003\u0004 tutti-plan 7\n"), "it does not begin as a plan file does"],
  ["another version", text("tutti-plan 1\nx"), "it was written by another version of <Tutti>"],
  ["a later version", text("tutti-plan 10\n"), "it was written by another version of <Tutti>"],
  ["the first line alone", text("tutti-plan 7\n"), /unexpected end of file/],
  ["no gzip", text("tutti-plan 7\n3\nabc"), /incorrect header check|unexpected end/],
  ["no JSON", new Uint8Array([...text("tutti-plan 7\n21\n"), ...gzipSync("{")]), /JSON/],
  ["half of it", encodePlanFile(FILE).subarray(0, 200), /unexpected end of file/],
];
test.each(refused)("%s is refused", (_, bytes, message) => {
  expect(decodePlanFile(bytes)).toEqual({
    ok: false,
    message: typeof message === "string" ? message : expect.stringMatching(message),
  });
});

const STALE = "Saved plan is stale";
const OTHER = "Saved plan does not match the given state";
/** What the plan was made for, what is there now, and what is said of it. */
const states: readonly [string, [string, number], [string, number], string | undefined][] = [
  ["the same", ["l", 3], ["l", 3], undefined],
  ["a later serial", ["l", 3], ["l", 4], STALE],
  ["an earlier serial", ["l", 3], ["l", 2], STALE],
  ["another lineage", ["l", 3], ["m", 3], OTHER],
  ["another lineage and serial", ["l", 3], ["m", 4], OTHER],
  ["no lineage", ["l", 3], ["", 3], undefined],
  ["a first state, with any lineage", ["l", 0], ["m", 0], undefined],
  ["a first state that was written since", ["l", 0], ["m", 1], STALE],
  ["one write", ["l", 1], ["m", 1], OTHER],
];
test.each(states)("stalePlan() of %s", (_, [lineage, serial], [nowLineage, nowSerial], summary) => {
  const found = stalePlan({ lineage, serial }, { ...EMPTY, lineage: nowLineage, serial: nowSerial });
  expect(found?.summary).toBe(summary);
  expect(found?.severity).toBe(summary === undefined ? undefined : "error");
});
