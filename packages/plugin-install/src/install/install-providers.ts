/** Chooses a version of each provider and puts it where the other commands look for it. */

import { formatVersionConstraint, shortProviderSource } from "@tutti/config";
import { type Diagnostic, errorDiagnostic } from "@tutti/hcl";
import { FetchFailure } from "@tutti/modules";
import { installError } from "../errors.ts";
import type { Locks, ProviderLock } from "../lock/lock-file.ts";
import { ownPlatform } from "../package/platform.ts";
import type { PackageSource, SourceContext } from "../source/package-source.ts";
import { selectVersion } from "./choose-version.ts";
import { type Placed, placePackage } from "./place-package.ts";
import type { Requirement } from "./requirements.ts";

/** What is to be installed, and how. */
export interface InstallRequest {
  readonly context: SourceContext;
  readonly requirements: readonly Requirement[];
  readonly locks: Locks;
  readonly from: PackageSource;
  /** `.terraform/providers` */
  readonly folder: string;
  /** The plugin cache; undefined where there is none. */
  readonly cache: string | undefined;
  /** A package of the cache is taken though the lock file does not know it yet. */
  readonly cacheMayBreakLock: boolean;
  /** The lock file's versions do not count. */
  readonly upgrade: boolean;
  readonly onStep: (step: InstallStep) => void;
}

/** What is told while providers come; `source` is short where it can be. */
export type InstallStep =
  | { readonly kind: "reusing"; readonly source: string }
  | { readonly kind: "finding"; readonly source: string; readonly constraint: string }
  | { readonly kind: "present"; readonly source: string; readonly version: string }
  | { readonly kind: "cached"; readonly source: string; readonly version: string }
  | { readonly kind: "installing"; readonly source: string; readonly version: string }
  | {
      readonly kind: "installed";
      readonly source: string;
      readonly version: string;
      /** `unauthenticated`, or who vouches for it. */
      readonly trust: string;
      readonly isSelfSigned: boolean;
    };

/** What came of it. */
export interface Installed {
  readonly locks: Locks;
  readonly diagnostics: readonly Diagnostic[];
  /** Of these only hashes for this platform are known. */
  readonly incomplete: readonly string[];
}

/** Installs what is needed, and gives the lock file as it is to be written. What cannot be had is a diagnostic, and then nothing is to be written. */
export async function installProviders(request: InstallRequest): Promise<Installed> {
  const diagnostics: Diagnostic[] = [];
  const chosen: { readonly requirement: Requirement; readonly version: string }[] = [];
  for (const requirement of request.requirements) {
    const version = await outcome(diagnostics, () => choose(request, requirement), requirement);
    if (version !== undefined) chosen.push({ requirement, version });
  }
  const locks = new Map<string, ProviderLock>();
  const incomplete: string[] = [];
  if (diagnostics.length === 0)
    for (const { requirement, version } of chosen) {
      const { source } = requirement;
      const placed = await outcome(diagnostics, () => install(request, requirement, version), {
        source,
        version,
      });
      if (placed === undefined) continue;
      const lock = nextLock(request.locks.get(source), version, requirement, placed.hashes);
      if (placed.isNew && lock.hashes.length === 1) incomplete.push(shortProviderSource(source));
      locks.set(source, lock);
    }
  return { locks, diagnostics, incomplete };
}

/** What cannot be had is told, and the others are looked for all the same. */
async function outcome<T>(
  diagnostics: Diagnostic[],
  run: () => Promise<T>,
  about: Requirement | { readonly source: string; readonly version: string },
): Promise<T | undefined> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof FetchFailure)) throw error;
    diagnostics.push("asked" in about ? unavailable(about, error) : notInstalled(about, error));
    return undefined;
  }
}

function unavailable({ source, asked }: Requirement, { message }: FetchFailure): Diagnostic {
  const short = shortProviderSource(source);
  const isUnknown = message.includes("was not found in any of the search locations");
  const who =
    asked.length > 1
      ? `\n\nThese ask for it:\n${asked.map(({ by, constraint }) => `  - ${by}: ${constraint}`).join("\n")}`
      : "";
  const hint = `${who}\n\nTo see which modules are currently depending on ${short} and what versions are specified, run the following command:\n    <tutti> providers`;
  return errorDiagnostic(
    installError("failed-to-query-available-provider-packages"),
    `Could not retrieve the list of available versions for provider ${short}: ${message}${isUnknown ? "" : hint}`,
  );
}

function notInstalled(
  { source, version }: { readonly source: string; readonly version: string },
  { message }: FetchFailure,
): Diagnostic {
  return errorDiagnostic(
    installError("failed-to-install-provider"),
    `Error while installing ${shortProviderSource(source)} v${version}: ${message}`,
  );
}

async function choose(request: InstallRequest, requirement: Requirement): Promise<string> {
  const { source, constraint } = requirement;
  const lock = request.upgrade ? undefined : request.locks.get(source);
  const short = shortProviderSource(source);
  request.onStep(
    lock === undefined
      ? { kind: "finding", source: short, constraint: formatVersionConstraint(constraint) }
      : { kind: "reusing", source: short },
  );
  const platform = ownPlatform(request.context.runtime.environment);
  return selectVersion(requirement, lock?.version, () => request.from.versions(source, platform));
}

async function install(
  request: InstallRequest,
  { source }: Requirement,
  version: string,
): Promise<Placed & { readonly isNew: boolean }> {
  const short = shortProviderSource(source);
  const lock = request.locks.get(source);
  const known = lock?.version === version ? lock.hashes : [];
  const placed = await placePackage(
    { ...request, known },
    { source, version },
    {
      onPresent: () => request.onStep({ kind: "present", source: short, version }),
      onCached: () => request.onStep({ kind: "cached", source: short, version }),
      onInstalling: () => request.onStep({ kind: "installing", source: short, version }),
      onInstalled: (trust, isSelfSigned) =>
        request.onStep({ kind: "installed", source: short, version, trust, isSelfSigned }),
    },
  );
  return { ...placed, isNew: known.length === 0 };
}

/** Of another version the hashes of before say nothing. */
function nextLock(
  before: ProviderLock | undefined,
  version: string,
  { constraint }: Requirement,
  hashes: readonly string[],
): ProviderLock {
  const kept = before?.version === version ? before.hashes : [];
  return {
    version,
    constraints: formatVersionConstraint(constraint),
    hashes: [...new Set([...kept, ...hashes])].sort(),
  };
}
