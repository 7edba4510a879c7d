import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { wrapped } from "./chunk-form.mjs";
import { project } from "./install.mjs";
import { programParts } from "./program-parts.mjs";

const folder = mkdtempSync(join(tmpdir(), "tutti-chunks-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const MAIN = `const late = require("node:zlib"); const loaded = () => process.moduleLoadList.includes("NativeModule zlib");
  exports.start = () => { const before = loaded(); return [before, typeof late.gzipSync, loaded(), "inflate" in late, Object.keys(late).includes("gzip")]; };`;
writeFileSync(join(folder, "main.js"), MAIN);
writeFileSync(join(folder, "pack-one.js"), `({"./main.js":${wrapped(MAIN)}})`);

/** Opens the bundle in a process of its own, and says what V8 thought of the code that it was given. */
const RUN = `const vm = require("node:vm"); const refused = [];
  const { Script } = vm;
  vm.Script = class extends Script { constructor(...given) { super(...given); if (given[1].cachedData) refused.push(this.cachedDataRejected); } };
  const { openBundle } = require(${JSON.stringify(join(project, programParts.loader))});
  const part = (id) => { if (id === "none") throw new Error("no part"); return require(id); };
  const load = openBundle({ folder: process.argv[1], command: process.argv[2], part });
  const found = load("./main.js").start();
  const errors = [1, 2].map(() => { try { return load("none"); } catch (error) { return error.message; } });
  const limit = require("node:v8").getHeapStatistics().heap_size_limit >> 20;
  console.log(JSON.stringify({ refused, found, errors, limit }));`;

function run(command, variables = {}) {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const words = ["-e", RUN, folder, ...(command === undefined ? [] : [command])];
  const { stdout, stderr } = spawnSync(process.execPath, words, {
    env: { ...env, ...variables },
    encoding: "utf8",
  });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout);
}

test("Node's own modules are loaded at their first use, and a part that is not there is told each time", () => {
  expect(run()).toMatchObject({
    refused: [],
    found: [false, "function", true, true, true],
    errors: ["no part", "no part"],
  });
});

test("V8 takes the code of chunks and packs again, also where NODE_OPTIONS says how large the heap may be", () => {
  for (const command of [undefined, "one"]) {
    run(command, { TUTTI_WRITE_CODE: "1" });
    expect(run(command).refused, command).toEqual([false]);
    const small = run(command, { NODE_OPTIONS: "--no-warnings --max-old-space-size=300" });
    expect(small.refused, command).toEqual([false]);
    expect(small.limit, command).toBeLessThan(600);
  }
});
