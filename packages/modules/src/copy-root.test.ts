import { readdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type FetchWorld, openFetchWorld } from "../testkit/index.ts";
import { copyRootModule, parentAddress } from "./copy-root.ts";
import { NO_HOST_SETTINGS } from "./registry/host-settings.ts";

let world: FetchWorld;
beforeEach(() => {
  world = openFetchWorld();
  world.write({ "there/main.tf": "x", "there/sub/a.tf": "y", "there/.git/config": "z", "here/.keep": "" });
});
afterEach(() => world.end());

/** Copies into the folder `here`, which stands for the working directory. */
async function copied(source: string): Promise<readonly string[]> {
  const { runtime } = world.context;
  const here = join(realpathSync(world.folder), "here");
  const at = (path: string): string => (path.startsWith("/") ? path : join(here, path));
  const { disk } = runtime;
  const found = await copyRootModule(source, {
    runtime: {
      ...runtime,
      environment: { ...runtime.environment, directory: here },
      disk: {
        ...disk,
        makeDirectory: (path) => disk.makeDirectory(at(path)),
        writeFile: (path, data, options) => disk.writeFile(at(path), data, options),
      },
    },
    directory: join(here, ".terraform/init-from-module"),
    settings: NO_HOST_SETTINGS,
    upgrade: true,
  });
  return found.map(({ summary, detail }) => `${summary}: ${detail}`);
}

const names = (): readonly string[] => readdirSync(join(world.folder, "here")).sort();

test.each(["../there", "./../there", "ABSOLUTE"])(
  "copyRootModule() copies %s without what is git's",
  async (source) => {
    expect(await copied(source.replace("ABSOLUTE", join(world.folder, "there")))).toEqual([]);
    expect(names()).toEqual([".keep", ".terraform", "main.tf", "sub"]);
    expect(readdirSync(join(world.folder, "here/.terraform"))).toEqual([]);
  },
);

test.each([
  [
    "foo",
    /^Invalid module source address: Failed to parse module source address: <Tutti> cannot detect a supported external module source type for foo$/,
  ],
  ["github.com/a", /GitHub URLs should be github\.com\/username\/repo$/],
  [
    "../gone",
    /^Failed to download module: Could not download module "root" \(<main configuration>:1\) source code from "file:/,
  ],
  ["ABSOLUTE//none", /^Failed to expand subdir globs: subdir "none" not found$/],
])("copyRootModule() of %s copies nothing", async (source, wanted) => {
  expect((await copied(source.replace("ABSOLUTE", join(world.folder, "there")))).join()).toMatch(wanted);
  expect(names().filter((name) => name !== ".terraform")).toEqual([".keep"]);
});

test.each([
  ["git::file:///r//sub/deep", "../..", "git::file:///r//."],
  ["a/b/c//sub/deep", "../x", "registry.terraform.io/a/b/c//sub/x"],
  ["../r", "../x", "../x"],
])("parentAddress(): %s, from where %s is called", (source, path, wanted) => {
  expect(parentAddress(source, path)).toBe(wanted);
});
