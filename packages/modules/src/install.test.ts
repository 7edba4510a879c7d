import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type FetchedModule,
  type ModuleRequest,
  parseModuleSource,
  parseVersionConstraint,
} from "@tutti/config";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type FetchWorld, openFetchWorld, zipFile } from "../testkit/index.ts";
import { PackageInstaller } from "./install.ts";

let world: FetchWorld;
let base = "";
/** What each path of the server gives. */
let files: Map<string, Uint8Array>;
let asked: string[];

const module = (text: string): Uint8Array =>
  zipFile([
    { name: "main.tf", content: text },
    { name: "sub/a.tf", content: text },
  ]);

beforeEach(async () => {
  world = openFetchWorld();
  files = new Map([["/m.zip", module("one")]]);
  asked = [];
  base = await world.serve((exchange) => {
    asked.push(exchange.target);
    const { target } = exchange;
    if (target.endsWith("/versions"))
      return exchange.respond(200, {}, '{"modules":[{"versions":[{"version":"1.0.0"},{"version":"x"}]}]}');
    const name = /\/ns\/(\w+)\/sys\/1\.0\.0\/download$/.exec(target)?.[1];
    if (name !== undefined)
      return exchange.respond(204, {
        "X-Terraform-Get": { reg: "a/b/c", sub: "/m.zip//s*" }[name] ?? "/m.zip",
      });
    const found = files.get(target);
    return found === undefined ? exchange.respond(404, {}, "") : exchange.respond(200, {}, found);
  });
});
afterEach(() => world.end());

function installer(upgrade = false): PackageInstaller {
  const { runtime } = world.context;
  // The installer writes where it was started, which is the test's own folder.
  const at = (path: string): string => join(world.folder, path);
  const { disk } = runtime;
  return new PackageInstaller({
    runtime: {
      ...runtime,
      disk: {
        ...disk,
        readText: (path) => disk.readText(path.startsWith("/") ? path : at(path)),
        replaceFile: (path, data) => disk.replaceFile(at(path), data),
      },
    },
    directory: at("modules"),
    settings: {
      token: async () => undefined,
      services: (host) => (host === "modules.test" ? new Map([["modules.v1", `${base}/v1/`]]) : undefined),
    },
    upgrade,
    onDownload: (text) => asked.push(text),
  });
}

function request(text: string, key = "m", constraint = ">= 0.0.0"): ModuleRequest {
  const parsed = parseModuleSource(text, false);
  if (!parsed.ok || parsed.source.kind === "local") throw new Error("no source to fetch from");
  const place = { line: 3, column: 1, byte: 0 };
  return {
    key,
    name: "m",
    source: parsed.source,
    constraint: parseVersionConstraint(constraint) ?? [],
    declRange: { filename: "main.tf", start: place, end: place },
  };
}

const said = ({ diagnostics }: FetchedModule): readonly string[] =>
  diagnostics.map(({ severity, summary, detail }) => `${severity}: ${summary}: ${detail}`);

const content = (name: string): string => readFileSync(join(world.folder, "modules", name), "utf8");

test("fetch() puts a package where its key says, and leaves nothing else", async () => {
  const found = await installer().fetch(request(`${base}/m.zip//sub`, "m.n"));
  expect(said(found)).toEqual([]);
  expect(found.entry).toEqual({
    key: "m.n",
    source: `${base}/m.zip//sub`,
    version: undefined,
    directory: join(world.folder, "modules/m.n/sub"),
  });
  expect(asked).toEqual([`${base}/m.zip for m.n`, "/m.zip"]);
  expect(content("m.n/sub/a.tf")).toBe("one");
  expect(readdirSync(join(world.folder, "modules"))).toEqual(["m.n"]);
});

test("fetch() of a module in a registry", async () => {
  const found = await installer().fetch(request("modules.test/ns/a/sys//sub"));
  expect(said(found)).toEqual([
    `warning: Invalid response from remote module registry: The registry at modules.test returned an invalid version string "x" for module "m" (main.tf:3), which <Tutti> ignored.`,
  ]);
  expect(found.entry).toEqual({
    key: "m",
    source: "modules.test/ns/a/sys//sub",
    version: "1.0.0",
    directory: join(world.folder, "modules/m/sub"),
  });
  expect(asked.filter((text) => text.includes(" for "))).toEqual(["modules.test/ns/a/sys 1.0.0 for m"]);
});

test("fetch() expands the pattern of a registry's package", async () => {
  const found = await installer().fetch(request("modules.test/ns/sub/sys"));
  expect(found.entry?.directory).toBe(join(world.folder, "modules/m/sub"));
});

test("fetch() fetches a package once, and gives each call a copy", async () => {
  const one = installer();
  await one.fetch(request(`${base}/m.zip`, "a"));
  await one.fetch(request(`${base}/m.zip//sub`, "b"));
  expect(asked.filter((text) => text === "/m.zip")).toHaveLength(1);
  expect(content("b/sub/a.tf")).toBe("one");
  expect(realpathSync(join(world.folder, "modules/b"))).toBe(join(realpathSync(world.folder), "modules/b"));
});

test.each([
  [
    "/gone.zip",
    ">= 0.0.0",
    /^error: Failed to download module: Could not download module "m" \(main\.tf:3\) source code from "http:.*gone\.zip": bad response code: 404$/,
  ],
  [
    "modules.test/ns/a/sys",
    "~> 2.0",
    /no available version of module "modules\.test\/ns\/a\/sys" \(main\.tf:3\) which matches the given version constraint\. The newest available version is 1\.0\.0\.$/,
  ],
  [
    "modules.test/ns/reg/sys",
    ">= 0.0.0",
    /returned invalid source location "a\/b\/c" for modules\.test\/ns\/reg\/sys 1\.0\.0: must be a direct remote package address\.$/,
  ],
  ["/m.zip//no", ">= 0.0.0", /^error: Failed to expand subdir globs: subdir "no" not found$/],
  ["/m.zip//*", ">= 0.0.0", /^error: Failed to expand subdir globs: subdir "\*" matches multiple paths$/],
])("fetch() of %s with %s says why not", async (source, constraint, wanted) => {
  const text = source.startsWith("/") ? `${base}${source}` : source;
  const found = await installer().fetch(request(text, "m", constraint));
  expect(found.entry).toBeUndefined();
  expect(said(found).filter((line) => line.startsWith("error"))[0]).toMatch(wanted);
});

test("a failed fetch leaves the module that is there", async () => {
  mkdirSync(join(world.folder, "modules/m"), { recursive: true });
  writeFileSync(join(world.folder, "modules/m/old.tf"), "old");
  files.set("/m.zip", zipFile([{ name: "ok.tf" }, { name: "../evil.tf" }]));
  expect(said(await installer().fetch(request(`${base}/m.zip`)))[0]).toMatch(/invalid relative path/);
  expect(content("m/old.tf")).toBe("old");
  expect(readdirSync(join(world.folder, "modules"))).toEqual(["m"]);
  files.set("/m.zip", module("new"));
  await installer().fetch(request(`${base}/m.zip`));
  expect(readdirSync(join(world.folder, "modules/m"))).toEqual(["main.tf", "sub"]);
});

test("what somebody who was killed left behind is taken away, what somebody fetches stays", async () => {
  const gone = `.fetch-${2 ** 22 + 1}-x`;
  const alive = `.fetch-${process.pid}-x`;
  for (const name of [gone, alive])
    mkdirSync(join(world.folder, "modules", name, "package"), { recursive: true });
  await installer().fetch(request(`${base}/m.zip`));
  expect(readdirSync(join(world.folder, "modules")).sort()).toEqual([alive, "m"].sort());
});

const LOCK = ".terraform.modules.lock.json";

test.each(["archive", "registry"])("a module that changed under its version is noticed: %s", async (kind) => {
  const text = kind === "archive" ? `${base}/m.zip` : "modules.test/ns/a/sys";
  const name = kind === "archive" ? text : "modules.test/ns/a/sys 1.0.0";
  const first = installer();
  await first.fetch(request(text));
  await first.finish();
  const before = readFileSync(join(world.folder, LOCK), "utf8");
  expect(JSON.parse(before)).toEqual({
    version: 1,
    modules: { [name]: expect.stringMatching(/^h1:.{44}$/) },
  });

  const same = installer();
  expect(said(await same.fetch(request(text))).filter((line) => line.startsWith("error"))).toEqual([]);
  await same.finish();
  expect(readFileSync(join(world.folder, LOCK), "utf8")).toBe(before);

  files.set("/m.zip", module("two"));
  const wary = installer();
  const refused = await wary.fetch(request(text));
  await wary.finish();
  expect(refused.entry).toBeUndefined();
  expect(said(refused).at(-1)).toContain(`"${name}" holds something else than when it was fetched first`);
  expect(content("m/main.tf")).toBe("one");
  expect(readFileSync(join(world.folder, LOCK), "utf8")).toBe(before);

  const upgrading = installer(true);
  const taken = await upgrading.fetch(request(text));
  await upgrading.finish();
  expect(said(taken).at(-1)).toMatch(
    /^warning: Module has changed under its version: .* The new content was taken/,
  );
  expect(content("m/main.tf")).toBe("two");
  expect(readFileSync(join(world.folder, LOCK), "utf8")).not.toBe(before);
});

test("the lock does not mind a branch that goes on", async () => {
  world.write({ "repo/main.tf": "one" });
  const commit = (): void => {
    world.git("repo", "add", ".");
    world.git("repo", "commit", "-qm", "x");
  };
  world.git("repo", "init", "-q", "-b", "main");
  commit();
  const text = `git::file://${world.folder}/repo?ref=main`;
  const first = installer();
  await first.fetch(request(text));
  await first.finish();
  expect(existsSync(join(world.folder, LOCK))).toBe(false);
  world.write({ "repo/main.tf": "two" });
  commit();
  expect(said(await installer().fetch(request(text)))).toEqual([]);
  expect(content("m/main.tf")).toBe("two");
});

test.each([
  "nope",
  "[]",
  '{"version":2,"modules":{}}',
  '{"version":1}',
  '{"version":1,"modules":"x"}',
  '{"version":1,"modules":null}',
  '{"version":1,"modules":{"a":1}}',
])("a lock that is damaged is not written anew: %s", async (text) => {
  world.write({ [LOCK]: text });
  const found = installer();
  expect(said(await found.fetch(request(`${base}/m.zip`)))[0]).toMatch(
    /^error: Invalid lock file of modules: /,
  );
  await found.finish();
  expect(readFileSync(join(world.folder, LOCK), "utf8")).toBe(text);
});
