/** Which program stands for a provider in a working directory: as `init` left it, unless the user's settings say otherwise. */

import {
  formatVersionConstraint,
  isLocalProvider,
  npmPackageOf,
  shortProviderSource,
  versionMeets,
} from "@tutti/config";
import { type Diagnostic, errorDiagnostic } from "@tutti/hcl";
import type { InstalledPlugin, ReattachTarget } from "@tutti/plugin-host";
import type { Runtime } from "@tutti/runtime";
import { installError } from "../errors.ts";
import type { Requirement } from "../install/requirements.ts";
import { type Locks, readLocks } from "../lock/lock-file.ts";
import { localFolder } from "../package/local-provider.ts";
import { packageFolder, programIn, schemaFile } from "../package/package-folders.ts";
import { contentHash } from "../package/package-hash.ts";
import { ownPlatform } from "../package/platform.ts";
import { readInstallation } from "../settings/read-installation.ts";
import { runningPlugins } from "./running-plugins.ts";

/** A program, or why there is none though one was chosen. */
export type Found =
  | { readonly kind: "plugin"; readonly plugin: InstalledPlugin }
  | { readonly kind: "problem"; readonly diagnostic: Diagnostic; readonly uninstalled?: string }
  /** Nobody chose anything: a provider that comes with us may stand in, or nothing is there. */
  | { readonly kind: "none" };

/** The choices of a working directory, read once. */
export class ChosenPlugins {
  readonly #runtime: Runtime;
  readonly #folder: string;
  readonly #running: ReadonlyMap<string, ReattachTarget>;
  readonly #locks: Locks;
  /** What is wrong with the lock file itself, or with the variable that names running plugins. */
  readonly mistakes: readonly Diagnostic[];
  /** The folders of `dev_overrides`, by source. */
  readonly overrides: ReadonlyMap<string, string>;

  private constructor(
    runtime: Runtime,
    folder: string,
    found: {
      readonly running: ReadonlyMap<string, ReattachTarget>;
      readonly locks: Locks;
      readonly mistakes: readonly Diagnostic[];
      readonly overrides: ReadonlyMap<string, string>;
    },
  ) {
    this.#runtime = runtime;
    this.#folder = folder;
    this.#running = found.running;
    this.#locks = found.locks;
    this.mistakes = found.mistakes;
    this.overrides = found.overrides;
  }

  /** `folder` is where `init` puts providers. */
  static async read(runtime: Runtime, folder: string): Promise<ChosenPlugins> {
    const { locks, diagnostics } = await readLocks(runtime);
    const { overrides } = await readInstallation(runtime);
    const { running, mistakes } = runningPlugins(runtime);
    return new ChosenPlugins(runtime, folder, {
      running,
      locks,
      mistakes: [...mistakes, ...diagnostics],
      overrides,
    });
  }

  /** True where somebody chose a program for it, wherever it is. */
  isChosen(source: string): boolean {
    return (
      this.#running.has(source) ||
      this.overrides.has(source) ||
      this.#locks.has(source) ||
      isLocalProvider(source)
    );
  }

  /** True where the lock file has chosen something. */
  get isLocked(): boolean {
    return this.#locks.size > 0;
  }

  /** The version that the lock file has chosen. */
  versionOf(source: string): string | undefined {
    return this.#locks.get(source)?.version;
  }

  async find(source: string): Promise<Found> {
    const running = this.#running.get(source);
    if (running !== undefined) return plugin({ source, version: undefined, program: running });
    const override = this.overrides.get(source);
    if (override !== undefined) return this.#overridden(source, override);
    if (isLocalProvider(source)) return this.#local(source);
    const lock = this.#locks.get(source);
    return lock === undefined ? { kind: "none" } : this.#locked(source, lock.version, lock.hashes);
  }

  /** Why some of these cannot be used, those that are not installed together. */
  async problems(sources: readonly string[]): Promise<readonly Diagnostic[]> {
    const uninstalled: string[] = [];
    const others: Diagnostic[] = [];
    for (const source of sources) {
      const found = await this.find(source);
      if (found.kind !== "problem") continue;
      if (found.uninstalled === undefined) others.push(found.diagnostic);
      else uninstalled.push(found.uninstalled);
    }
    return uninstalled.length === 0 ? others : [notInstalled(uninstalled), ...others];
  }

  /** What a changed configuration asks of what was chosen before. */
  constraintMistake({ source, constraint }: Requirement): string | undefined {
    const lock = this.#locks.get(source);
    if (lock === undefined || this.#running.has(source) || this.overrides.has(source)) return undefined;
    if (versionMeets(lock.version, constraint)) return undefined;
    return `provider ${source}: locked version selection ${lock.version} doesn't match the updated version constraints ${JSON.stringify(formatVersionConstraint(constraint))}`;
  }

  async #overridden(source: string, folder: string): Promise<Found> {
    const path = await programIn(this.#runtime.disk, folder, source);
    if (path !== undefined)
      return plugin({ source, version: undefined, program: { path, name: nameOf(source) } });
    return problem(
      errorDiagnostic(
        installError("dev-override-without-program"),
        `The folder ${folder}, which the CLI configuration names for ${shortProviderSource(source)} (dev_overrides), has no program ${nameOf(source)}.`,
      ),
    );
  }

  async #local(source: string): Promise<Found> {
    const path = await programIn(
      this.#runtime.disk,
      localFolder(this.#folder, source, this.#runtime),
      source,
    );
    if (path !== undefined) return plugin({ source, version: undefined, program: ownProgram(source, path) });
    const uninstalled = `${source}: there is no program of it; build it, and run "<tutti> init"`;
    return { ...problem(notInstalled([uninstalled])), uninstalled };
  }

  async #locked(source: string, version: string, hashes: readonly string[]): Promise<Found> {
    const { disk, environment } = this.#runtime;
    const folder = packageFolder(this.#folder, source, version, ownPlatform(environment));
    const path = await programIn(disk, folder, source);
    const not = (why: string): Found => {
      const uninstalled = `${source}: ${why}`;
      return { ...problem(notInstalled([uninstalled])), uninstalled };
    };
    if (path === undefined)
      return not(`there is no package for ${source} ${version} cached in ${this.#folder}`);
    const hash = hashes.length > 0 ? await contentHash(disk, folder) : undefined;
    if (hash !== undefined && !hashes.includes(hash))
      return not(
        `the cached package for ${source} ${version} (in ${this.#folder}) does not match any of the checksums recorded in the dependency lock file`,
      );
    const program = ownProgram(source, path);
    if (hash === undefined) return plugin({ source, version, program });
    return plugin({ source, version, program, schemaFile: schemaFile(this.#folder, source, hash) });
  }
}

function plugin(found: InstalledPlugin): Found {
  return { kind: "plugin", plugin: found };
}

function problem(diagnostic: Diagnostic): Found & { readonly kind: "problem" } {
  return { kind: "problem", diagnostic };
}

/** In Terraform's words. */
function notInstalled(problems: readonly string[]): Diagnostic {
  const list = problems.map((problem) => `  - ${problem}`).join("\n");
  return errorDiagnostic(
    installError("required-plugins-are-not-installed"),
    `The installed provider plugins are not consistent with the packages selected in the dependency lock file:\n${list}\n\n<Tutti> uses external plugins to integrate with a variety of different infrastructure services. To download the plugins required for this configuration, run:\n  <tutti> init`,
  );
}

/** Providers from npm and from beside the configuration see of the environment what concerns them. */
function ownProgram(source: string, path: string): InstalledPlugin["program"] {
  const isConfined = npmPackageOf(source) !== undefined || isLocalProvider(source);
  return { path, name: nameOf(source), ...(isConfined ? { isConfined } : {}) };
}

function nameOf(source: string): string {
  return `terraform-provider-${source.split("/").at(-1) ?? ""}`;
}
