import {
  formatManifest,
  type LoadResult,
  loadConfig,
  type ManifestEntry,
  type VariableArgument,
} from "@tutti/config";
import type { HostSettings, PackageInstaller } from "@tutti/modules";
import type { Runtime } from "@tutti/runtime";
import { dataDirectory } from "../data-directory.ts";
import { TERRAFORM_VERSION } from "../terraform-version.ts";
import { diskSources } from "./disk-sources.ts";
import { earlyFacts } from "./early-facts.ts";
import { manifestPath } from "./workspace.ts";

/** What `init` and `get` ask for. */
export interface InstallModulesRequest {
  readonly runtime: Runtime;
  /** Fetch again what is there already. */
  readonly upgrade: boolean;
  /** Of hosts that modules are fetched from; asked for only when one is. */
  readonly settings: () => Promise<HostSettings>;
  readonly testDirectory?: string;
  /** `-var` and `-var-file`: sources of modules may be made of variables. */
  readonly variables?: readonly VariableArgument[];
  readonly signal?: AbortSignal;
  /** Told before a package is asked for: `git::https://… for m`. */
  readonly onDownload?: (text: string) => void;
  /** Told of each module that was not there before. */
  readonly onInstalled?: (entry: ManifestEntry) => void;
}

/**
 * Brings every module that the configuration calls to where the other commands
 * find it, and writes down where that is, whatever else went wrong.
 */
export async function installModules(request: InstallModulesRequest): Promise<LoadResult> {
  const { runtime, upgrade, testDirectory, onInstalled } = request;
  let installer: Promise<PackageInstaller> | undefined;
  const loaded = await loadConfig(diskSources(runtime), {
    productVersion: TERRAFORM_VERSION,
    versionsFirst: true,
    manifestPath: manifestPath(runtime),
    tests: true,
    early: earlyFacts(runtime, request.variables),
    ...(testDirectory === undefined ? {} : { testDirectory }),
    install: {
      upgrade,
      ...(onInstalled === undefined ? {} : { onInstalled }),
      fetch: async (module) => {
        installer ??= createInstaller(request);
        return (await installer).fetch(module);
      },
    },
  });
  await (await installer)?.finish();
  if (callsModules(loaded)) await writeManifest(runtime, loaded.installed);
  return loaded;
}

/** True where the root module or a run of a test names a module. */
export function callsModules({ config, tests }: LoadResult): boolean {
  const calls = config?.root.module.moduleCalls.size ?? 0;
  return calls > 0 || tests.some(({ runs }) => runs.some(({ module }) => module !== undefined));
}

/** Most configurations have local modules alone: what fetches is loaded when something is to be fetched. */
async function createInstaller(request: InstallModulesRequest): Promise<PackageInstaller> {
  const { runtime, upgrade, signal, onDownload } = request;
  const { PackageInstaller } = await import("@tutti/modules");
  return new PackageInstaller({
    runtime,
    directory: modulesDirectory(runtime),
    settings: await request.settings(),
    upgrade,
    ...(signal === undefined ? {} : { signal }),
    ...(onDownload === undefined ? {} : { onDownload }),
  });
}

async function writeManifest(runtime: Runtime, installed: readonly ManifestEntry[]): Promise<void> {
  const { disk } = runtime;
  await disk.makeDirectory(modulesDirectory(runtime));
  await disk.replaceFile(manifestPath(runtime), formatManifest(installed));
}

function modulesDirectory(runtime: Runtime): string {
  return `${dataDirectory(runtime)}/modules`;
}
