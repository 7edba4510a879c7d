/** What `init` does about providers: chooses, fetches, and writes down what it chose. */

import { resolve } from "node:path";
import { type Config, isLocalProvider, type ModuleNode } from "@tutti/config";
import { type Diagnostic, errorDiagnostic, hasErrors, PRODUCT, warningDiagnostic } from "@tutti/hcl";
import { FETCH_LIMITS, type HostSettings } from "@tutti/modules";
import {
  type ChosenSource,
  chooseSource,
  chooseVersion,
  formatLocks,
  type InstallStep,
  installError,
  installProviders,
  LOCK_PATH,
  type Locks,
  linkLocalProvider,
  ownPlatform,
  type Requirement,
  readInstallation,
  readLocks,
  requirementsOf,
  runningPlugins,
} from "@tutti/plugin-install";
import type { Runtime } from "@tutti/runtime";
import { pluginFolder } from "./chosen-plugins.ts";
import { overrideWarnings } from "./override-warnings.ts";
import { isInHouse, isPartOfUs } from "./provider-registry.ts";

/** What is to be installed, and where it may come from. */
export interface InstallPlugins {
  readonly runtime: Runtime;
  readonly config: Config;
  /** Modules that runs of tests name in its place. */
  readonly runs?: ReadonlyMap<unknown, ModuleNode>;
  readonly upgrade: boolean;
  /** The lock file is to stay as it is. */
  readonly lockReadOnly: boolean;
  /** `-plugin-dir`: then nothing else is asked. */
  readonly folders: readonly string[];
  readonly settings: HostSettings;
  readonly signal?: AbortSignal;
  readonly onStep: (step: InstallStep) => void;
  /** Told of each for which a provider of our own stands in. */
  readonly onBuiltIn: (source: string) => void;
}

/** What came of it. */
export interface InstalledPlugins {
  readonly diagnostics: readonly Diagnostic[];
  readonly lock: "same" | "created" | "changed";
  /** Providers (by their short names) of which the lock file knows the hashes of this platform alone. */
  readonly incomplete: readonly string[];
  /** Somebody who is not known to anybody has signed one of them. */
  readonly isSelfSigned: boolean;
}

/** Installs the providers of a configuration that do not come with us, and writes the lock file where that changes. */
export async function installPlugins(request: InstallPlugins): Promise<InstalledPlugins> {
  const warnings = await overrideWarnings(request.runtime, "init");
  const done = await installChosen(request);
  return { ...done, diagnostics: [...warnings, ...done.diagnostics] };
}

async function installChosen(request: InstallPlugins): Promise<InstalledPlugins> {
  const { runtime, folders } = request;
  const nothing = { lock: "same", incomplete: [], isSelfSigned: false } as const;
  const { locks, diagnostics: unread } = await readLocks(runtime);
  const { running, mistakes } = runningPlugins(runtime);
  const unusable = [...mistakes, ...unread];
  if (hasErrors(unusable)) return { ...nothing, diagnostics: unusable };
  const installation = await readInstallation(runtime);
  const context = { runtime, limits: FETCH_LIMITS, signal: request.signal };
  const from = await chooseSource(context, installation, folders, request.settings);
  // Whoever has a program of his own for a provider needs no package; what was chosen before stays.
  const isElsewhere = (source: string): boolean => installation.overrides.has(source) || running.has(source);
  const requirements: Requirement[] = [];
  const refused: Diagnostic[] = [];
  for (const requirement of requirementsOf(request.config.root, ...(request.runs?.values() ?? []))) {
    const { source } = requirement;
    if (isElsewhere(source)) continue;
    if (isLocalProvider(source)) {
      const mistake = await linkLocalProvider(runtime, pluginFolder(runtime), requirement);
      if (mistake !== undefined) return { ...nothing, diagnostics: [mistake] };
      continue;
    }
    const mistake = builtInMistake(requirement);
    if (mistake !== undefined) refused.push(mistake);
    else if (await standsIn(runtime, requirement, locks, from)) request.onBuiltIn(source);
    else requirements.push(requirement);
  }
  let isSelfSigned = false;
  const done = await installProviders({
    context,
    requirements,
    locks,
    from,
    folder: pluginFolder(runtime),
    cache:
      installation.cache === undefined
        ? undefined
        : resolve(runtime.environment.directory, installation.cache),
    cacheMayBreakLock: installation.cacheMayBreakLock,
    upgrade: request.upgrade,
    onStep(step) {
      isSelfSigned ||= step.kind === "installed" && step.isSelfSigned;
      request.onStep(step);
    },
  });
  const wrong = [...done.diagnostics, ...refused];
  if (hasErrors(wrong)) return { ...nothing, diagnostics: wrong };
  const kept = [...locks].filter(([source]) => isElsewhere(source));
  const written = await writeLocks(request, locks, new Map([...done.locks, ...kept]));
  return { incomplete: written.lock === "same" ? [] : done.incomplete, isSelfSigned, ...written };
}

function builtInMistake({ source, constraint }: Requirement): Diagnostic | undefined {
  if (!isPartOfUs(source)) return undefined;
  const why =
    constraint.length > 0
      ? "built-in providers do not support explicit version constraints"
      : isInHouse(source)
        ? undefined
        : `this ${PRODUCT} release has no built-in provider named ${JSON.stringify(source.split("/").at(-1))}`;
  return why === undefined
    ? undefined
    : errorDiagnostic(installError("invalid-built-in-provider"), `Cannot use ${source}: ${why}.`);
}

/**
 * Ours, unless somebody chose the real one: by the lock file, or by asking for
 * a version of it that a mirror or a folder of theirs has.
 */
async function standsIn(
  runtime: Runtime,
  { source, constraint }: Requirement,
  locks: Locks,
  from: ChosenSource,
): Promise<boolean> {
  if (isPartOfUs(source)) return true;
  if (!isInHouse(source) || locks.has(source)) return false;
  if (constraint.length === 0) return true;
  const versions = await from.ownVersions(source, ownPlatform(runtime.environment));
  return chooseVersion(versions, constraint) === undefined;
}

async function writeLocks(
  { runtime: { disk }, lockReadOnly }: InstallPlugins,
  before: Locks,
  locks: Locks,
): Promise<{ readonly lock: InstalledPlugins["lock"]; readonly diagnostics: readonly Diagnostic[] }> {
  if (isSameChoice(before, locks)) return { lock: "same", diagnostics: [] };
  if (!lockReadOnly) {
    await disk.replaceFile(LOCK_PATH, formatLocks(locks));
    return { lock: before.size === 0 ? "created" : "changed", diagnostics: [] };
  }
  return {
    lock: "same",
    diagnostics: [
      locks.size === before.size && [...locks.keys()].every((source) => before.has(source))
        ? warningDiagnostic(installError("lock-file-not-updated"), NOT_SAVED)
        : errorDiagnostic(installError("lock-file-would-change"), WOULD_CHANGE),
    ],
  };
}

/** What was asked for may have changed as long as the same comes of it: that alone is not written, as Terraform does not. */
function isSameChoice(before: Locks, after: Locks): boolean {
  return (
    before.size === after.size &&
    [...after].every(([source, { version, hashes }]) => {
      const old = before.get(source);
      return old?.version === version && old.hashes.join() === hashes.join();
    })
  );
}

const NOT_SAVED = `Changes to the provider selections were detected, but not saved in the .terraform.lock.hcl file. To record these selections, run "<tutti> init" without the "-lockfile=readonly" flag.`;
const WOULD_CHANGE = `Changes to the required provider dependencies were detected, but the lock file is read-only. To use and record these requirements, run "<tutti> init" without the "-lockfile=readonly" flag.`;
