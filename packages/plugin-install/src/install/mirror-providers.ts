/** What `providers mirror` does: packages of providers in a folder that others can be sent to. */

import { dirname, join } from "node:path";
import { formatVersionConstraint } from "@tutti/config";
import { type Diagnostic, errorDiagnostic, hasErrors } from "@tutti/hcl";
import { FetchFailure } from "@tutti/modules";
import { type Disk, RuntimeError } from "@tutti/runtime";
import { installError } from "../errors.ts";
import type { Locks } from "../lock/lock-file.ts";
import { fetchArchive } from "../source/fetch-archive.ts";
import { archiveName, mirroredSources, packedArchives } from "../source/filesystem-mirror.ts";
import type { PackageSource, SourceContext } from "../source/package-source.ts";
import { chooseVersion } from "./choose-version.ts";
import { archiveContentHash } from "./package-hashes.ts";
import { notAvailable, trustOf } from "./package-trust.ts";
import type { Requirement } from "./requirements.ts";

export interface MirrorRequest {
  readonly context: SourceContext;
  readonly requirements: readonly Requirement[];
  /** Whose versions are taken where it has some; empty: none count. */
  readonly locks: Locks;
  /** The origin registry. */
  readonly from: PackageSource;
  readonly platforms: readonly string[];
  readonly folder: string;
  readonly onStep: (step: MirrorStep) => void;
}

/** What is told while it goes on. */
export type MirrorStep =
  | { readonly kind: "mirroring"; readonly source: string }
  | {
      readonly kind: "selected";
      readonly version: string;
      /** Why: `to match dependency lock file`. */
      readonly why: string;
    }
  | { readonly kind: "downloading"; readonly platform: string }
  | { readonly kind: "authenticated"; readonly trust: string };

/** Puts them there, and writes the indexes of all that is there. What cannot be had is told, and the others are there all the same. */
export async function mirrorProviders(request: MirrorRequest): Promise<readonly Diagnostic[]> {
  const diagnostics: Diagnostic[] = [];
  for (const requirement of request.requirements)
    diagnostics.push(...(await mirrorOne(request, requirement)));
  const { context, folder } = request;
  try {
    await writeIndexes(context, folder);
  } catch (error) {
    if (!(error instanceof FetchFailure || error instanceof RuntimeError)) throw error;
    diagnostics.push(indexesFailed(error.message));
  }
  return diagnostics;
}

async function mirrorOne(request: MirrorRequest, requirement: Requirement): Promise<readonly Diagnostic[]> {
  const { from, platforms, onStep } = request;
  const { source } = requirement;
  onStep({ kind: "mirroring", source });
  const version = await versionOf(request, requirement);
  if (typeof version !== "string") return [version];
  const diagnostics: Diagnostic[] = [];
  for (const platform of platforms) {
    onStep({ kind: "downloading", platform });
    try {
      const place = await from.find(source, version, platform);
      if (place === undefined) throw new FetchFailure(notAvailable({ source, version, platform }));
      if (place.kind !== "remote")
        throw new FetchFailure("packages of npm have registries of npm as mirrors");
      const bytes = await fetchArchive(request.context, place);
      await keep(request.context.runtime.disk, pathOf(request.folder, source, version, platform), bytes);
      onStep({ kind: "authenticated", trust: trustOf(place).trust.replace(/, key ID .*/, "") });
    } catch (error) {
      if (!(error instanceof FetchFailure || error instanceof RuntimeError)) throw error;
      diagnostics.push(
        errorDiagnostic(
          installError("provider-release-not-available"),
          `Failed to download ${source} v${version} for ${platform}: ${error.message}.`,
        ),
      );
    }
    if (hasErrors(diagnostics)) return diagnostics;
  }
  return diagnostics;
}

async function versionOf(
  { from, locks, onStep, platforms }: MirrorRequest,
  { source, constraint }: Requirement,
): Promise<string | Diagnostic> {
  const locked = locks.get(source)?.version;
  if (locked !== undefined) {
    onStep({ kind: "selected", version: locked, why: "to match dependency lock file" });
    return locked;
  }
  const text = formatVersionConstraint(constraint);
  try {
    const version = chooseVersion((await from.versions(source, platforms[0] ?? "")) ?? [], constraint);
    if (version === undefined) throw new FetchFailure(`no releases match the given constraints ${text}`);
    onStep({
      kind: "selected",
      version,
      why: constraint.length === 0 ? "with no constraints" : `to meet constraints ${text}`,
    });
    return version;
  } catch (error) {
    if (!(error instanceof FetchFailure)) throw error;
    return errorDiagnostic(
      installError("provider-not-available"),
      `Failed to download ${source} from its origin registry: ${error.message}.`,
    );
  }
}

function pathOf(folder: string, source: string, version: string, platform: string): string {
  return join(folder, ...source.split("/"), archiveName(source, version, platform));
}

async function keep(disk: Disk, path: string, bytes: Uint8Array): Promise<void> {
  await disk.makeDirectory(dirname(path));
  await disk.replaceFile(path, bytes);
}

/** `index.json` of each provider, and for each version a file that says by which hash its archives are known. */
async function writeIndexes(context: SourceContext, folder: string): Promise<void> {
  const { disk } = context.runtime;
  if ((await disk.stat(folder)) === undefined)
    throw new FetchFailure(`cannot search ${folder}: lstat ${folder}: no such file or directory`);
  for (const source of await mirroredSources(disk, folder)) {
    const home = join(folder, ...source.split("/"));
    const versions = new Map<string, Map<string, object>>();
    for (const { name, version, platform } of await packedArchives(disk, folder, source)) {
      const hash = await archiveContentHash(context, await disk.readFile(join(home, name)), home);
      const archives = versions.get(version) ?? new Map<string, object>();
      versions.set(version, archives.set(platform, { hashes: [hash], url: name }));
    }
    if (versions.size === 0) continue;
    const index = { versions: sortedRecord(versions, () => ({})) };
    await disk.replaceFile(join(home, "index.json"), JSON.stringify(index, undefined, 2));
    for (const [version, archives] of versions)
      await disk.replaceFile(
        join(home, `${version}.json`),
        JSON.stringify({ archives: sortedRecord(archives, (one) => one) }, undefined, 2),
      );
  }
}

/** As Go writes maps. */
function sortedRecord<T>(map: ReadonlyMap<string, T>, write: (one: T) => object): Record<string, object> {
  return Object.fromEntries(
    [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, one]) => [name, write(one)]),
  );
}

function indexesFailed(why: string): Diagnostic {
  return errorDiagnostic(
    installError("failed-to-update-indexes"),
    `Could not scan the output directory to get package metadata for the JSON indexes: ${why}.`,
  );
}
