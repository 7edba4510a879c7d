/** Providers from folders of the user: linked, unpacked or copied, with and without a cache. */

import {
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { parseVersionConstraint } from "@tutti/config";
import { FETCH_LIMITS, NO_HOST_SETTINGS } from "@tutti/modules";
import { type FetchWorld, openFetchWorld, zipFile } from "@tutti/modules/testkit";
import { createMachine } from "@tutti/simulation";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Locks } from "../lock/lock-file.ts";
import { contentHash } from "../package/package-hash.ts";
import { ownPlatform } from "../package/platform.ts";
import { NO_INSTALLATION } from "../settings/installation.ts";
import { chooseSource } from "../source/chosen-source.ts";
import type { SourceContext } from "../source/package-source.ts";
import { type InstallRequest, type InstallStep, installProviders } from "./install-providers.ts";

const KIT = "example.com/acme/kit";
const PROGRAM = "terraform-provider-kit";

let world: FetchWorld;
let platform: string;
beforeEach(() => {
  world = openFetchWorld();
  platform = ownPlatform(world.context.runtime.environment);
});
afterEach(() => world.end());

const at = (...parts: readonly string[]): string => join(world.folder, ...parts);
const inMirror = (version: string): string => join("mirror", KIT, version, platform);
const installed = (version: string, folder = "providers"): string => at(folder, KIT, version, platform);

interface Asked {
  readonly constraint?: string;
  readonly locks?: Locks;
  readonly more?: Partial<InstallRequest>;
}

async function installFrom(
  context: SourceContext,
  folder: (name: string) => string,
  { constraint = "", locks = new Map(), more }: Asked = {},
) {
  const steps: InstallStep[] = [];
  const done = await installProviders({
    context,
    requirements: [{ source: KIT, constraint: parseVersionConstraint(constraint) ?? [], asked: [] }],
    locks,
    from: await chooseSource(context, NO_INSTALLATION, [folder("mirror")], NO_HOST_SETTINGS),
    folder: folder("providers"),
    cache: undefined,
    cacheMayBreakLock: false,
    upgrade: false,
    onStep: (step) => steps.push(step),
    ...more,
  });
  const told = done.diagnostics.map(({ summary, detail }) => `${summary}: ${detail}`);
  return { ...done, told, kinds: steps.map(({ kind }) => kind), steps };
}

const install = (asked?: Asked) => installFrom(world.context, at, asked);
const hashOf = (folder: string): Promise<string> => contentHash(world.context.runtime.disk, folder);

function writeArchive(version: string, content: string): void {
  const name = `${PROGRAM}_${version}_${platform}.zip`;
  world.write({ [join("mirror", KIT, "README")]: "" });
  writeFileSync(
    at("mirror", KIT, name),
    zipFile([{ name: `${PROGRAM}_v${version}`, content, mode: 0o100755 }]),
  );
}

test("an unpacked package is linked, and known by its content alone", async () => {
  world.write({ [`${inMirror("1.0.0")}/${PROGRAM}`]: "one", [`${inMirror("0.9.0")}/${PROGRAM}`]: "old" });
  const first = await install();
  expect([first.told, first.kinds]).toEqual([[], ["finding", "installing", "installed"]]);
  expect(first.steps.at(-1)).toEqual({
    kind: "installed",
    source: KIT,
    version: "1.0.0",
    trust: "unauthenticated",
    isSelfSigned: false,
  });
  expect(realpathSync(installed("1.0.0"))).toBe(realpathSync(at(inMirror("1.0.0"))));
  const hash = await hashOf(at(inMirror("1.0.0")));
  expect([...first.locks]).toEqual([[KIT, { version: "1.0.0", constraints: "", hashes: [hash] }]]);
  expect(first.incomplete).toEqual([KIT]);

  const again = await install({ locks: first.locks });
  expect(again.kinds).toEqual(["reusing", "present"]);
  expect([...again.locks]).toEqual([...first.locks]);
  // Whoever knew it before knows that.
  expect(again.incomplete).toEqual([]);
});

test("a packed one is unpacked, with nothing left beside it", async () => {
  writeArchive("1.0.0", "zipped");
  const { told, locks } = await install({ constraint: "~> 1.0" });
  expect(told).toEqual([]);
  expect(readFileSync(join(installed("1.0.0"), `${PROGRAM}_v1.0.0`), "utf8")).toBe("zipped");
  expect(readdirSync(at("providers", KIT, "1.0.0"))).toEqual([platform]);
  expect(locks.get(KIT)).toEqual({
    version: "1.0.0",
    constraints: "~> 1.0",
    hashes: [await hashOf(installed("1.0.0"))],
  });
});

describe("what is there already:", () => {
  test("a version of the lock file stays although there is a newer one, until an upgrade", async () => {
    world.write({ [`${inMirror("1.0.0")}/${PROGRAM}`]: "one" });
    const { locks } = await install();
    world.write({ [`${inMirror("1.1.0")}/${PROGRAM}`]: "two" });
    expect((await install({ locks })).locks.get(KIT)?.version).toBe("1.0.0");
    const upgraded = await install({ locks, more: { upgrade: true } });
    expect(upgraded.kinds).toEqual(["finding", "installing", "installed"]);
    expect(upgraded.locks.get(KIT)).toEqual({
      version: "1.1.0",
      constraints: "",
      // Of the version before nothing counts.
      hashes: [await hashOf(at(inMirror("1.1.0")))],
    });
  });

  test("a version of the lock file that will not do any more is refused", async () => {
    world.write({ [`${inMirror("1.0.0")}/${PROGRAM}`]: "one", [`${inMirror("2.0.0")}/${PROGRAM}`]: "two" });
    const { locks } = await install({ constraint: "~> 1.0" });
    const { told, locks: after } = await install({ locks, constraint: "~> 2.0" });
    expect(told).toEqual([
      expect.stringContaining(
        `locked provider ${KIT} 1.0.0 does not match configured version constraint ~> 2.0; must use <tutti> init -upgrade to allow selection of new versions`,
      ),
    ]);
    expect(after.size).toBe(0);
  });

  test("what no lock file knows is put there anew, though it may be the same", async () => {
    world.write({ [`${inMirror("1.0.0")}/${PROGRAM}`]: "one" });
    const { locks } = await install();
    expect((await install()).kinds).toEqual(["finding", "installing", "installed"]);
    const bare = new Map([[KIT, { version: "1.0.0", constraints: "", hashes: [] }]]);
    expect((await install({ locks: bare })).kinds).toEqual(["reusing", "installing", "installed"]);
    // With an upgrade the lock file's hashes are known all the same.
    expect((await install({ locks, more: { upgrade: true } })).kinds).toEqual(["finding", "present"]);
  });

  test("a package that is damaged is put there anew", async () => {
    writeArchive("1.0.0", "good");
    const { locks } = await install();
    writeFileSync(join(installed("1.0.0"), `${PROGRAM}_v1.0.0`), "bad");
    const again = await install({ locks });
    expect([again.told, again.kinds]).toEqual([[], ["reusing", "installing", "installed"]]);
    expect(readFileSync(join(installed("1.0.0"), `${PROGRAM}_v1.0.0`), "utf8")).toBe("good");
  });
});

test.each(["folder", "archive"])(
  "a package in a %s that the lock file does not know is refused",
  async (form) => {
    if (form === "folder") world.write({ [`${inMirror("1.0.0")}/${PROGRAM}`]: "one" });
    else writeArchive("1.0.0", "one");
    const locks = new Map([[KIT, { version: "1.0.0", constraints: "", hashes: ["h1:other="] }]]);
    const { told } = await install({ locks });
    expect(told).toEqual([
      expect.stringContaining(
        `Failed to install provider: Error while installing ${KIT} v1.0.0: the local package for ${KIT} 1.0.0 doesn't match any of the checksums previously recorded in the dependency lock file`,
      ),
    ]);
    expect(existsSync(installed("1.0.0"))).toBe(false);
  },
);

test("a locked version that nobody has any more is told", async () => {
  world.write({ [`${inMirror("1.1.0")}/${PROGRAM}`]: "one" });
  const locks = new Map([[KIT, { version: "1.0.0", constraints: "", hashes: [] }]]);
  expect((await install({ locks })).told).toEqual([
    `Failed to install provider: Error while installing ${KIT} v1.0.0: provider ${KIT} 1.0.0 is not available for ${platform}`,
  ]);
});

test("a provider that none of the places has is told, with the places", async () => {
  world.write({ "mirror/README": "" });
  expect((await install()).told).toEqual([
    `Failed to query available provider packages: Could not retrieve the list of available versions for provider ${KIT}: provider ${KIT} was not found in any of the search locations\n\n  - ${at("mirror")}`,
  ]);
});

describe("a plugin cache", () => {
  const cached = (more: Partial<InstallRequest> = {}) => ({ cache: at("cache"), ...more });

  test("holds what is fetched, and directories link to it", async () => {
    writeArchive("1.0.0", "zipped");
    const { kinds, locks } = await install({ more: cached() });
    expect(kinds).toEqual(["finding", "installing", "installed"]);
    expect(lstatSync(installed("1.0.0")).isSymbolicLink()).toBe(true);
    expect(realpathSync(installed("1.0.0"))).toBe(realpathSync(installed("1.0.0", "cache")));
    // Another directory with the same lock file is served by it, though the mirror is gone.
    rmSync(at("mirror", KIT, `${PROGRAM}_1.0.0_${platform}.zip`));
    const second = await install({ locks, more: cached({ folder: at("second") }) });
    expect([second.told, second.kinds]).toEqual([[], ["reusing", "cached"]]);
    expect(readFileSync(join(installed("1.0.0", "second"), `${PROGRAM}_v1.0.0`), "utf8")).toBe("zipped");
    expect([...second.locks]).toEqual([...locks]);
  });

  test("serves nothing that no lock file knows, unless it may break it", async () => {
    writeArchive("1.0.0", "zipped");
    await install({ more: cached() });
    const strict = await install({ more: cached({ folder: at("strict") }) });
    expect(strict.kinds).toEqual(["finding", "installing", "installed"]);
    const loose = await install({ more: cached({ folder: at("loose"), cacheMayBreakLock: true }) });
    expect(loose.kinds).toEqual(["finding", "cached"]);
    // What the lock file knows by another hash is never taken from there.
    const locks = new Map([[KIT, { version: "1.0.0", constraints: "", hashes: ["h1:other="] }]]);
    const other = await install({ locks, more: cached({ folder: at("other"), cacheMayBreakLock: true }) });
    expect(other.told).toEqual([expect.stringContaining("doesn't match any of the checksums")]);
  });

  test("links to a folder of a mirror as well", async () => {
    world.write({ [`${inMirror("1.0.0")}/${PROGRAM}`]: "one" });
    await install({ more: cached() });
    expect(lstatSync(installed("1.0.0", "cache")).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(installed("1.0.0"), PROGRAM), "utf8")).toBe("one");
  });
});

test("where a file system has no links the package is copied, and can be started", async () => {
  const { host, write, read } = createMachine();
  const home = `mirror/${KIT}/1.0.0/linux_amd64`;
  await write({ [`${home}/${PROGRAM}`]: "one", [`${home}/docs/a.md`]: "a" });
  const context = { runtime: host, limits: FETCH_LIMITS, signal: undefined };
  const { told } = await installFrom(context, (name) => name);
  expect(told).toEqual([]);
  const place = `providers/${KIT}/1.0.0/linux_amd64`;
  expect([await read(`${place}/${PROGRAM}`), await read(`${place}/docs/a.md`)]).toEqual(["one", "a"]);
  expect(((await host.disk.stat(`${place}/${PROGRAM}`))?.mode ?? 0) & 0o111).toBe(0o111);
});
