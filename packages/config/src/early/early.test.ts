import { join } from "node:path";
import { functionNames, loadFunctions } from "@tutti/functions";
import type { Diagnostic } from "@tutti/hcl";
import { stringValue } from "@tutti/values";
import { describe, expect, test } from "vitest";
import { testGolden } from "../../testkit/golden-file.ts";
import type { RuleCase } from "../../testkit/rules-file.ts";
import { formatModuleSource } from "../address/module-source.ts";
import { PLAIN_LANGUAGE, WHOLE_LANGUAGE } from "../features.ts";
import { type Config, modulesOf } from "../module/module.ts";
import { memorySources } from "../source/source-reader.ts";
import { type LoadResult, loadConfig } from "../tree/load-config.ts";
import { formatManifest, MANIFEST_PATH } from "../tree/manifest.ts";
import type { EarlyFacts } from "./early-tree.ts";

/**
 * What module calls and the backend come to, and what is said of those that
 * come to nothing. The file `given` holds what is given with `-var`.
 */
const PATH = join(import.meta.dirname, "../../testdata/early.txt");
const GIVEN = "given";

const library = await loadFunctions(functionNames());
const functions = library.table({
  files: { readFile: () => new Uint8Array(), stat: () => undefined, list: () => [] },
  baseDirectory: ".",
  workingDirectory: "/place",
  home: "/",
  now: () => 0,
  randomBytes: (count) => new Uint8Array(count),
  pure: true,
});

function factsOf(given: string): EarlyFacts {
  const pairs = given.split("\n").filter((line) => line !== "");
  return {
    variables: async () => ({
      given: new Map(
        pairs.map((line) => {
          const [name = "", text = ""] = line.split("=");
          return [name, { value: stringValue(text), source: { kind: "argument" } }];
        }),
      ),
      diagnostics: [],
    }),
    functions: async () => functions,
    workspace: async () => "dev",
    directory: "/place",
  };
}

function read(files: RuleCase["files"], language = WHOLE_LANGUAGE): Promise<LoadResult> {
  const { [GIVEN]: given = "", ...sources } = files;
  return loadConfig(memorySources(new Map(Object.entries(sources)), language), {
    productVersion: undefined,
    install: { fetch: async () => ({ entry: undefined, diagnostics: [] }) },
    early: factsOf(given),
  });
}

/** Each call with its source and version, and the backend's settings. */
function comeTo(config: Config | undefined): readonly string[] {
  if (config === undefined) return [];
  const calls = [...modulesOf(config.root)].flatMap(({ path, module }) =>
    [...module.moduleCalls.values()].map(({ name, address, version }) => {
      const place = address === undefined ? "nowhere" : formatModuleSource(address);
      return `${[...path, name].join(".")}: ${place}${version === undefined ? "" : ` ${version.text}`}`;
    }),
  );
  const { backend } = config.root.module;
  return [...calls, ...settingsOf(backend?.config)];
}

function settingsOf(
  body: NonNullable<Config["root"]["module"]["backend"]>["config"] | undefined,
): readonly string[] {
  if (body === undefined) return [];
  const { attributes, diagnostics } = body.justAttributes();
  return [
    ...[...attributes.values()].map(
      ({ name, expression }) =>
        `backend ${name}: ${expression.kind === "literal" && expression.value.isKnown ? expression.value.asString : expression.kind}`,
    ),
    ...diagnostics.map(lineOf),
  ];
}

function lineOf({ summary, detail, subject }: Diagnostic): string {
  const place = subject === undefined ? "" : `${subject.filename}:${subject.start.line}: `;
  return `${place}${summary}: ${detail.replaceAll("\n", "\\n")}`;
}

describe("what comes early", () => {
  testGolden(PATH, {
    ours: async ({ files }) => {
      const { config, diagnostics } = await read(files);
      return [...comeTo(config), ...diagnostics.map(lineOf)];
    },
  });
});

const CALL = {
  "main.tf": 'variable "s" {}\nmodule "m" {\n  source = var.s\n}\n',
  "a/a.tf": "",
  "b/b.tf": "",
};

test("without the feature nothing but a literal is a source", async () => {
  const { diagnostics } = await read({ ...CALL, given: "s=./a\n" }, PLAIN_LANGUAGE);
  expect(diagnostics.map(({ summary }) => summary)).toEqual([
    "Variables not allowed",
    "Unsuitable value type",
  ]);
});

describe("without facts", () => {
  const load = (installed: string) =>
    loadConfig(
      memorySources(new Map(Object.entries({ ...CALL, [MANIFEST_PATH]: installed })), WHOLE_LANGUAGE),
      { productVersion: undefined },
    );
  const root = { key: "", source: "", version: undefined, directory: "." };

  test("a module is the one that is installed", async () => {
    const entry = { key: "m", source: "./b", version: undefined, directory: "b" };
    const { config, diagnostics } = await load(formatManifest([root, entry]));
    expect([...comeTo(config), ...diagnostics]).toEqual(["m: ./b"]);
    expect(config?.root.children.get("m")?.module.directory).toBe("b");
  });

  test("one that is not is missed", async () => {
    const { diagnostics } = await load(formatManifest([root]));
    expect(diagnostics.map(lineOf)).toEqual([
      'main.tf:2: Module not installed: This module is not yet installed. Run "<tutti> init" to install all modules required by this configuration.',
    ]);
  });
});
