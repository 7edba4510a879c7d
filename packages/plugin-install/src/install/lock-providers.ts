/** What `providers lock` does: the hashes of providers for platforms, without installing them. */

import { formatVersionConstraint } from "@tutti/config";
import { type Diagnostic, errorDiagnostic } from "@tutti/hcl";
import { FetchFailure } from "@tutti/modules";
import { installError } from "../errors.ts";
import type { Locks, ProviderLock } from "../lock/lock-file.ts";
import type { PackageSource, SourceContext } from "../source/package-source.ts";
import { selectVersion } from "./choose-version.ts";
import { packageHashes } from "./package-hashes.ts";
import { notAvailable, trustOf } from "./package-trust.ts";
import type { Requirement } from "./requirements.ts";

export interface LockRequest {
  readonly context: SourceContext;
  readonly requirements: readonly Requirement[];
  readonly locks: Locks;
  readonly from: PackageSource;
  /** `linux_amd64` … */
  readonly platforms: readonly string[];
  /** Where packages are looked at. */
  readonly scratch: string;
  readonly onStep: (step: LockStep) => void;
}

/** What is told while it goes on. */
export type LockStep = Asked &
  (
    | { readonly kind: "fetching" }
    | { readonly kind: "retrieved"; readonly trust: string }
    | {
        readonly kind: "obtained";
        /** What the lock file learns by it. */
        readonly news: "provider" | "hashes" | "none";
      }
  );

interface Asked {
  readonly source: string;
  readonly version: string;
  readonly platform: string;
}

/** The lock file as it is to be written; where something cannot be had there are diagnostics, and nothing is to be written. */
export async function lockProviders(
  request: LockRequest,
): Promise<{ readonly locks: Locks; readonly diagnostics: readonly Diagnostic[] }> {
  const { requirements, platforms, locks: before } = request;
  const found = new Map<string, readonly string[]>();
  const versions = new Map<string, string>();
  for (const platform of platforms) {
    const failed: string[] = [];
    for (const requirement of requirements) {
      try {
        const { version, hashes } = await lockOne(request, requirement, platform);
        refuseAnother(versions.get(requirement.source), version, platform);
        versions.set(requirement.source, version);
        found.set(`${requirement.source} ${platform}`, hashes);
      } catch (error) {
        if (!(error instanceof FetchFailure)) throw error;
        failed.push(`${requirement.source}: ${error.message}`);
      }
    }
    if (failed.length > 0) return { locks: before, diagnostics: [notRetrieved(platform, failed)] };
  }
  const locks = new Map<string, ProviderLock>(before);
  for (const { source, constraint } of requirements) {
    const version = versions.get(source) ?? "";
    const known = new Set(before.get(source)?.hashes);
    for (const platform of platforms) {
      const size = known.size;
      for (const hash of found.get(`${source} ${platform}`) ?? []) known.add(hash);
      const news = !before.has(source) ? "provider" : known.size > size ? "hashes" : "none";
      request.onStep({ kind: "obtained", source, version, platform, news });
    }
    locks.set(source, {
      version,
      constraints: formatVersionConstraint(constraint),
      hashes: [...known].sort(),
    });
  }
  return { locks: new Map([...locks].sort(([a], [b]) => (a < b ? -1 : 1))), diagnostics: [] };
}

async function lockOne(
  { context, locks, from, scratch, onStep }: LockRequest,
  requirement: Requirement,
  platform: string,
): Promise<{ readonly version: string; readonly hashes: readonly string[] }> {
  const { source } = requirement;
  const version = await selectVersion(requirement, locks.get(source)?.version, () =>
    from.versions(source, platform),
  );
  const asked = { source, version, platform };
  const place = await from.find(source, version, platform);
  if (place === undefined) throw new FetchFailure(notAvailable(asked));
  onStep({ kind: "fetching", ...asked });
  const hashes = await packageHashes(context, place, scratch);
  onStep({ kind: "retrieved", ...asked, trust: trustOf(place).trust });
  return { version, hashes };
}

/** A lock has one version, for all platforms. */
function refuseAnother(chosen: string | undefined, version: string, platform: string): void {
  if (chosen === undefined || chosen === version) return;
  throw new FetchFailure(
    `the newest version that fits is ${version} for ${platform} and ${chosen} for the platforms before; ask for one that all have`,
  );
}

function notRetrieved(platform: string, failed: readonly string[]): Diagnostic {
  const list = failed.map((one) => `\n- ${one}`).join("");
  return errorDiagnostic(
    installError("providers-not-retrieved-for-locking"),
    `<Tutti> failed to fetch the requested providers for ${platform} in order to calculate their checksums: some providers could not be installed:${list}.`,
  );
}
