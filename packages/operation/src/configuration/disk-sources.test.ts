import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRealRuntime } from "@tutti/runtime";
import { afterAll, expect, test } from "vitest";
import { diskSources } from "./disk-sources.ts";

// A simulated disk has no links.
const folder = mkdtempSync(join(tmpdir(), "tutti-sources-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
mkdirSync(join(folder, "inner"));
writeFileSync(join(folder, "a.tf"), "a");
writeFileSync(join(folder, "inner", "b.tf"), "b");
symlinkSync("a.tf", join(folder, "to-file.tf"));
symlinkSync("inner", join(folder, "to-folder"));
symlinkSync("nowhere", join(folder, "to-nothing.tf"));
const sources = diskSources(createRealRuntime());

test("a folder's files, and links to files; no folders, and no links to nothing", async () => {
  expect([...((await sources.readDirectory(folder)) ?? [])].sort()).toEqual(["a.tf", "to-file.tf"]);
});

test.each<[string, readonly number[], number]>([
  ["short files", [50_000, 49_999], 0],
  ["a long file", [100_000], 1],
  ["files that are long together, and more", [50_000, 50_000, 1], 1],
])("of %s the runtime is told so", async (_, lengths, times) => {
  let told = 0;
  const runtime = { ...createRealRuntime(), expectLongRun: () => (told += 1) };
  const read = diskSources(runtime);
  for (const length of lengths) {
    writeFileSync(join(folder, "long.tf"), "#".repeat(length));
    await read.readFile(join(folder, "long.tf"));
  }
  rmSync(join(folder, "long.tf"));
  expect(told).toBe(times);
});

test.each(["a.tf", "none", "to-nothing.tf"])("%s is no folder", async (name) => {
  expect(await sources.readDirectory(join(folder, name))).toBeUndefined();
});

test("a file by its name, and one that is not there", async () => {
  expect(new TextDecoder().decode(await sources.readFile(join(folder, "a.tf")))).toBe("a");
  expect(await sources.readFile(join(folder, "none.tf"))).toBeUndefined();
});
