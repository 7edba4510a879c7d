import {
  compareVersionNumbers,
  exactVersion,
  formatVersionNumber,
  parseVersionNumber,
  type RegistrySource,
  registryPackage,
  type VersionConstraint,
  type VersionNumber,
  versionMeets,
} from "@tutti/config";
import type { FollowedResponse } from "@tutti/runtime";
import { type FetchContext, FetchFailure } from "../fetch-context.ts";
import { askRegistry } from "./ask-registry.ts";
import { discover, serviceUrl, statusText } from "./discover.ts";
import type { HostSettings } from "./host-settings.ts";

/** The versions that a registry has of a module, or why there are none to choose from. */
export type Versions =
  | { readonly kind: "versions"; readonly texts: readonly string[] }
  | { readonly kind: "not-found" }
  | { readonly kind: "invalid" };

/** A registry of modules on one host. */
export class ModuleRegistry {
  readonly #context: FetchContext;
  readonly #settings: HostSettings;
  readonly #versions = new Map<string, Promise<Versions>>();

  constructor(context: FetchContext, settings: HostSettings) {
    this.#context = context;
    this.#settings = settings;
  }

  /** Each module is asked for once a run. */
  versions(source: RegistrySource): Promise<Versions> {
    const name = registryPackage(source);
    let found = this.#versions.get(name);
    if (found === undefined) {
      found = this.#askVersions(source);
      this.#versions.set(name, found);
    }
    return found;
  }

  async #askVersions(source: RegistrySource): Promise<Versions> {
    const response = await this.#ask(source, "versions");
    if (response.status === 404) return { kind: "not-found" };
    if (response.status !== 200)
      throw new FetchFailure(`error looking up module versions: ${statusText(response.status)}`);
    return readVersions(parseJson(new TextDecoder().decode(response.body)));
  }

  /** The address of the package that holds a version. */
  async location(source: RegistrySource, version: string): Promise<string> {
    const name = registryPackage(source);
    const response = await this.#ask(source, `${version}/download`);
    const { status } = response;
    const said = `${statusText(status)} resp:${new TextDecoder().decode(response.body)}`;
    if (status === 404) throw new FetchFailure(`module "${name}" version "${version}" not found`);
    if (status !== 200 && status !== 204)
      throw new FetchFailure(`error getting download location for "${name}": ${said}`);
    const named = response.headers.get("x-terraform-get") ?? "";
    if (named === "") throw new FetchFailure(`failed to get download URL for "${name}": ${said}`);
    return /^(\/|\.\/|\.\.\/)/.test(named) ? new URL(named, response.url).href : named;
  }

  async #ask({ host, namespace, name, system }: RegistrySource, what: string): Promise<FollowedResponse> {
    const base = serviceUrl(await discover(this.#context, this.#settings, host), "modules.v1");
    if (base === undefined) throw new FetchFailure(`host ${host} does not provide a modules service`);
    const url = new URL(`${namespace}/${name}/${system}/${what}`, base).href;
    return askRegistry(this.#context, url, await this.#settings.token(host));
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const first = text.trimStart().slice(0, 1);
    if (!/[[{"\dtfn-]/.test(first) && first !== "")
      throw new FetchFailure(`invalid character '${first}' looking for beginning of value`);
    throw new FetchFailure(error instanceof Error ? error.message : String(error));
  }
}

/** `{ "modules": [{ "versions": [{ "version": "1.0.0" }] }] }`; what else is in it is for others. */
function readVersions(json: unknown): Versions {
  const [module] = listOf(json, "modules");
  if (module === undefined) return { kind: "invalid" };
  const texts = listOf(module, "versions").flatMap((one) =>
    typeof one === "object" && one !== null && "version" in one && typeof one.version === "string"
      ? [one.version]
      : [],
  );
  return { kind: "versions", texts };
}

function listOf(json: unknown, name: string): readonly unknown[] {
  const value =
    typeof json === "object" && json !== null ? Object.entries(json).find(([key]) => key === name)?.[1] : [];
  return Array.isArray(value) ? value : [];
}

/** The newest version, and the newest that will do. */
export interface Choice {
  readonly newest: string | undefined;
  readonly chosen: string | undefined;
  /** Texts of the registry that are no versions. */
  readonly invalid: readonly string[];
}

/** A pre-release counts only where exactly that one is asked for. */
export function chooseVersion(texts: readonly string[], constraint: VersionConstraint): Choice {
  const exact = exactVersion(constraint);
  let newest: VersionNumber | undefined;
  let chosen: VersionNumber | undefined;
  const invalid: string[] = [];
  for (const text of texts) {
    const version = parseVersionNumber(text);
    if (version === undefined) {
      invalid.push(text);
      continue;
    }
    if (version.prerelease !== "" && (exact === undefined || compareVersionNumbers(version, exact) !== 0))
      continue;
    if (newest === undefined || compareVersionNumbers(version, newest) > 0) newest = version;
    if (!versionMeets(text, constraint)) continue;
    if (chosen === undefined || compareVersionNumbers(version, chosen) > 0) chosen = version;
  }
  const said = (version: VersionNumber | undefined): string | undefined =>
    version === undefined ? undefined : formatVersionNumber(version);
  return { newest: said(newest), chosen: said(chosen), invalid };
}
