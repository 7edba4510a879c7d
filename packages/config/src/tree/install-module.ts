import type { Diagnostic, SourceRange } from "@tutti/hcl";
import {
  formatModuleSource,
  type LocalSource,
  type ModuleSource,
  type RegistrySource,
} from "../address/module-source.ts";
import type { RemoteSource } from "../address/remote-source.ts";
import {
  parseVersionConstraint,
  type VersionConstraint,
  versionMeets,
} from "../address/version-constraint.ts";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import type { ModuleCall } from "../module/module-call.ts";
import { joinPath } from "../source/file-names.ts";
import type { SourceReader } from "../source/source-reader.ts";
import type { Manifest, ManifestEntry } from "./manifest.ts";

/** A module that a call asks for and that lies somewhere else. */
export interface ModuleRequest {
  /** Names of the calls from the root, joined with dots. */
  readonly key: string;
  /** Of the call. */
  readonly name: string;
  readonly source: RegistrySource | RemoteSource;
  /** Empty where any version will do. */
  readonly constraint: VersionConstraint;
  readonly declRange: SourceRange;
}

/** Where the module lies now; without an entry the diagnostics say why it does not. */
export interface FetchedModule {
  readonly entry: ManifestEntry | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** How modules are installed. */
export interface InstallOptions {
  /** Fetch again what is there already. */
  readonly upgrade?: boolean;
  /** Brings what is not local; without it that is refused. */
  readonly fetch?: (request: ModuleRequest) => Promise<FetchedModule>;
  /** Told of each module that was not there before, after it was installed. */
  readonly onInstalled?: (entry: ManifestEntry) => void;
}

/** Decides for each call whether what is there will do, and has the rest fetched. */
export class ModuleInstaller {
  readonly #reader: SourceReader;
  readonly #manifest: Manifest;
  readonly #options: InstallOptions;
  readonly #diagnostics: DiagnosticList;
  /** Keys of modules that were installed anew: what they call is looked at again. */
  readonly #replaced = new Set<string>();

  constructor(
    reader: SourceReader,
    manifest: Manifest,
    options: InstallOptions,
    diagnostics: DiagnosticList,
  ) {
    this.#reader = reader;
    this.#manifest = manifest;
    this.#options = options;
    this.#diagnostics = diagnostics;
  }

  /** Where the called module lies; undefined after an error that says why it cannot be had. */
  async install(
    call: ModuleCall,
    source: ModuleSource,
    key: string,
    parentDirectory: string,
  ): Promise<ManifestEntry | undefined> {
    const constraint = constraintOf(call);
    const known = await this.#usable(key, source, constraint);
    if (known !== undefined) return known;
    this.#replaced.add(key);
    const entry =
      source.kind === "local"
        ? localEntry(key, source, parentDirectory)
        : await this.#fetch(call, source, key, constraint);
    return entry;
  }

  /** Tells of a module that is new, once it is known that it can be read. */
  tell(entry: ManifestEntry): void {
    if (this.#replaced.has(entry.key)) this.#options.onInstalled?.(entry);
  }

  async #usable(
    key: string,
    source: ModuleSource,
    constraint: VersionConstraint,
  ): Promise<ManifestEntry | undefined> {
    const known = this.#manifest.get(key);
    const parent = key.slice(0, Math.max(0, key.lastIndexOf(".")));
    if (known === undefined || this.#options.upgrade === true || this.#replaced.has(parent)) return undefined;
    if (known.source !== formatModuleSource(source)) return undefined;
    if (known.version !== undefined && !versionMeets(known.version, constraint)) return undefined;
    return (await this.#reader.readDirectory(known.directory)) === undefined ? undefined : known;
  }

  async #fetch(
    call: ModuleCall,
    source: RegistrySource | RemoteSource,
    key: string,
    constraint: VersionConstraint,
  ): Promise<ManifestEntry | undefined> {
    const { fetch } = this.#options;
    if (fetch === undefined) {
      this.#diagnostics.error(
        configError("unsupported-module-source"),
        `Only modules from local directories ("./…" and "../…") are installed here; "${formatModuleSource(source)}" is somewhere else.`,
        call.sourceRange,
      );
      return undefined;
    }
    const found = await fetch({ key, name: call.name, source, constraint, declRange: call.declRange });
    this.#diagnostics.addAll(found.diagnostics);
    return found.entry;
  }
}

function localEntry(key: string, source: LocalSource, parentDirectory: string): ManifestEntry {
  const directory = joinPath(parentDirectory, source.path);
  return { key, source: formatModuleSource(source), version: undefined, directory };
}

/** What the call says of versions; nothing where it is no constraint, which was told before. */
export function constraintOf(call: ModuleCall): VersionConstraint {
  return (call.version === undefined ? undefined : parseVersionConstraint(call.version.text)) ?? [];
}
