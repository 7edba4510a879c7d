/** All places that the user's settings name, as one. */

import { join } from "node:path";
import { npmPackageOf } from "@tutti/config";
import { FetchFailure, type HostSettings } from "@tutti/modules";
import { settingsFolder } from "@tutti/runtime";
import type { Installation, InstallationMethod } from "../settings/installation.ts";
import { matchesPattern } from "../settings/source-pattern.ts";
import { filesystemMirror, mirroredSources } from "./filesystem-mirror.ts";
import type { PackageSource, SourceContext } from "./package-source.ts";

/** A place, and for which providers it is asked. */
interface Rule {
  readonly source: PackageSource;
  /** Nobody put anything there for this user. */
  readonly isRegistry?: boolean;
  readonly takes: (source: string) => boolean;
}

/** The places in their order. */
export interface ChosenSource extends PackageSource {
  /** Versions that the user has put somewhere for us to find: in a mirror, in a folder. */
  ownVersions(source: string, platform: string): Promise<readonly string[]>;
}

/** What is asked for packages: `-plugin-dir` alone, else what the settings say, else the usual folders and then the registry. */
export async function chooseSource(
  context: SourceContext,
  installation: Installation,
  folders: readonly string[],
  host: HostSettings,
): Promise<ChosenSource> {
  const { disk } = context.runtime;
  if (folders.length > 0)
    // Then nothing else is asked, npm neither.
    return together(folders.map((path) => ({ source: filesystemMirror(disk, path), takes: () => true })));
  return withPackages(context, await chosenPlaces(context, installation, host));
}

/** One place alone, and npm for what is npm's. */
export async function singleSource(
  context: SourceContext,
  place: InstallationMethod["place"],
  host: HostSettings,
): Promise<ChosenSource> {
  const source = await sourceOf(context, { place, include: undefined, exclude: [] }, host);
  // Whoever names a mirror has put there what is to be taken.
  const isRegistry = place.kind === "direct";
  return withPackages(context, together([{ source, isRegistry, takes: () => true }]));
}

/** Packages of npm come from nowhere else. */
async function withPackages(context: SourceContext, others: ChosenSource): Promise<ChosenSource> {
  const packages = async () => (await import("./npm-packages.ts")).npmPackages(context);
  const isPackage = (source: string): boolean => npmPackageOf(source) !== undefined;
  return {
    name: others.name,
    ownVersions: async (source, platform) => (isPackage(source) ? [] : others.ownVersions(source, platform)),
    async versions(source, platform) {
      if (!isPackage(source)) return others.versions(source, platform);
      const npm = await packages();
      const found = await npm.versions(source, platform);
      if (found === undefined) throw new FetchFailure(notFound(source, [npm]));
      return found;
    },
    find: async (source, version, platform) =>
      (isPackage(source) ? await packages() : others).find(source, version, platform),
  };
}

async function chosenPlaces(
  context: SourceContext,
  { methods }: Installation,
  host: HostSettings,
): Promise<ChosenSource> {
  if (methods !== undefined)
    return together(
      await Promise.all(
        methods.map(async (method) => ({
          source: await sourceOf(context, method, host),
          isRegistry: method.place.kind === "direct",
          takes: (source: string) => isFor(method, source),
        })),
      ),
    );
  return usualSources(context, host);
}

function isFor({ include, exclude }: InstallationMethod, source: string): boolean {
  const among = (patterns: InstallationMethod["exclude"]): boolean =>
    patterns.some((pattern) => matchesPattern(source, pattern));
  return (include === undefined || among(include)) && !among(exclude);
}

async function sourceOf(
  context: SourceContext,
  { place }: InstallationMethod,
  host: HostSettings,
): Promise<PackageSource> {
  switch (place.kind) {
    case "filesystem":
      return filesystemMirror(context.runtime.disk, place.path);
    case "network":
      return (await import("./network-mirror.ts")).networkMirror(context, place.url, host);
    case "direct":
      return (await import("./registry.ts")).providerRegistry(context, host);
  }
}

/** Folders in which people put providers without a word in the settings; what is there is not asked of the registry. */
async function usualSources(context: SourceContext, host: HostSettings): Promise<ChosenSource> {
  const { disk } = context.runtime;
  const rules: Rule[] = [];
  const here = new Set<string>();
  for (const path of usualFolders(context)) {
    if ((await disk.stat(path))?.kind !== "directory") continue;
    for (const source of await mirroredSources(disk, path)) here.add(source);
    rules.push({ source: filesystemMirror(disk, path), takes: () => true });
  }
  const registry = await sourceOf(
    context,
    { place: { kind: "direct" }, include: undefined, exclude: [] },
    host,
  );
  return together([...rules, { source: registry, isRegistry: true, takes: (source) => !here.has(source) }]);
}

/** As Terraform looks for them on Linux. */
function usualFolders({ runtime: { environment } }: Pick<SourceContext, "runtime">): readonly string[] {
  const { variables, home } = environment;
  const data = variables.get("XDG_DATA_HOME") || join(home, ".local/share");
  const shared = (variables.get("XDG_DATA_DIRS") || "/usr/local/share:/usr/share").split(":");
  return [
    "terraform.d/plugins",
    join(settingsFolder(environment), "plugins"),
    ...[data, ...shared].map((path) => join(path, "terraform/plugins")),
  ];
}

function together(rules: readonly Rule[]): ChosenSource {
  const placesOf = (source: string): readonly PackageSource[] =>
    rules.filter(({ takes }) => takes(source)).map((rule) => rule.source);
  return {
    name: "",
    async ownVersions(source, platform) {
      const own = rules.filter(({ isRegistry, takes }) => isRegistry !== true && takes(source));
      const found = await Promise.all(own.map((rule) => rule.source.versions(source, platform)));
      return found.flatMap((versions) => versions ?? []);
    },
    async versions(source, platform) {
      const found = new Set<string>();
      let known = false;
      for (const place of placesOf(source)) {
        const versions = await place.versions(source, platform);
        known ||= versions !== undefined;
        for (const version of versions ?? []) found.add(version);
      }
      if (known) return [...found];
      throw new FetchFailure(notFound(source, placesOf(source)));
    },
    async find(source, version, platform) {
      for (const place of placesOf(source)) {
        const versions = await place.versions(source, platform);
        if (versions?.includes(version) !== true) continue;
        const found = await place.find(source, version, platform);
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
}

function notFound(source: string, places: readonly PackageSource[]): string {
  const [only] = places;
  if (only === undefined)
    return `provider ${source} was not found in any of the search locations\n\nThe provider_installation block of the CLI configuration has no method for it`;
  const names = places.map(({ name }) => `  - ${name}`).join("\n");
  return `provider ${source} was not found in any of the search locations\n\n${names}`;
}
