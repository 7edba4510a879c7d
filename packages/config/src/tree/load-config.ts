import { type Diagnostic, decodeSource } from "@tutti/hcl";
import { isLiteral } from "../decode/static-value.ts";
import { DiagnosticList } from "../diagnostic-list.ts";
import { type EarlyFacts, EarlyTree } from "../early/early-tree.ts";
import { earlyValue } from "../early/early-value.ts";
import { literalBody } from "../early/literal-body.ts";
import { configError } from "../errors.ts";
import type { Config, Module, ModuleNode } from "../module/module.ts";
import type { TestFile, TestRun } from "../module/test-file.ts";
import { type LoadContext, loadRoot, loadTests } from "../source/load-module.ts";
import { tellWithVersions } from "../source/refuse-version.ts";
import type { SourceReader } from "../source/source-reader.ts";
import { buildRuns, NO_RUNS } from "./build-runs.ts";
import { checkTree } from "./check-tree.ts";
import { type InstallOptions, ModuleInstaller } from "./install-module.ts";
import { MANIFEST_PATH, type Manifest, type ManifestEntry, parseManifest } from "./manifest.ts";
import { checkProvidersOfTests } from "./providers-of-tests.ts";
import { TreeBuilder, type TreeParts } from "./tree-builder.ts";

/** Where a configuration is read from. */
export interface LoadOptions {
  /** Of the root module; `.` where it is left out. */
  readonly directory?: string;
  /** What `required_version` is compared with; with nothing where it is undefined. */
  readonly productVersion: string | undefined;
  /** Tell of versions that do not suit, where there are any, and of nothing else: for `init` and `get`. */
  readonly versionsFirst?: boolean;
  /** Read no module but the root: for commands that only ask where the state is kept. */
  readonly rootOnly?: boolean;
  /** Read test files too. */
  readonly tests?: boolean;
  /** Read query files of the root module too: their `list` blocks are resources of it. */
  readonly queries?: boolean;
  /** Where test files are, beside those of the root module; `tests` where it is left out. */
  readonly testDirectory?: string;
  /** Where the data directory is, if not `.terraform`. */
  readonly manifestPath?: string;
  /** Instead of the one on disk: for a saved plan. */
  readonly manifest?: Manifest;
  /**
   * Install modules as `init` does, and tell in `installed` what the manifest
   * must hold; `true` for local ones alone.
   */
  readonly install?: boolean | InstallOptions;
  /**
   * For sources and versions of modules and for the backend where they are made
   * of variables and local values; without it such a module is the one that is
   * installed, and nothing is asked of the backend.
   */
  readonly early?: EarlyFacts;
}

/** A module tree, and what is wrong with it. */
export interface LoadResult {
  /** As much as could be read, when there are errors; undefined where there is no directory. */
  readonly config: Config | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** Those of them that the parser found in the files of modules. */
  readonly syntax: ReadonlySet<Diagnostic>;
  /** With `install`: the entries of the manifest to write. */
  readonly installed: readonly ManifestEntry[];
  /** With `tests`: in the order in which they run. */
  readonly tests: readonly TestFile[];
  /** With `tests`: the trees of the modules that runs name, as far as they could be read. */
  readonly runs: ReadonlyMap<TestRun, ModuleNode>;
}

/** Reads the module tree. */
export async function loadConfig(reader: SourceReader, options: LoadOptions): Promise<LoadResult> {
  const directory = options.directory ?? ".";
  const diagnostics = new DiagnosticList();
  const sources = new Map<string, string>();
  const syntax = new Set<Diagnostic>();
  const context: LoadContext = {
    reader,
    productVersion: options.productVersion,
    sources,
    diagnostics,
    refusedVersions: [],
    syntax,
    modules: new Map(),
  };
  const found = await loadRoot(directory, context, options.queries === true);
  if (found === undefined) {
    diagnostics.error(
      configError("failed-to-read-module-directory"),
      `Module directory ${directory} does not exist or cannot be read.`,
    );
    return {
      config: undefined,
      diagnostics: diagnostics.all,
      syntax,
      installed: [],
      tests: [],
      runs: NO_RUNS,
    };
  }
  const early = options.early === undefined ? undefined : new EarlyTree(options.early, sources, diagnostics);
  const root = early === undefined ? found : await withEarlyBackend(found, early, context);
  const installed: ManifestEntry[] = [{ key: "", source: "", version: undefined, directory }];
  const tests =
    options.tests === true ? await loadTests(directory, options.testDirectory ?? "tests", context) : [];
  const { install = false } = options;
  // What is installed does not depend on what else is wrong with the root module.
  const failed = diagnostics.hasErrors;
  const rootAlone = options.rootOnly === true || (failed && install === false);
  const manifest = options.manifest ?? (await readManifest(reader, options));
  const installer =
    install === false
      ? undefined
      : new ModuleInstaller(reader, manifest, install === true ? {} : install, diagnostics);
  const parts: TreeParts = { context, manifest, installer, installed, early };
  const builder = new TreeBuilder(parts);
  const before = diagnostics.errorCount;
  const node = rootAlone ? leaf(root) : await builder.build(root, undefined, undefined, undefined);
  const runs = rootAlone ? NO_RUNS : await buildRuns(tests, directory, parts);
  if (!rootAlone) {
    const resolved = diagnostics.errorCount === before;
    for (const tree of [node, ...runs.values()]) checkTree(tree, resolved, diagnostics);
    checkProvidersOfTests(root, tests, runs, diagnostics);
  }
  const told = tellWithVersions(diagnostics, context.refusedVersions, options.versionsFirst === true);
  return { config: { root: node, sources }, diagnostics: told, syntax, installed, tests, runs };
}

/** The root module with a backend whose settings are known. */
async function withEarlyBackend(root: Module, early: EarlyTree, context: LoadContext): Promise<Module> {
  const { backend } = root;
  if (backend === undefined || context.reader.language?.earlyEvaluation !== true) return root;
  const { attributes } = backend.config.justAttributes();
  if ([...attributes.values()].every(({ expression }) => isLiteral(expression))) return root;
  const what = `the backend "${backend.type}"`;
  const scope = await early.context({ module: root, parent: undefined, call: undefined }, what);
  const config = literalBody(backend.config, ({ expression }) => earlyValue(expression, scope, what));
  return { ...root, backend: { ...backend, config } };
}

function leaf(module: Module): ModuleNode {
  return { path: [], module, parent: undefined, call: undefined, children: new Map(), version: undefined };
}

async function readManifest(reader: SourceReader, options: LoadOptions): Promise<Manifest> {
  const bytes = await reader.readFile(options.manifestPath ?? MANIFEST_PATH);
  return (bytes === undefined ? undefined : parseManifest(decodeSource(bytes))) ?? new Map();
}
