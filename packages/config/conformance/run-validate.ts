/**
 * Runs the recorded validate cases in this process and prints the scores:
 * `node run-validate.ts CORPUS [--list] [--inexact] [--case TEXT]`. The official
 * run goes through the command line; this one is for work on this room.
 */

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { functionNames, loadFunctions } from "@tutti/functions";
import type { Diagnostic } from "@tutti/hcl";
import type { Provider } from "@tutti/plugin";
import { createProviderFactory } from "@tutti/provider-terraform";
import { createRealRuntime, RuntimeError } from "@tutti/runtime";
import {
  formatManifest,
  loadConfig,
  MANIFEST_PATH,
  type SourceReader,
  validateConfig,
} from "../src/index.ts";

interface Found {
  readonly severity: string;
  readonly summary: string;
  readonly detail: string;
  readonly file: string | null;
  readonly startLine: number | null;
  readonly startCol: number | null;
  readonly endLine: number | null;
  readonly endCol: number | null;
}

const BUILTIN = "terraform.io/builtin/terraform";
const PRODUCT_VERSION = "1.11.4";

const [corpus = "", ...flags] = process.argv.slice(2);
const only = flags.includes("--case") ? flags[flags.indexOf("--case") + 1] : undefined;

function readerOf(root: string, extra: ReadonlyMap<string, string>): SourceReader {
  return {
    readDirectory: async (path) => {
      const full = join(root, path);
      if (!existsSync(full) || !statSync(full).isDirectory()) return undefined;
      return readdirSync(full).filter((name) => statSync(join(full, name)).isFile());
    },
    readFile: async (path) => {
      const given = extra.get(path);
      if (given !== undefined) return new TextEncoder().encode(given);
      const full = join(root, path);
      return existsSync(full) ? readFileSync(full) : undefined;
    },
  };
}

async function validateCase(root: string, init: boolean, provider: Provider): Promise<readonly Diagnostic[]> {
  const extra = new Map<string, string>();
  const options = { productVersion: PRODUCT_VERSION, tests: true };
  if (init) {
    const { installed } = await loadConfig(readerOf(root, extra), { ...options, install: true });
    extra.set(MANIFEST_PATH, formatManifest(installed));
  }
  const { config, diagnostics } = await loadConfig(readerOf(root, extra), options);
  if (config === undefined || diagnostics.some(({ severity }) => severity === "error")) return diagnostics;
  const library = await loadFunctions(functionNames());
  const files = {
    readFile: (path: string) => {
      if (existsSync(join(root, path))) return readFileSync(join(root, path));
      throw new RuntimeError("ENOENT", path, "no such file or directory");
    },
    stat: (path: string) =>
      existsSync(join(root, path))
        ? ({ kind: statSync(join(root, path)).isFile() ? "file" : "directory" } as const)
        : undefined,
    list: (path: string) => readdirSync(join(root, path)).map((name) => ({ name })),
  };
  const functions = library.table({
    files,
    baseDirectory: ".",
    workingDirectory: root,
    home: root,
    now: () => 0,
    randomBytes: (count) => new Uint8Array(count),
    pure: false,
  });
  const found = await validateConfig(config, {
    schemas: (source) => (source === BUILTIN ? provider.schema() : undefined),
    providers: (source) => (source === BUILTIN ? provider : undefined),
    functions: () => functions,
  });
  return [...diagnostics, ...found];
}

function normal(text: string): string {
  return text.replaceAll("Tutti", "Terraform").replaceAll("tutti", "terraform");
}

function toFound({ severity, summary, detail, subject }: Diagnostic): Found {
  return {
    severity,
    summary: normal(summary).replace(
      /^Cycle: (.*)$/,
      (_, list: string) => `Cycle: ${list.split(", ").sort().join(", ")}`,
    ),
    detail: normal(detail).replaceAll(/Terraform version 1\.11\.4/g, "<product> version <version>"),
    file: subject?.filename ?? null,
    startLine: subject?.start.line ?? null,
    startCol: subject?.start.column ?? null,
    endLine: subject?.end.line ?? null,
    endCol: subject === undefined ? null : subject.end.column + (isEmpty(subject) ? 1 : 0),
  };
}

/** The JSON view makes an empty range one column wide, so that there is something to underline. */
function isEmpty({ start, end }: NonNullable<Diagnostic["subject"]>): boolean {
  return start.line === end.line && start.column === end.column;
}

function key(found: Found, loose: boolean): string {
  const { severity, summary, detail, file, startLine, startCol, endLine, endCol } = found;
  const base = [severity, summary, file, startLine];
  return JSON.stringify(loose ? base : [...base, detail, startCol, endLine, endCol]);
}

function same(a: readonly Found[], b: readonly Found[], loose: boolean): boolean {
  const sorted = (list: readonly Found[]): string =>
    JSON.stringify(list.map((one) => key(one, loose)).sort());
  return sorted(a) === sorted(b);
}

const provider = await (await createProviderFactory(createRealRuntime())).create();
let loose = 0;
let exact = 0;
let total = 0;
for (const name of readdirSync(corpus).sort()) {
  if (only !== undefined && !name.includes(only)) continue;
  total += 1;
  const root = join(corpus, name);
  const expected = JSON.parse(readFileSync(join(root, "expect.json"), "utf8"));
  let found: Found[];
  try {
    found = (await validateCase(root, expected.init === true, provider)).map(toFound);
  } catch (error) {
    found = [];
    console.log(`${name}: crashed`, error);
  }
  const isLoose = same(found, expected.diagnostics, true);
  const isExact = isLoose && same(found, expected.diagnostics, false);
  if (isLoose) loose += 1;
  if (isExact) exact += 1;
  const show =
    only !== undefined || (!isLoose && flags.includes("--list")) || (!isExact && flags.includes("--inexact"));
  if (!show) continue;
  console.log(`== ${name}: ${isExact ? "exact" : isLoose ? "loose" : "wrong"}`);
  const wanted = new Set(expected.diagnostics.map((one: Found) => key(one, false)));
  const given = new Set(found.map((one) => key(one, false)));
  for (const one of wanted) if (!given.has(String(one))) console.log(`  - ${one}`);
  for (const one of given) if (!wanted.has(one)) console.log(`  + ${one}`);
}
console.log(`validate exact: ${exact}/${total}`);
console.log(`validate: ${loose}/${total}`);
