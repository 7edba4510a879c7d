import { join } from "node:path";
import {
  type FetchedModule,
  formatModuleSource,
  type ModuleRequest,
  parseModuleSource,
  type RegistrySource,
  type RemoteSource,
  registryPackage,
} from "@tutti/config";
import { errorDiagnostic, warningDiagnostic } from "@tutti/hcl";
import { type Runtime, RuntimeError } from "@tutti/runtime";
import { moduleError } from "./errors.ts";
import { type FetchContext, type FetchedPackage, FetchFailure } from "./fetch-context.ts";
import { FETCH_LIMITS, type FetchLimits } from "./limits.ts";
import { MODULE_LOCK_PATH, type ModuleLock, openModuleLock } from "./lock/module-lock.ts";
import { hashTree } from "./lock/tree-hash.ts";
import { ModuleFetch, orRefuse, Refused } from "./module-fetch.ts";
import { copyTree } from "./package/check-tree.ts";
import { fetchPackage } from "./package/fetch-package.ts";
import type { HostSettings } from "./registry/host-settings.ts";
import { chooseVersion, ModuleRegistry } from "./registry/registry.ts";

/** How modules are brought here. */
export interface InstallerOptions {
  readonly runtime: Runtime;
  /** Where they go: `.terraform/modules`. */
  readonly directory: string;
  readonly settings: HostSettings;
  /** Take what has another content now under its address and version, and only warn of it. */
  readonly upgrade: boolean;
  readonly signal?: AbortSignal;
  readonly limits?: FetchLimits;
  /** Told before a package is asked for: `git::https://… for m`. */
  readonly onDownload?: (text: string) => void;
}

/** Brings the modules of one `init` or `get`; each package once. */
export class PackageInstaller {
  readonly #options: InstallerOptions;
  readonly #context: FetchContext;
  readonly #registry: ModuleRegistry;
  /** Where a package lies already, by its address. */
  readonly #fetched = new Map<string, { readonly folder: string; readonly fixed: boolean }>();
  #isClean = false;
  #lock: Promise<ModuleLock | undefined> | undefined;

  constructor(options: InstallerOptions) {
    this.#options = options;
    const { runtime, limits = FETCH_LIMITS, signal } = options;
    this.#context = { runtime, limits, signal };
    this.#registry = new ModuleRegistry(this.#context, options.settings);
  }

  /** Fetches the module that a call asks for. */
  async fetch(request: ModuleRequest): Promise<FetchedModule> {
    const steps = new ModuleFetch(request);
    try {
      const { source } = request;
      const directory =
        source.kind === "remote"
          ? await this.#fetchRemote(steps, source)
          : await this.#fetchFromRegistry(steps, source);
      const { key } = request;
      const entry = { key, source: formatModuleSource(source), version: steps.version, directory };
      return { entry, diagnostics: steps.diagnostics };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return { entry: undefined, diagnostics: [...steps.diagnostics, error.diagnostic] };
    }
  }

  /** Keeps what was learnt of contents; to be called when all is fetched. */
  async finish(): Promise<void> {
    await (await this.#lock)?.save();
  }

  async #fetchRemote(steps: ModuleFetch, source: RemoteSource): Promise<string> {
    const { key } = steps.request;
    this.#options.onDownload?.(`${source.package} for ${key}`);
    const folder = await this.#bring(steps, source.package, source.package, "");
    if (source.subdirectory === "") return folder;
    return join(folder, await steps.expand(this.#context, folder, source.subdirectory));
  }

  async #fetchFromRegistry(steps: ModuleFetch, source: RegistrySource): Promise<string> {
    const version = await this.#choose(steps, source);
    steps.version = version;
    const name = registryPackage(source);
    this.#options.onDownload?.(`${name} ${version} for ${steps.request.key}`);
    const place = await this.#locate(source, version);
    const folder = await this.#bring(steps, place.package, `${name} ${version}`, ".");
    const subdirectory = join(place.subdirectory, source.subdirectory);
    if (subdirectory === ".") return folder;
    const plain = !/[*?[]/.test(subdirectory);
    return join(folder, plain ? subdirectory : await steps.expand(this.#context, folder, subdirectory));
  }

  async #choose(steps: ModuleFetch, source: RegistrySource): Promise<string> {
    const { name, declRange, constraint } = steps.request;
    const place = steps.place;
    const { host } = source;
    const address = formatModuleSource(source);
    const found = await orRefuse(this.#registry.versions(source), (why) =>
      errorDiagnostic(
        moduleError("error-accessing-module-registry"),
        `Failed to retrieve available versions for module "${name}" (${place}) from ${host}: ${why}.`,
        declRange,
      ),
    );
    if (found.kind === "not-found")
      throw new Refused(
        errorDiagnostic(
          moduleError("module-not-found-in-registry"),
          `Module "${name}" (from ${place}) cannot be found in the module registry at ${host}.`,
          declRange,
        ),
      );
    if (found.kind === "invalid")
      throw new Refused(
        errorDiagnostic(
          moduleError("invalid-response-from-module-registry"),
          `The registry at ${host} returned an invalid response when <Tutti> requested available versions for module "${name}" (${place}).`,
          declRange,
        ),
      );
    const { newest, chosen, invalid } = chooseVersion(found.texts, constraint);
    for (const text of invalid)
      steps.diagnostics.push(
        warningDiagnostic(
          moduleError("invalid-response-from-module-registry"),
          `The registry at ${host} returned an invalid version string "${text}" for module "${name}" (${place}), which <Tutti> ignored.`,
          declRange,
        ),
      );
    if (chosen !== undefined) return chosen;
    throw new Refused(
      newest === undefined
        ? errorDiagnostic(
            moduleError("module-has-no-versions"),
            `Module "${address}" (${place}) has no versions available on ${host}.`,
            declRange,
          )
        : errorDiagnostic(
            moduleError("unresolvable-module-version-constraint"),
            `There is no available version of module "${address}" (${place}) which matches the given version constraint. The newest available version is ${newest}.`,
            declRange,
          ),
    );
  }

  async #locate(source: RegistrySource, version: string): Promise<RemoteSource> {
    const { host } = source;
    const name = registryPackage(source);
    const named = await orRefuse(this.#registry.location(source, version), (why) =>
      errorDiagnostic(
        moduleError("error-accessing-module-registry"),
        `Failed to retrieve a download URL for ${name} ${version} from ${host}: ${why}`,
      ),
    );
    const parsed = parseModuleSource(named, false);
    if (parsed.ok && parsed.source.kind === "remote") return parsed.source;
    const why = parsed.ok ? "must be a direct remote package address" : parsed.error;
    throw new Refused(
      errorDiagnostic(
        moduleError("invalid-package-location-from-registry"),
        `Module registry ${host} returned invalid source location "${named}" for ${name} ${version}: ${why}.`,
      ),
    );
  }

  /** Puts the package in the module's folder, whole or not at all, and compares it with what is on record. */
  async #bring(steps: ModuleFetch, address: string, lockName: string, end: string): Promise<string> {
    const { request, place } = steps;
    const destination = join(this.#options.directory, request.key);
    await orRefuse(this.#place(address, destination, steps, lockName), (why) =>
      errorDiagnostic(
        moduleError("failed-to-download-module"),
        `Could not download module "${request.name}" (${place}) source code from "${address}": ${why}${end}`,
        request.declRange,
      ),
    );
    return destination;
  }

  async #place(address: string, destination: string, steps: ModuleFetch, lockName: string): Promise<void> {
    const { disk, random, environment } = this.#context.runtime;
    await this.#clean();
    const aside = join(this.#options.directory, `.fetch-${environment.pid}-${random.uuid()}`);
    const folder = join(aside, "package");
    try {
      await disk.makeDirectory(aside);
      const fetched = await this.#fetchOnce(address, { folder, shown: destination });
      const fixed = fetched.fixed || lockName !== address;
      if (fixed) await this.#compare(steps, folder, lockName);
      await disk.remove(destination, { recursive: true });
      await disk.rename(folder, destination);
      this.#fetched.set(address, { folder: destination, fixed: fetched.fixed });
    } catch (error) {
      if (error instanceof RuntimeError) throw new FetchFailure(error.message);
      throw error;
    } finally {
      await disk.remove(aside, { recursive: true });
    }
  }

  /** Takes away what those who were killed while they fetched left behind. */
  async #clean(): Promise<void> {
    if (this.#isClean) return;
    this.#isClean = true;
    const { disk, processes } = this.#context.runtime;
    const { directory } = this.#options;
    await disk.makeDirectory(directory);
    for (const { name } of await disk.list(directory)) {
      const pid = /^\.fetch-(\d+)-/.exec(name)?.[1];
      if (pid !== undefined && !(await processes.isAlive(Number(pid))))
        await disk.remove(join(directory, name), { recursive: true });
    }
  }

  async #fetchOnce(
    address: string,
    destination: { readonly folder: string; readonly shown: string },
  ): Promise<FetchedPackage> {
    const before = this.#fetched.get(address);
    if (before === undefined || address.startsWith("file:"))
      return fetchPackage(this.#context, address, destination);
    await copyTree(this.#context, before.folder, destination.folder);
    return before;
  }

  async #compare(steps: ModuleFetch, folder: string, name: string): Promise<void> {
    this.#lock ??= openModuleLock(this.#context.runtime);
    const lock = await this.#lock;
    if (lock === undefined)
      throw new Refused(
        errorDiagnostic(
          moduleError("module-lock-unreadable"),
          `The file ${MODULE_LOCK_PATH} keeps what modules held when they were fetched first, and it cannot be read. Restore it from version control, or remove it to begin anew.`,
        ),
      );
    const hash = await hashTree(this.#context, folder);
    const known = lock.hashOf(name);
    if (known !== undefined && known !== hash) steps.changed(name, known, hash, this.#options.upgrade);
    lock.record(name, hash);
  }
}
