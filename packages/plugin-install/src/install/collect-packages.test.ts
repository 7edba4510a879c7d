/** Locks and mirrors of providers, from a registry over TLS. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseVersionConstraint } from "@tutti/config";
import { NO_HOST_SETTINGS } from "@tutti/modules";
import type { FetchWorld } from "@tutti/modules/testkit";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createMaker, type Maker, publishedKit } from "../../testkit/published-provider.ts";
import { openTlsServer, type TlsServer } from "../../testkit/tls-server.ts";
import type { Locks } from "../lock/lock-file.ts";
import { singleSource } from "../source/chosen-source.ts";
import { filesystemMirror } from "../source/filesystem-mirror.ts";
import { lockProviders, mirrorProviders } from "./collect-packages.ts";

const LINUX = "linux_amd64";
const MAC = "darwin_arm64";

let server: TlsServer;
let maker: Maker;
let kit = "";
let world: FetchWorld;
beforeAll(async () => {
  [server, maker] = await Promise.all([openTlsServer(), createMaker()]);
  kit = `${server.host}/acme/kit`;
});
afterAll(() => server.close());
beforeEach(async () => {
  world = server.openWorld();
  server.files = await publishedKit(maker, { "1.0.0": [LINUX, MAC], "1.1.0": [LINUX, MAC], "2.0.0": [MAC] });
});
afterEach(() => world.end());

const requirement = (constraint: string) => ({
  source: kit,
  constraint: constraint === "" ? [] : (parseVersionConstraint(constraint) ?? []),
  asked: [],
});
const lockOf = (version: string, hashes: readonly string[] = []): Locks =>
  new Map([[kit, { version, constraints: "", hashes }]]);

async function lock(constraint: string, platforms: readonly string[], locks: Locks = new Map()) {
  const { context, folder } = world;
  const steps: string[] = [];
  const done = await lockProviders({
    context,
    requirements: [requirement(constraint)],
    locks,
    from: await singleSource(context, { kind: "direct" }, NO_HOST_SETTINGS),
    platforms,
    scratch: folder,
    onStep: (step) =>
      steps.push(
        `${step.kind} ${step.version} ${step.platform} ${"trust" in step ? step.trust.split(",")[0] : "news" in step ? step.news : ""}`.trim(),
      ),
  });
  expect(readdirSync(folder).filter((name) => name.startsWith("tutti-hashed"))).toEqual([]);
  return { ...done, steps, told: done.diagnostics.map(({ summary, detail }) => `${summary}: ${detail}`) };
}

const schemes = (locks: Locks) => locks.get(kit)?.hashes.map((hash) => hash.slice(0, 3));

describe("lockProviders()", () => {
  test("knows the content of each platform, and the archives of all that are signed", async () => {
    const first = await lock("~> 1.0", [LINUX]);
    expect(first.steps).toEqual([
      `fetching 1.1.0 ${LINUX}`,
      `retrieved 1.1.0 ${LINUX} self-signed`,
      `obtained 1.1.0 ${LINUX} provider`,
    ]);
    expect(first.locks.get(kit)).toMatchObject({ version: "1.1.0", constraints: "~> 1.0" });
    expect(schemes(first.locks)).toEqual(["h1:", "zh:", "zh:"]);
    const second = await lock("~> 1.0", [MAC, LINUX], first.locks);
    expect(second.steps.slice(-2)).toEqual([`obtained 1.1.0 ${MAC} hashes`, `obtained 1.1.0 ${LINUX} none`]);
    expect(schemes(second.locks)).toEqual(["h1:", "h1:", "zh:", "zh:"]);
    const third = await lock("~> 1.0", [MAC, LINUX], second.locks);
    expect(third.locks).toEqual(second.locks);
  });

  test("keeps the version and the hashes that are locked, and other providers", async () => {
    const before: Locks = new Map([
      ["z.test/a/b", { version: "9.0.0", constraints: "", hashes: [] }],
      ...lockOf("1.0.0", ["h1:old="]),
    ]);
    const { locks } = await lock("", [LINUX], before);
    expect([...locks.keys()]).toEqual([kit, "z.test/a/b"]);
    expect([locks.get(kit)?.version, schemes(locks)]).toEqual(["1.0.0", ["h1:", "h1:", "zh:", "zh:"]]);
  });

  test.each<[string, string, readonly string[], string | undefined, RegExp]>([
    [
      "a version that does not fit",
      "~> 2.0",
      [MAC],
      "1.0.0",
      /locked provider .* 1\.0\.0 does not match configured version constraint ~> 2\.0/,
    ],
    [
      "no version that fits",
      "~> 3.0",
      [MAC],
      undefined,
      /no available releases match the given constraints ~> 3\.0/,
    ],
    [
      "a platform that it is not for",
      "2.0.0",
      [MAC, LINUX],
      undefined,
      /fetch the requested providers for linux_amd64 .*\n- .*provider .* 2\.0\.0 is not available for linux_amd64\.$/,
    ],
  ])("writes nothing for %s", async (_, constraint, platforms, locked, words) => {
    const before = locked === undefined ? new Map() : lockOf(locked);
    const { told, locks } = await lock(constraint, platforms, before);
    expect([told.length, locks]).toEqual([1, before]);
    expect(told[0]).toMatch(/^Could not retrieve providers for locking: /);
    expect(told[0]).toMatch(words);
  });

  test("an archive that is not what was signed is told, and nothing is left", async () => {
    server.files = new Map(server.files).set(
      `/files/1.1.0/terraform-provider-kit_1.1.0_${LINUX}.zip`,
      "zip?",
    );
    expect((await lock("~> 1.0", [LINUX])).told[0]).toContain("archive has incorrect checksum");
  });
});

async function mirror(constraint: string, platforms: readonly string[], locks: Locks = new Map()) {
  const { context, folder } = world;
  const steps: string[] = [];
  const diagnostics = await mirrorProviders({
    context,
    requirements: [requirement(constraint)],
    locks,
    from: await singleSource(context, { kind: "direct" }, NO_HOST_SETTINGS),
    platforms,
    folder: join(folder, "out"),
    onStep: (step) => steps.push(Object.values(step).join(" ")),
  });
  return { steps, told: diagnostics.map(({ summary, detail }) => `${summary}: ${detail}`) };
}

const out = (name: string): string => join(world.folder, "out", kit, name);
const json = (name: string): unknown => JSON.parse(readFileSync(out(name), "utf8"));
const hashes = [expect.stringMatching(/^h1:/)];

describe("mirrorProviders()", () => {
  test("fetches, and writes indexes of all that is there", async () => {
    const { told, steps } = await mirror("~> 1.0", [LINUX, MAC]);
    expect(told).toEqual([]);
    expect(steps).toEqual([
      `mirroring ${kit}`,
      "selected 1.1.0 to meet constraints ~> 1.0",
      `downloading ${LINUX}`,
      "authenticated self-signed",
      `downloading ${MAC}`,
      "authenticated self-signed",
    ]);
    expect((await mirror("", [LINUX], lockOf("1.0.0"))).steps[1]).toBe(
      "selected 1.0.0 to match dependency lock file",
    );
    expect(json("index.json")).toEqual({ versions: { "1.0.0": {}, "1.1.0": {} } });
    expect(json("1.0.0.json")).toEqual({
      archives: { [LINUX]: { hashes, url: `terraform-provider-kit_1.0.0_${LINUX}.zip` } },
    });
    expect(json("1.1.0.json")).toEqual({
      archives: Object.fromEntries(
        [MAC, LINUX].map((platform) => [
          platform,
          { hashes, url: `terraform-provider-kit_1.1.0_${platform}.zip` },
        ]),
      ),
    });
    expect(readdirSync(out("")).filter((name) => !/\.(zip|json)$/.test(name))).toEqual([]);
  });

  test("what it wrote is a mirror, with the hashes that the registry's packages have", async () => {
    await mirror("1.1.0", [LINUX]);
    const from = filesystemMirror(world.context.runtime.disk, join(world.folder, "out"));
    const { locks } = await lockProviders({
      context: world.context,
      requirements: [requirement("")],
      locks: new Map(),
      from,
      platforms: [LINUX],
      scratch: world.folder,
      onStep: () => undefined,
    });
    const { archives } = json("1.1.0.json") as { archives: Record<string, { hashes: readonly string[] }> };
    expect(locks.get(kit)?.hashes).toEqual(archives[LINUX]?.hashes);
    expect((await lock("1.1.0", [LINUX])).locks.get(kit)?.hashes).toContain(archives[LINUX]?.hashes[0]);
  });

  test.each<[string, string, readonly string[], string, RegExp]>([
    [
      "no version that fits",
      "~> 3.0",
      [MAC],
      "nothing",
      /^Provider not available: Failed to download .* from its origin registry: no releases match the given constraints ~> 3\.0\.$/,
    ],
    [
      "a platform that it is not for",
      "2.0.0",
      [MAC, LINUX],
      "index.json",
      /^Provider release not available: Failed to download .* v2\.0\.0 for linux_amd64: provider .* is not available for linux_amd64\.$/,
    ],
  ])("tells of %s, and what came stays", async (_, constraint, platforms, left, words) => {
    const { told } = await mirror(constraint, platforms);
    expect(told[0]).toMatch(words);
    expect(existsSync(out(left))).toBe(left !== "nothing");
    if (left === "nothing")
      expect(told[1]).toMatch(/^Failed to update indexes: Could not scan the output directory/);
  });
});
