import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { lacking } from "./install.mjs";

const lock = {
  "": { name: "x" },
  "packages/a": { version: "0.1.0" },
  "node_modules/@x/a": { link: true, resolved: "packages/a" },
  "node_modules/yaml": { version: "2.9.1" },
  "node_modules/only-on-macos": { version: "1.0.0", optional: true },
};

function folderWith(installed) {
  const folder = mkdtempSync(join(tmpdir(), "tutti-install-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "package-lock.json"), JSON.stringify({ packages: lock }));
  mkdirSync(join(folder, "node_modules"));
  if (installed !== undefined)
    writeFileSync(
      join(folder, "node_modules", ".package-lock.json"),
      JSON.stringify({ packages: installed }),
    );
  return folder;
}

const { "": _, "node_modules/only-on-macos": __, ...whole } = lock;
const { "node_modules/yaml": ___, ...without } = whole;

test.each([
  ["nothing was ever installed", undefined, ["node_modules/@x/a", "node_modules/yaml"]],
  ["what npm ci leaves", whole, []],
  ["a package is missing", without, ["node_modules/yaml"]],
  ["a package is older", { ...whole, "node_modules/yaml": { version: "2.9.0" } }, ["node_modules/yaml"]],
])("lacking(): %s", (_, installed, wanted) => {
  expect(lacking(folderWith(installed))).toEqual(wanted);
});
