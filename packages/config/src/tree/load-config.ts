import { formatModulePath } from "@tutti/addresses";
import { type Diagnostic, decodeSource } from "@tutti/hcl";
import { formatModuleSource, type ModuleSource } from "../address/module-source.ts";
import { versionMeets } from "../address/version-constraint.ts";
import { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import type { Config, Module, ModuleNode } from "../module/module.ts";
import type { ModuleCall } from "../module/module-call.ts";
import type { TestFile } from "../module/test-file.ts";
import { type LoadContext, loadModule, loadTests } from "../source/load-module.ts";
import type { SourceReader } from "../source/source-reader.ts";
import { checkTree } from "./check-tree.ts";
import { constraintOf, type InstallOptions, ModuleInstaller } from "./install-module.ts";
import { MANIFEST_PATH, type Manifest, type ManifestEntry, parseManifest } from "./manifest.ts";

/** Where a configuration is read from. */
export interface LoadOptions {
  /** Of the root module; `.` where it is left out. */
  readonly directory?: string;
  /** What `required_version` is compared with; with nothing where it is undefined. */
  readonly productVersion: string | undefined;
  /** Read no module but the root: for commands that only ask where the state is kept. */
  readonly rootOnly?: boolean;
  /** Read test files too. */
  readonly tests?: boolean;
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
}

/** Reads the module tree. */
export async function loadConfig(reader: SourceReader, options: LoadOptions): Promise<LoadResult> {
  const directory = options.directory ?? ".";
  const diagnostics = new DiagnosticList();
  const sources = new Map<string, string>();
  const syntax = new Set<Diagnostic>();
  const { productVersion } = options;
  const context: LoadContext = { reader, productVersion, sources, diagnostics, syntax };
  const root = await loadModule(directory, context);
  if (root === undefined) {
    diagnostics.error(
      configError("failed-to-read-module-directory"),
      `Module directory ${directory} does not exist or cannot be read.`,
    );
    return { config: undefined, diagnostics: diagnostics.all, syntax, installed: [], tests: [] };
  }
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
  const builder = new TreeBuilder(context, manifest, installer, installed);
  const node = rootAlone ? leaf(root) : await builder.build(root, undefined, undefined, undefined);
  if (!rootAlone && !failed) checkTree(node, diagnostics);
  return { config: { root: node, sources }, diagnostics: diagnostics.all, syntax, installed, tests };
}

/** What of a place lies within its package: a registry may have named a part of it. */
function insideOf({ key, directory }: ManifestEntry, otherwise: string): string {
  const at = directory.lastIndexOf(`/${key}/`);
  return at < 0 ? otherwise : directory.slice(at + key.length + 2);
}

function leaf(module: Module): ModuleNode {
  return { path: [], module, parent: undefined, call: undefined, children: new Map(), version: undefined };
}

async function readManifest(reader: SourceReader, options: LoadOptions): Promise<Manifest> {
  const bytes = await reader.readFile(options.manifestPath ?? MANIFEST_PATH);
  return (bytes === undefined ? undefined : parseManifest(decodeSource(bytes))) ?? new Map();
}

interface MutableNode extends ModuleNode {
  readonly children: Map<string, ModuleNode>;
}

/** Deeper than any module tree is meant to be: a module that calls itself. */
const DEPTH_MAX = 64;

class TreeBuilder {
  readonly #context: LoadContext;
  readonly #manifest: Manifest;
  /** Without one the manifest says where each module is. */
  readonly #installer: ModuleInstaller | undefined;
  readonly #installed: ManifestEntry[];

  constructor(
    context: LoadContext,
    manifest: Manifest,
    installer: ModuleInstaller | undefined,
    installed: ManifestEntry[],
  ) {
    this.#context = context;
    this.#manifest = manifest;
    this.#installer = installer;
    this.#installed = installed;
  }

  async build(
    module: Module,
    parent: ModuleNode | undefined,
    call: ModuleCall | undefined,
    version: string | undefined,
  ): Promise<ModuleNode> {
    const path = parent === undefined || call === undefined ? [] : [...parent.path, call.name];
    const node: MutableNode = { path, module, parent, call, children: new Map(), version };
    for (const name of [...module.moduleCalls.keys()].sort()) {
      const inner = module.moduleCalls.get(name);
      if (inner?.address === undefined) continue;
      const child = await this.#buildChild(inner, inner.address, node);
      if (child !== undefined) node.children.set(name, child);
    }
    return node;
  }

  async #buildChild(
    call: ModuleCall,
    source: ModuleSource,
    parent: ModuleNode,
  ): Promise<ModuleNode | undefined> {
    const { diagnostics } = this.#context;
    const key = [...parent.path, call.name].join(".");
    if (parent.path.length >= DEPTH_MAX) {
      diagnostics.error(
        configError("module-calls-nested-too-deep"),
        `Module "${key}" is ${DEPTH_MAX} calls deep. A module must not call itself, directly or through others.`,
        call.declRange,
      );
      return undefined;
    }
    const installer = this.#installer;
    const entry =
      installer === undefined
        ? this.#installedEntry(call, source, key)
        : await installer.install(call, source, key, parent.module.directory);
    if (entry === undefined) return undefined;
    if (installer !== undefined) this.#installed.push(entry);
    const module =
      entry.directory === ""
        ? undefined
        : await loadModule(entry.directory, this.#context, {
            path: formatModulePath([...parent.path, call.name]),
            source: formatModuleSource(source),
          });
    if (source.kind !== "local" || module !== undefined) installer?.tell(entry);
    if (module === undefined) {
      this.#reportUnreadable(call, source, entry);
      return undefined;
    }
    return this.build(module, parent, call, entry.version);
  }

  #reportUnreadable(call: ModuleCall, source: ModuleSource, entry: ManifestEntry): void {
    const { diagnostics } = this.#context;
    if (this.#installer === undefined) {
      diagnostics.error(
        configError("module-not-installed"),
        `This module's local cache directory ${entry.directory} could not be read. Run "<tutti> init" to install all modules required by this configuration.`,
        call.declRange,
      );
      return;
    }
    if (source.kind !== "local") {
      diagnostics.error(
        configError("unreadable-module-subdirectory"),
        `The directory ${entry.directory} does not exist. The target submodule ${insideOf(entry, source.subdirectory)} does not exist within the target module.`,
      );
      return;
    }
    this.#installed.pop();
    this.#installed.push({ ...entry, directory: "" });
    this.#installer.tell({ ...entry, directory: "" });
    const kind = configError("unreadable-module-directory");
    diagnostics.error(
      kind,
      `Unable to evaluate directory symlink: lstat ${entry.directory}: no such file or directory`,
    );
    // By then Terraform has no directory to name any more.
    diagnostics.error(
      kind,
      `The directory  could not be read for module "${call.name}" at ${call.declRange.filename}:${call.declRange.start.line}.`,
    );
  }

  #installedEntry(call: ModuleCall, source: ModuleSource, key: string): ManifestEntry | undefined {
    const entry = this.#manifest.get(key);
    const { diagnostics } = this.#context;
    const again = 'Run "<tutti> init" to install all modules required by this configuration.';
    if (entry === undefined) {
      const detail = `This module is not yet installed. ${again}`;
      diagnostics.error(configError("module-not-installed"), detail, call.declRange);
      return undefined;
    }
    if (entry.source !== formatModuleSource(source)) {
      diagnostics.error(
        configError("module-source-has-changed"),
        `The source address was changed since this module was installed. ${again}`,
        call.sourceRange,
      );
      return undefined;
    }
    if (entry.version !== undefined && !versionMeets(entry.version, constraintOf(call))) {
      diagnostics.error(
        configError("module-version-requirements-have-changed"),
        `The version requirements have changed since this module was installed and the installed version (${entry.version}) is no longer acceptable. ${again}`,
        call.sourceRange,
      );
      return undefined;
    }
    return entry;
  }
}
