import { resolve } from "node:path";
import { cleanPath, configError, formatModuleSource, parseModuleSource } from "@tutti/config";
import { type Diagnostic, errorDiagnostic } from "@tutti/hcl";
import { moduleError } from "./errors.ts";
import { type InstallerOptions, PackageInstaller } from "./install.ts";
import { FETCH_LIMITS } from "./limits.ts";
import { copyTree } from "./package/check-tree.ts";

/** Where a call would stand, were there one. */
const PLACE = {
  filename: "<main configuration>",
  start: { line: 1, column: 1, byte: 0 },
  end: { line: 1, column: 1, byte: 0 },
};

/**
 * Copies a module, from wherever `source` says, into an empty working directory,
 * of which it becomes the root module. `directory` of the options is a place of
 * its own, which is gone afterwards.
 */
export async function copyRootModule(
  source: string,
  options: InstallerOptions,
): Promise<readonly Diagnostic[]> {
  const { disk, environment } = options.runtime;
  const isLocal = source.startsWith("./") || source.startsWith("../");
  const parsed = parseModuleSource(isLocal ? resolve(environment.directory, source) : source, false);
  if (!parsed.ok || parsed.source.kind === "local")
    return [
      errorDiagnostic(
        moduleError("invalid-source-of-root-module"),
        `Failed to parse module source address: ${!parsed.ok && !parsed.maybeRelative ? parsed.error : `<Tutti> cannot detect a supported external module source type for ${source}`}`,
      ),
    ];
  const installer = new PackageInstaller(options);
  try {
    const { entry, diagnostics } = await installer.fetch({
      key: "root",
      name: "root",
      source: parsed.source,
      constraint: [],
      declRange: PLACE,
    });
    if (entry === undefined) return diagnostics;
    if ((await disk.stat(entry.directory))?.kind !== "directory")
      return [
        errorDiagnostic(
          configError("unreadable-module-subdirectory"),
          `The directory ${entry.directory} does not exist. The target submodule ${parsed.source.subdirectory} does not exist within the target module.`,
        ),
      ];
    const context = { runtime: options.runtime, limits: FETCH_LIMITS, signal: options.signal };
    await copyTree(context, entry.directory, ".");
    return diagnostics;
  } finally {
    await disk.remove(options.directory, { recursive: true });
  }
}

/**
 * What stands in the place of a call to the module's parent folder, which a
 * copied root module no longer has: the address of that folder in its package.
 */
export function parentAddress(source: string, path: string): string {
  const parsed = parseModuleSource(source, false);
  if (!parsed.ok || parsed.source.kind === "local") return path;
  const subdirectory = cleanPath(`${parsed.source.subdirectory}/${path}`);
  return formatModuleSource({ ...parsed.source, subdirectory });
}
