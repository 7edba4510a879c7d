import { expect, test } from "vitest";
import { lines } from "../../testkit/sources.ts";
import { formatModuleSource } from "../address/module-source.ts";
import { moduleAt, modulesOf } from "../module/module.ts";
import { memorySources } from "../source/source-reader.ts";
import { type LoadOptions, loadConfig } from "./load-config.ts";
import { formatManifest, MANIFEST_PATH } from "./manifest.ts";

type Files = Readonly<Record<string, string>>;

const AGAIN = 'Run "<tutti> init" to install all modules required by this configuration.';
const call = (source: string, more = "") => `module "m" {\n  source = "${source}"\n${more}}\n`;
const manifest = (...entries: readonly (readonly [string, string, string, string?])[]) =>
  formatManifest(entries.map(([key, source, directory, version]) => ({ key, source, directory, version })));

function load(files: Files, options: Partial<LoadOptions> = {}) {
  const reader = memorySources(new Map(Object.entries(files)));
  return loadConfig(reader, { productVersion: "1.11.4", ...options });
}

const MISSING = `error main.tf:1,1: Module not installed: This module is not yet installed. ${AGAIN}`;

/** Files → modules that were found, as `path directory version`, and what is said. */
const INSTALLED: readonly (readonly [string, Files, readonly string[]])[] = [
  ["no manifest", { "main.tf": call("./m"), "m/a.tf": "" }, [MISSING]],
  ["a manifest that is none", { "main.tf": call("./m"), "m/a.tf": "", [MANIFEST_PATH]: "{" }, [MISSING]],
  [
    "a manifest without the module",
    { "main.tf": call("./m"), "m/a.tf": "", [MANIFEST_PATH]: manifest(["n", "./m", "m"]) },
    [MISSING],
  ],
  [
    "a module of the manifest",
    { "main.tf": call("./m"), "m/a.tf": "", [MANIFEST_PATH]: manifest(["m", "./m", "m"]) },
    ["m in m"],
  ],
  [
    "a module of a registry",
    {
      "main.tf": call("a/b/c", '  version = "~> 1.0"\n'),
      "x/a.tf": "",
      [MANIFEST_PATH]: manifest(["m", "registry.terraform.io/a/b/c", "x", "1.2.3"]),
    },
    ["m in x 1.2.3"],
  ],
  [
    "a version that no longer will do",
    {
      "main.tf": call("a/b/c", '  version = "~> 2.0"\n'),
      "x/a.tf": "",
      [MANIFEST_PATH]: manifest(["m", "registry.terraform.io/a/b/c", "x", "1.2.3"]),
    },
    [
      `error main.tf:2,12: Module version requirements have changed: The version requirements have changed since this module was installed and the installed version (1.2.3) is no longer acceptable. ${AGAIN}`,
    ],
  ],
  [
    "a source that has changed",
    { "main.tf": call("./m"), "m/a.tf": "", [MANIFEST_PATH]: manifest(["m", "./n", "n"]) },
    [
      `error main.tf:2,12: Module source has changed: The source address was changed since this module was installed. ${AGAIN}`,
    ],
  ],
  [
    "a directory that is gone",
    { "main.tf": call("./m"), [MANIFEST_PATH]: manifest(["m", "./m", "m"]) },
    [
      `error main.tf:1,1: Module not installed: This module's local cache directory m could not be read. ${AGAIN}`,
    ],
  ],
  [
    "a module in a module",
    {
      "main.tf": call("./a"),
      "a/main.tf": 'module "n" {\n  source = "./b"\n}\n',
      "a/b/main.tf": "",
      [MANIFEST_PATH]: manifest(["m", "./a", "a"], ["m.n", "./b", "a/b"]),
    },
    ["m in a", "m.n in a/b"],
  ],
];

test.each(INSTALLED)("loadConfig() of what is installed: %s", async (_, files, expected) => {
  const { config, diagnostics, installed } = await load(files);
  const found = config === undefined ? [] : [...modulesOf(config.root)].slice(1);
  const shown = found.map(({ path, module, version }) =>
    [path.join("."), "in", module.directory, ...(version === undefined ? [] : [version])].join(" "),
  );
  expect([...shown, ...lines(diagnostics)]).toEqual(expected);
  expect(installed.map(({ key }) => key)).toEqual([""]);
});

/** Files → the manifest that `init` writes, and what is said. */
const INSTALL: readonly (readonly [string, Files, string, readonly string[]])[] = [
  ["nothing", { "main.tf": "" }, manifest(["", "", "."]), []],
  [
    "local modules, each below the one that calls it",
    {
      "main.tf": call("./a"),
      "a/main.tf": 'module "n" {\n  source = "../b"\n}\n',
      "b/main.tf": "",
    },
    manifest(["", "", "."], ["m", "./a", "a"], ["m.n", "../b", "b"]),
    [],
  ],
  [
    "a directory that is not there",
    { "main.tf": call("./a") },
    manifest(["", "", "."], ["m", "./a", ""]),
    [
      'error: Unreadable module directory: The directory  could not be read for module "m" at main.tf:1.',
      "error: Unreadable module directory: Unable to evaluate directory symlink: lstat a: no such file or directory",
    ],
  ],
  [
    "what cannot be installed",
    { "main.tf": call("a/b/c") },
    manifest(["", "", "."]),
    [
      'error main.tf:2,12: Unsupported module source: Only modules from local directories ("./…" and "../…") are installed here; "registry.terraform.io/a/b/c" is somewhere else.',
    ],
  ],
  [
    "what another program installed",
    { "main.tf": call("a/b/c"), "x/a.tf": "", [MANIFEST_PATH]: manifest(["m", "a/b/c", "x", "1.0.0"]) },
    manifest(["", "", "."], ["m", "registry.terraform.io/a/b/c", "x", "1.0.0"]),
    [],
  ],
  [
    "the version of a module that wants another one of ours",
    { "main.tf": call("./a"), "a/main.tf": 'terraform {\n  required_version = "> 2.0"\n}\n' },
    manifest(["", "", "."], ["m", "./a", "a"]),
    [
      "error a/main.tf:2,3: Unsupported <Tutti> Core version: Module module.m (from ./a) does not support <Tutti> version 1.11.4. To proceed, either choose another supported <Tutti> version or update this version constraint. Version constraints are normally set for good reason, so updating the constraint may lead to other errors or unexpected behavior.",
    ],
  ],
];

test.each(INSTALL)("loadConfig() installs: %s", async (_, files, written, said) => {
  const { installed, diagnostics } = await load(files, { install: true });
  expect(formatManifest(installed)).toBe(written);
  expect(lines(diagnostics)).toEqual(said);
});

test("loadConfig() takes the manifest and its path that it is given", async () => {
  const files = { "main.tf": call("./m"), "m/a.tf": "", "data/m.json": manifest(["m", "./m", "m"]) };
  const { diagnostics } = await load(files, { manifestPath: "data/m.json" });
  expect(lines(diagnostics)).toEqual([]);
  const entry = { key: "m", source: "./m", version: undefined, directory: "m" };
  const { config } = await load(files, { manifest: new Map([["m", entry]]) });
  expect(config === undefined ? undefined : moduleAt(config.root, ["m"])?.path).toEqual(["m"]);
  expect(config === undefined ? undefined : moduleAt(config.root, ["m", "n"])).toBeUndefined();
});

test("loadConfig() of a directory: its own, another one, none", async () => {
  const files = { "d/main.tf": call("./m"), "d/m/a.tf": "" };
  const { config, installed } = await load(files, { directory: "d", install: true });
  expect(config?.root.module.directory).toBe("d");
  expect([...(config?.sources.keys() ?? [])]).toEqual(["d/main.tf", "d/m/a.tf"]);
  expect(formatManifest(installed)).toBe(manifest(["", "", "d"], ["m", "./m", "d/m"]));
  const none = await load(files, { directory: "e" });
  expect(none.config).toBeUndefined();
  expect(none.installed).toEqual([]);
  expect(lines(none.diagnostics)).toEqual([
    "error: Failed to read module directory: Module directory e does not exist or cannot be read.",
  ]);
});

test("loadConfig() leaves modules and test files alone where the root has errors, and tests unless they are wanted", async () => {
  const wrong = await load({ "main.tf": `nope {}\n${call("./a")}` });
  expect(wrong.config?.root.children.size).toBe(0);
  expect(lines(wrong.diagnostics)).toHaveLength(1);
  const files = { "main.tf": "", "a.tftest.hcl": "nope {}\n" };
  expect(lines((await load(files)).diagnostics)).toEqual([]);
  expect(lines((await load(files, { tests: true })).diagnostics)).toHaveLength(1);
});

test("loadConfig() says which file cannot be read", async () => {
  const reader = memorySources(new Map([["main.tf", ""]]));
  const { diagnostics } = await loadConfig(
    { ...reader, readFile: async () => undefined },
    { productVersion: "1.11.4" },
  );
  expect(lines(diagnostics)).toEqual(['error: Failed to read file: The file "main.tf" could not be read.']);
});

const FOREIGN = 'module "m" {\n  source = "a/b/c"\n  version = "~> 1.0"\n}\n';
const SOURCE = "registry.terraform.io/a/b/c";

/** What the manifest says, whether everything is wanted anew, and which modules are fetched and told of. */
test.each<[string, string, boolean, readonly string[], readonly string[]]>([
  ["nothing is there", "", false, ["m", "m.n"], ["m", "m.l", "m.n"]],
  [
    "all is there",
    manifest(["m", SOURCE, "m", "1.0.0"], ["m.n", `${SOURCE}//n`, "n", "1.0.0"], ["m.l", "./l", "m/l"]),
    false,
    [],
    [],
  ],
  [
    "all is there and is wanted anew",
    manifest(["m", SOURCE, "m", "1.0.0"], ["m.n", `${SOURCE}//n`, "n", "1.0.0"], ["m.l", "./l", "m/l"]),
    true,
    ["m", "m.n"],
    ["m", "m.l", "m.n"],
  ],
  [
    "of another version, and so what it calls",
    manifest(["m", SOURCE, "m", "2.0.0"], ["m.n", `${SOURCE}//n`, "n", "1.0.0"]),
    false,
    ["m", "m.n"],
    ["m", "m.l", "m.n"],
  ],
  ["of another source", manifest(["m", "x/y/z", "m", "1.0.0"]), false, ["m", "m.n"], ["m", "m.l", "m.n"]],
  ["its folder is gone", manifest(["m", SOURCE, "gone", "1.0.0"]), false, ["m", "m.n"], ["m", "m.l", "m.n"]],
  [
    "a part is missing",
    manifest(["m", SOURCE, "m", "1.0.0"], ["m.l", "./l", "m/l"]),
    false,
    ["m.n"],
    ["m.n"],
  ],
])("loadConfig() fetches what is missing: %s", async (_, before, upgrade, fetched, told) => {
  const asked: string[] = [];
  const said: string[] = [];
  const files = {
    "main.tf": FOREIGN,
    "m/m.tf": 'module "n" {\n  source = "a/b/c//n"\n}\nmodule "l" {\n  source = "./l"\n}\n',
    "m/l/l.tf": "",
    "n/n.tf": "",
    ...(before === "" ? {} : { [MANIFEST_PATH]: before }),
  };
  const { installed, diagnostics } = await load(files, {
    install: {
      upgrade,
      fetch: async ({ key, source }) => {
        asked.push(key);
        const directory = key === "m" ? "m" : "n";
        const entry = { key, source: formatModuleSource(source), version: "1.0.0", directory };
        return { entry, diagnostics: [] };
      },
      onInstalled: ({ key }) => said.push(key),
    },
  });
  expect(lines(diagnostics)).toEqual([]);
  expect([asked, said]).toEqual([fetched, told]);
  expect(installed.map(({ key, directory }) => `${key} ${directory}`)).toEqual([
    " .",
    "m m",
    "m.l m/l",
    "m.n n",
  ]);
});

test.each([
  ["p/gone", "gone"],
  [".terraform/modules/m/named/gone", "named/gone"],
])(
  "loadConfig() tells of a subdirectory that is not in the package, and keeps its place: %s",
  async (directory, inside) => {
    const { installed, diagnostics } = await load(
      { "main.tf": 'module "m" {\n  source = "a/b/c//gone"\n}\n' },
      {
        install: {
          fetch: async ({ key, source }) => ({
            entry: { key, source: formatModuleSource(source), version: "1.0.0", directory },
            diagnostics: [],
          }),
        },
      },
    );
    expect(lines(diagnostics)).toEqual([
      `error: Unreadable module subdirectory: The directory ${directory} does not exist. The target submodule ${inside} does not exist within the target module.`,
    ]);
    expect(installed.at(-1)?.directory).toBe(directory);
  },
);
