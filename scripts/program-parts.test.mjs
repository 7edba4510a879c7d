import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { project } from "./install.mjs";
import { addonOf, programParts, unbundled } from "./program-parts.mjs";

const manifest = JSON.parse(readFileSync(join(project, "package.json"), "utf8"));

test("what cannot be bundled is what the published package depends on", () => {
  expect(Object.keys(manifest.dependencies).sort()).toEqual([...unbundled].sort());
});

test("the parts that lie in the repository are there, and published ones are in the package", () => {
  for (const path of [
    programParts.launcher,
    programParts.executable,
    programParts.entry,
    programParts.loader,
  ])
    expect(existsSync(join(project, path)), path).toBe(true);
  expect(Object.values(manifest.bin)).toContain(programParts.launcher);
  expect(manifest.files).toEqual(expect.arrayContaining([programParts.bundle, "bin"]));
});

const native = unbundled.filter((name) => programParts.packages[name].native !== undefined);

test("what is native has an addon for this machine, and none for one that nobody builds for", () => {
  expect(native).toEqual(["fs-native-extensions", "lmdb"]);
  for (const name of native) {
    expect(existsSync(addonOf(name)), name).toBe(true);
    expect(addonOf(name, { platform: "plan9", arch: "mips" })).toBeUndefined();
  }
});
