/** Providers from a registry of npm, fetched by the npm of this machine. */

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseVersionConstraint } from "@tutti/config";
import { FETCH_LIMITS, NO_HOST_SETTINGS } from "@tutti/modules";
import { createRealRuntime } from "@tutti/runtime";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { type NpmRegistry, openNpmRegistry } from "../../testkit/npm-registry.ts";
import { type InstallStep, installProviders } from "../install/install-providers.ts";
import type { Locks } from "../lock/lock-file.ts";
import { ownPlatform } from "../package/platform.ts";
import { NO_INSTALLATION } from "../settings/installation.ts";
import { chooseSource } from "./chosen-source.ts";

const NAME = "@acme/tutti-provider-kit";
const SOURCE = "npm/acme/tutti-provider-kit";
const MANIFEST = { bin: { "terraform-provider-kit": "dist/terraform-provider-kit" } };
const FILES = { "dist/terraform-provider-kit": "#!/bin/sh\necho kit\n" };

let registry: NpmRegistry;
let folder: string;
beforeAll(async () => {
  registry = await openNpmRegistry();
  await registry.publish(NAME, "1.0.0", MANIFEST, FILES);
  await registry.publish(
    NAME,
    "1.2.0",
    { ...MANIFEST, scripts: { postinstall: "touch ../../../../ran" } },
    FILES,
  );
  await registry.publish(NAME, "2.0.0-beta.1", MANIFEST, FILES);
  await registry.publish("needy", "1.0.0", { ...MANIFEST, dependencies: { [NAME]: "1" } }, FILES);
  await registry.publish("plain", "1.0.0", {}, FILES);
  await registry.publish("outside", "1.0.0", { bin: { "terraform-provider-kit": "../kit" } }, FILES);
  await registry.publish("hollow", "1.0.0", MANIFEST);
}, 60_000);
afterAll(() => registry.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "npm-providers-"));
  writeFileSync(join(folder, ".npmrc"), `registry=${registry.url}\nfetch-retries=0\n`);
  // Whatever goes wrong here goes wrong in this folder: npm's own packages, settings and cache stay out of it.
  writeFileSync(join(folder, "user"), "registry=http://registry.invalid/\nfetch-retries=0\n");
  for (const name of ["cache", "prefix"]) vi.stubEnv(`npm_config_${name}`, join(folder, name));
  vi.stubEnv("npm_config_userconfig", join(folder, "user"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  registry.spoil((archive) => archive);
  rmSync(folder, { recursive: true, force: true });
});

async function install(source: string, constraint = "", locks: Locks = new Map()) {
  const real = createRealRuntime();
  const runtime = { ...real, environment: { ...real.environment, directory: folder } };
  const context = { runtime, limits: FETCH_LIMITS, signal: undefined };
  const steps: InstallStep[] = [];
  const done = await installProviders({
    context,
    requirements: [{ source, constraint: parseVersionConstraint(constraint) ?? [], asked: [] }],
    locks,
    from: await chooseSource(context, NO_INSTALLATION, [], NO_HOST_SETTINGS),
    folder: join(folder, "providers"),
    cache: undefined,
    cacheMayBreakLock: false,
    upgrade: false,
    onStep: (step) => steps.push(step),
  });
  return { ...done, steps, told: done.diagnostics.map(({ summary, detail }) => `${summary}: ${detail}`) };
}

test("the newest version that fits is fetched, without its scripts, and known by its content", async () => {
  const { told, steps, locks } = await install(SOURCE, "~> 1.0");
  expect(told).toEqual([]);
  expect(steps.at(-1)).toMatchObject({ kind: "installed", version: "1.2.0", trust: "from npm" });
  const home = join(folder, "providers", SOURCE, "1.2.0", ownPlatform(createRealRuntime().environment));
  expect(readdirSync(home).sort()).toEqual(["package", "terraform-provider-tutti-provider-kit"]);
  expect(readFileSync(join(home, "terraform-provider-tutti-provider-kit"), "utf8")).toBe(
    '#!/usr/bin/env node\nimport("./package/dist/terraform-provider-kit");\n',
  );
  expect(existsSync(join(folder, "ran"))).toBe(false);
  expect(readdirSync(join(home, ".."))).toEqual([ownPlatform(createRealRuntime().environment)]);
  expect(locks.get(SOURCE)).toMatchObject({ version: "1.2.0", hashes: [expect.stringMatching(/^h1:/)] });
  expect((await install(SOURCE, "~> 1.0", locks)).steps.map(({ kind }) => kind)).toEqual([
    "reusing",
    "present",
  ]);
}, 60_000);

test("what a script of npm hands down of npm's settings changes nothing", async () => {
  for (const [setting, value] of [
    ["global", "true"],
    ["location", "global"],
    ["dry_run", "true"],
    ["loglevel", "silent"],
  ])
    vi.stubEnv(`npm_config_${setting}`, value);
  const { told, locks } = await install(SOURCE, "1.0.0");
  expect([told, locks.has(SOURCE)]).toEqual([[], true]);
  expect((await install("npm/unscoped/nothing")).told[0]).toContain("npm/unscoped/nothing was not found");
}, 60_000);

test("what is another content than the lock file knows is refused", async () => {
  const lock = { version: "1.0.0", constraints: "", hashes: ["h1:other="] };
  const { told } = await install(SOURCE, "", new Map([[SOURCE, lock]]));
  expect(told[0]).toContain("doesn't match any of the checksums previously recorded");
}, 60_000);

test.each<[string, string, string]>([
  ["npm/unscoped/nothing", "", "provider npm/unscoped/nothing was not found in any of the search locations"],
  [SOURCE, "~> 3.0", "no available releases match the given constraints ~> 3.0"],
  ["npm/unscoped/needy", "", "the package needy depends on others (@acme/tutti-provider-kit)"],
  ["npm/unscoped/plain", "", "the package plain has no program of a provider"],
  ["npm/unscoped/outside", "", "the package outside has no program of a provider"],
  ["npm/unscoped/hollow", "", "the package hollow lacks its program dist/terraform-provider-kit"],
])(
  "%s %s is refused",
  async (source, constraint, words) => {
    const { told, locks } = await install(source, constraint);
    expect([told.length, locks.size]).toEqual([1, 0]);
    expect(told[0]).toContain(words);
    const home = join(folder, "providers", source, "1.0.0");
    expect(existsSync(home) ? readdirSync(home) : []).toEqual([]);
  },
  60_000,
);

test("an archive that is not what the registry promised is refused", async () => {
  await registry.publish(NAME, "0.9.0", MANIFEST, FILES);
  registry.spoil((archive) => archive.subarray(0, archive.length - 9));
  vi.stubEnv("npm_config_loglevel", "silent");
  const { told } = await install(SOURCE, "0.9.0");
  expect(told[0]).toMatch(/npm could not install @acme\/tutti-provider-kit 0\.9\.0: .*EINTEGRITY/);
}, 60_000);
