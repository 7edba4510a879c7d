/** What `providers lock` and `providers mirror` do about plugins: hashes and packages for any platform, none of them installed. */

import { type Config, isLocalProvider } from "@tutti/config";
import { COMMAND, type Diagnostic, errorDiagnostic, hasErrors } from "@tutti/hcl";
import { FETCH_LIMITS, type HostSettings } from "@tutti/modules";
import {
  ChosenPlugins,
  formatLocks,
  installError,
  LOCK_PATH,
  type LockStep,
  lockProviders,
  type MirrorStep,
  mirrorProviders,
  ownPlatform,
  type Requirement,
  readLocks,
  requirementsOf,
  singleSource,
} from "@tutti/plugin-install";
import type { Runtime } from "@tutti/runtime";

import { pluginFolder } from "./chosen-plugins.ts";
import { isInHouse, isPartOfUs } from "./provider-registry.ts";

interface CollectRequest {
  readonly runtime: Runtime;
  readonly config: Config;
  /** Empty: that of this machine. */
  readonly platforms: readonly string[];
  readonly settings: HostSettings;
  readonly signal?: AbortSignal;
}

/** What is to be locked. */
export interface LockPlugins extends CollectRequest {
  /** Only these, which the configuration requires; empty: all. One that comes with us is locked where it is named here. */
  readonly sources: readonly string[];
  readonly place: Parameters<typeof singleSource>[1];
  readonly onStep: (step: LockStep) => void;
}

/** Writes what comes of it into the lock file; `changed`: there was something to write. */
export async function lockPlugins(
  request: LockPlugins,
): Promise<{ readonly diagnostics: readonly Diagnostic[]; readonly changed: boolean }> {
  const { runtime, config, sources, place } = request;
  const { locks, diagnostics: wrong } = await readLocks(runtime);
  if (hasErrors(wrong)) return { diagnostics: wrong, changed: false };
  const context = contextOf(request);
  const from = await singleSource(context, place, request.settings);
  const requirements: Requirement[] = [];
  for (const requirement of requirementsOf(config.root)) {
    const { source } = requirement;
    if (isPartOfUs(source) || isLocalProvider(source)) continue;
    if (sources.length > 0 && !sources.includes(source)) continue;
    // Where nobody chose the real one, ours stands in for it, and needs no lock.
    if (isInHouse(source) && !locks.has(source) && !sources.includes(source)) continue;
    requirements.push(requirement);
  }
  const done = await lockProviders({
    context,
    requirements,
    locks,
    from,
    platforms: platformsOf(request),
    scratch: runtime.environment.variables.get("TMPDIR") || "/tmp",
    onStep: request.onStep,
  });
  const text = formatLocks(done.locks);
  if (done.diagnostics.length > 0 || text === formatLocks(locks))
    return { diagnostics: done.diagnostics, changed: false };
  await runtime.disk.replaceFile(LOCK_PATH, text);
  return { diagnostics: [], changed: true };
}

/** What is to be mirrored. */
export interface MirrorPlugins extends CollectRequest {
  readonly folder: string;
  /** The lock file's versions count. */
  readonly useLocks: boolean;
  readonly onStep: (step: MirrorStep) => void;
  /** Told of each that is no package, as it is a part of this program. */
  readonly onBuiltIn: (source: string) => void;
}

/** Fetches from each provider's own registry. */
export async function mirrorPlugins(request: MirrorPlugins): Promise<readonly Diagnostic[]> {
  const { runtime, config, useLocks, onBuiltIn } = request;
  const chosen = await ChosenPlugins.read(runtime, pluginFolder(runtime));
  const { locks, diagnostics: wrong } = await readLocks(runtime);
  if (useLocks && hasErrors(wrong)) return wrong;
  const requirements: Requirement[] = [];
  const builtIn: string[] = [];
  for (const requirement of requirementsOf(config.root)) {
    const { source } = requirement;
    if (isLocalProvider(source)) continue;
    if (isPartOfUs(source) || (isInHouse(source) && !locks.has(source))) builtIn.push(source);
    else requirements.push(requirement);
  }
  if (useLocks && locks.size > 0) {
    const problems = requirements.flatMap((requirement) =>
      locks.has(requirement.source)
        ? (chosen.constraintMistake(requirement) ?? [])
        : `provider ${requirement.source}: required by this configuration but no version is selected`,
    );
    if (problems.length > 0) return [notAsLocked(problems)];
  }
  const context = contextOf(request);
  for (const source of builtIn) onBuiltIn(source);
  return mirrorProviders({
    context,
    requirements,
    locks: useLocks ? locks : new Map(),
    from: await singleSource(context, { kind: "direct" }, request.settings),
    platforms: platformsOf(request),
    folder: request.folder,
    onStep: request.onStep,
  });
}

function contextOf({ runtime, signal }: CollectRequest) {
  return { runtime, limits: FETCH_LIMITS, signal };
}

function platformsOf({ platforms, runtime }: CollectRequest): readonly string[] {
  return platforms.length > 0 ? [...new Set(platforms)] : [ownPlatform(runtime.environment)];
}

function notAsLocked(problems: readonly string[]): Diagnostic {
  return errorDiagnostic(
    installError("inconsistent-lock-file"),
    `To update the locked dependency selections to match a changed configuration, run:\n  ${COMMAND} init -upgrade\n got:[${problems.join(" ")}]`,
  );
}
