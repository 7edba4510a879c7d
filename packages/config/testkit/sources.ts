/** For tests: sources in memory, a provider's schema at hand, diagnostics as lines of text. */

import { functionNames, loadFunctions } from "@tutti/functions";
import { type Diagnostic, hasErrors } from "@tutti/hcl";
import type { BlockSchema, ProviderSchema } from "@tutti/plugin";
import { DYNAMIC, listType, mapType, NUMBER, STRING, setType } from "@tutti/values";
import {
  type Config,
  type LanguageFeatures,
  loadConfig,
  memorySources,
  mistakesInTests,
  PLAIN_LANGUAGE,
  type TestFile,
  type ValidateOptions,
  validateConfig,
} from "../src/index.ts";

export type Sources = Readonly<Record<string, string>>;

const PORT: BlockSchema = {
  attributes: new Map([
    ["number", { type: NUMBER, required: true }],
    ["name", { type: STRING, optional: true }],
  ]),
  blocks: new Map(),
};

const VM: BlockSchema = {
  attributes: new Map([
    ["id", { type: STRING, computed: true }],
    ["size", { type: NUMBER, optional: true }],
    ["tags", { type: mapType(STRING), optional: true }],
    ["names", { type: listType(STRING), optional: true }],
    ["extra", { type: DYNAMIC, optional: true }],
  ]),
  blocks: new Map([
    ["port", { nesting: "list", block: PORT, maxItems: 2 }],
    ["root", { nesting: "single", block: PORT }],
  ]),
};

const SECRET: BlockSchema = {
  attributes: new Map([
    ["name", { type: STRING, optional: true }],
    ["value", { type: STRING, computed: true }],
  ]),
  blocks: new Map(),
};

const LOCK: BlockSchema = {
  attributes: new Map([
    ["name", { type: STRING, optional: true }],
    ["key_wo", { type: STRING, optional: true, writeOnly: true }],
  ]),
  blocks: new Map(),
};

const VAULT: BlockSchema = {
  attributes: new Map([
    ["name", { type: STRING, optional: true }],
    ["names", { type: setType(STRING), optional: true }],
    ["secret_wo", { type: STRING, optional: true, writeOnly: true }],
  ]),
  blocks: new Map([["lock", { nesting: "list", block: LOCK }]]),
};

/** A provider `test`, with `test_vm`, `test_vault`, the data source `test_image` and the ephemeral `test_secret`. */
const TEST_PROVIDER: ProviderSchema = {
  provider: {
    version: 0,
    block: { attributes: new Map([["host", { type: STRING, optional: true }]]), blocks: new Map() },
  },
  resourceTypes: new Map([
    ["test_vm", { version: 0, block: VM }],
    ["test_vault", { version: 0, block: VAULT }],
  ]),
  actions: new Map([
    [
      "test_ping",
      {
        version: 0,
        block: {
          attributes: new Map([
            ["host", { type: STRING, required: true }],
            ["times", { type: NUMBER, optional: true }],
          ]),
          blocks: new Map([["port", { nesting: "list", block: PORT }]]),
        },
      },
    ],
  ]),
  lists: new Map([
    [
      "test_vm",
      {
        version: 0,
        block: {
          attributes: new Map([
            ["size", { type: NUMBER, required: true }],
            ["names", { type: listType(STRING), optional: true }],
          ]),
          blocks: new Map([["port", { nesting: "list", block: PORT }]]),
        },
      },
    ],
  ]),
  identities: new Map([
    [
      "test_vm",
      {
        version: 0,
        attributes: new Map([
          ["name", { type: STRING, requiredForImport: true }],
          ["zones", { type: listType(NUMBER) }],
        ]),
      },
    ],
  ]),
  ephemeralTypes: new Map([["test_secret", { version: 0, block: SECRET }]]),
  dataSources: new Map([["test_image", { version: 0, block: VM }]]),
};

export const TEST_SOURCE = "registry.terraform.io/hashicorp/test";

/** Local modules are found as if `init` had been run, which does nothing where the root module is wrong. */
export async function load(
  sources: Sources,
  language: LanguageFeatures = PLAIN_LANGUAGE,
): Promise<{
  readonly config: Config | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly tests: readonly TestFile[];
}> {
  const reader = memorySources(new Map(Object.entries(sources)), language);
  const options = { productVersion: "1.11.4", tests: true, queries: true };
  const root = await loadConfig(reader, { ...options, rootOnly: true });
  return hasErrors(root.diagnostics) ? root : loadConfig(reader, { ...options, install: true });
}

type Validating = Partial<ValidateOptions> & { readonly language?: LanguageFeatures };

/** What `validate` says, one line each, sorted. */
export async function validate(
  sources: Sources | string,
  schemas?: ReadonlyMap<string, ProviderSchema>,
  options?: Validating,
): Promise<readonly string[]> {
  const files = typeof sources === "string" ? { "main.tf": sources } : sources;
  return lines(await diagnose(files, schemas, options));
}

/** All that is found wrong. */
export async function diagnose(
  files: Sources,
  schemas: ReadonlyMap<string, ProviderSchema> = new Map(),
  { language, ...more }: Validating = {},
): Promise<readonly Diagnostic[]> {
  const { config, diagnostics, tests } = await load(files, language);
  if (config === undefined || hasErrors(diagnostics)) return diagnostics;
  const library = await loadFunctions(functionNames());
  const functions = library.table({
    files: {
      readFile: (path) => new TextEncoder().encode(files[path] ?? ""),
      stat: () => undefined,
      list: () => [],
    },
    baseDirectory: ".",
    workingDirectory: "/",
    home: "/",
    now: () => 0,
    randomBytes: (count) => new Uint8Array(count),
    pure: false,
  });
  const found = await validateConfig(config, {
    schemas: (source) => (source === TEST_SOURCE ? TEST_PROVIDER : schemas.get(source)),
    functions: () => functions,
    ...more,
  });
  return [...diagnostics, ...found, ...mistakesInTests(tests)];
}

export function lines(diagnostics: readonly Diagnostic[]): readonly string[] {
  return diagnostics
    .map(({ severity, summary, detail, subject }) => {
      const place =
        subject === undefined ? "" : ` ${subject.filename}:${subject.start.line},${subject.start.column}`;
      return `${severity}${place}: ${summary}: ${detail}`;
    })
    .sort();
}
