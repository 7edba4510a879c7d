import { formatModulePath } from "@tutti/addresses";
import { formatModuleSource, type ModuleSource, parseModuleSource } from "../address/module-source.ts";
import { versionMeets } from "../address/version-constraint.ts";
import { resolveCall } from "../early/early-call.ts";
import type { EarlyTree } from "../early/early-tree.ts";
import { configError } from "../errors.ts";
import type { Module, ModuleNode } from "../module/module.ts";
import type { ModuleCall } from "../module/module-call.ts";
import { type LoadContext, loadModule } from "../source/load-module.ts";
import { constraintOf, type ModuleInstaller } from "./install-module.ts";
import type { Manifest, ManifestEntry } from "./manifest.ts";

interface MutableNode extends ModuleNode {
  readonly children: Map<string, ModuleNode>;
}

const INIT_AGAIN = 'Run "<tutti> init" to install all modules required by this configuration.';

/** Deeper than any module tree is meant to be: a module that calls itself. */
const DEPTH_MAX = 64;

/** What trees of one configuration are built with. */
export interface TreeParts {
  readonly context: LoadContext;
  readonly manifest: Manifest;
  /** Without one the manifest says where each module is. */
  readonly installer: ModuleInstaller | undefined;
  /** The entries of the manifest to write: what is installed joins them. */
  readonly installed: ManifestEntry[];
  readonly early: EarlyTree | undefined;
}

/** Reads the modules that a module calls, each from where the manifest or the installer says that it is. */
export class TreeBuilder {
  readonly #context: LoadContext;
  readonly #manifest: Manifest;
  readonly #installer: ModuleInstaller | undefined;
  readonly #installed: ManifestEntry[];
  readonly #early: EarlyTree | undefined;
  /** In front of keys of the manifest: where the tree is that of a run, the run's. */
  readonly #prefix: readonly string[];

  constructor({ context, manifest, installer, installed, early }: TreeParts, prefix: readonly string[] = []) {
    this.#context = context;
    this.#manifest = manifest;
    this.#installer = installer;
    this.#installed = installed;
    this.#early = early;
    this.#prefix = prefix;
  }

  async build(
    found: Module,
    parent: ModuleNode | undefined,
    call: ModuleCall | undefined,
    version: string | undefined,
  ): Promise<ModuleNode> {
    const path = parent === undefined || call === undefined ? [] : [...parent.path, call.name];
    const module = await this.#withEarlyCalls(found, parent, call, path);
    const node: MutableNode = { path, module, parent, call, children: new Map(), version };
    for (const name of [...module.moduleCalls.keys()].sort()) {
      const inner = module.moduleCalls.get(name);
      if (inner?.address === undefined) continue;
      const child = await this.#buildChild(inner, inner.address, node);
      if (child !== undefined) node.children.set(name, child);
    }
    return node;
  }

  /** Each call with a source and a version that are known. */
  async #withEarlyCalls(
    module: Module,
    parent: ModuleNode | undefined,
    call: ModuleCall | undefined,
    path: ModuleNode["path"],
  ): Promise<Module> {
    if (![...module.moduleCalls.values()].some(({ early }) => early !== undefined)) return module;
    const early = this.#early;
    const calls = new Map<string, ModuleCall>();
    for (const [name, inner] of module.moduleCalls)
      calls.set(
        name,
        early === undefined
          ? this.#asInstalled(inner, this.#key([...path, name]))
          : await resolveCall(
              inner,
              (what) => early.context({ module, parent, call }, what),
              this.#context.diagnostics,
            ),
      );
    return { ...module, moduleCalls: calls };
  }

  /** A saved plan has the modules that were installed when it was made. */
  #asInstalled(call: ModuleCall, key: string): ModuleCall {
    if (call.early?.source === undefined) return call;
    const entry = this.#manifest.get(key);
    const parsed = entry === undefined ? undefined : parseModuleSource(entry.source, call.early.isVersioned);
    if (entry !== undefined && parsed?.ok === true)
      return { ...call, source: entry.source, address: parsed.source };
    this.#reportNotInstalled(call);
    return call;
  }

  #reportNotInstalled({ declRange }: ModuleCall): void {
    this.#context.diagnostics.error(
      configError("module-not-installed"),
      `This module is not yet installed. ${INIT_AGAIN}`,
      declRange,
    );
  }

  async #buildChild(
    call: ModuleCall,
    source: ModuleSource,
    parent: ModuleNode,
  ): Promise<ModuleNode | undefined> {
    const { diagnostics } = this.#context;
    const path = [...parent.path, call.name];
    if (parent.path.length >= DEPTH_MAX) {
      diagnostics.error(
        configError("module-calls-nested-too-deep"),
        `Module "${this.#key(path)}" is ${DEPTH_MAX} calls deep. A module must not call itself, directly or through others.`,
        call.declRange,
      );
      return undefined;
    }
    const found = await this.#find(call, source, path, parent.module.directory);
    return found === undefined ? undefined : this.build(found.module, parent, call, found.version);
  }

  /** The tree of a module that a run names in place of the one in `directory`: its root has no caller. */
  async buildAlone(call: ModuleCall, directory: string): Promise<ModuleNode | undefined> {
    if (call.address === undefined) return undefined;
    const found = await this.#find(call, call.address, [], directory);
    return found === undefined ? undefined : this.build(found.module, undefined, undefined, found.version);
  }

  #key(path: readonly string[]): string {
    return [...this.#prefix, ...path].join(".");
  }

  async #find(
    call: ModuleCall,
    source: ModuleSource,
    path: readonly string[],
    parentDirectory: string,
  ): Promise<{ readonly module: Module; readonly version: string | undefined } | undefined> {
    const key = this.#key(path);
    const installer = this.#installer;
    const entry =
      installer === undefined
        ? this.#installedEntry(call, source, key)
        : await installer.install(call, source, key, parentDirectory);
    if (entry === undefined) return undefined;
    if (installer !== undefined) this.#installed.push(entry);
    const module =
      entry.directory === ""
        ? undefined
        : await loadModule(entry.directory, this.#context, {
            path: formatModulePath([...this.#prefix, ...path]),
            source: formatModuleSource(source),
          });
    if (source.kind !== "local" || module !== undefined) installer?.tell(entry);
    if (module === undefined) {
      this.#reportUnreadable(call, source, entry);
      return undefined;
    }
    return { module, version: entry.version };
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
    if (entry === undefined) {
      this.#reportNotInstalled(call);
      return undefined;
    }
    if (entry.source !== formatModuleSource(source)) {
      diagnostics.error(
        configError("module-source-has-changed"),
        `The source address was changed since this module was installed. ${INIT_AGAIN}`,
        call.sourceRange,
      );
      return undefined;
    }
    if (entry.version !== undefined && !versionMeets(entry.version, constraintOf(call))) {
      diagnostics.error(
        configError("module-version-requirements-have-changed"),
        `The version requirements have changed since this module was installed and the installed version (${entry.version}) is no longer acceptable. ${INIT_AGAIN}`,
        call.sourceRange,
      );
      return undefined;
    }
    return entry;
  }
}

/** What of a place lies within its package: a registry may have named a part of it. */
function insideOf({ key, directory }: ManifestEntry, otherwise: string): string {
  const at = directory.lastIndexOf(`/${key}/`);
  return at < 0 ? otherwise : directory.slice(at + key.length + 2);
}
