import { cleanPath, type RemoteSource, remoteSource } from "./remote-source.ts";

/** Where a module comes from. */
export type ModuleSource = LocalSource | RegistrySource | RemoteSource;

/** A folder beside the module that calls it. */
export interface LocalSource {
  readonly kind: "local";
  /** `./…` or `../…`, as short as it gets. */
  readonly path: string;
}

/** A module that a registry knows the versions of. */
export interface RegistrySource {
  readonly kind: "registry";
  /** With its port where it has one, in lower case. */
  readonly host: string;
  readonly namespace: string;
  readonly name: string;
  /** Which provider it is for: the last part of its address. */
  readonly system: string;
  /** Of the module within what the registry leads to; empty where it is all of that. */
  readonly subdirectory: string;
}

export type ParsedModuleSource =
  | { readonly ok: true; readonly source: ModuleSource }
  | { readonly ok: false; readonly error: string; readonly maybeRelative: boolean };

/** The registry of modules whose address names none. */
const REGISTRY_HOST = "registry.terraform.io";

/** The text of `source`; `registryWanted` where a `version` stands beside it. */
export function parseModuleSource(text: string, registryWanted: boolean): ParsedModuleSource {
  if (text.startsWith("./") || text.startsWith("../")) {
    if (registryWanted) return failure(`can't use local directory "${text}" as a module registry address`);
    return { ok: true, source: { kind: "local", path: localPath(text) } };
  }
  const registry = parseRegistrySource(text);
  if (typeof registry !== "string") return { ok: true, source: registry };
  if (registryWanted) return failure(registry);
  return remoteSource(text);
}

/** As the manifest of modules holds it, and as messages name it. */
export function formatModuleSource(source: ModuleSource): string {
  switch (source.kind) {
    case "local":
      return source.path;
    case "registry":
      return withSubdirectory(registryPackage(source), source.subdirectory);
    case "remote":
      return withSubdirectory(source.package, source.subdirectory);
  }
}

/** `host/namespace/name/system`, which has versions. */
export function registryPackage({ host, namespace, name, system }: RegistrySource): string {
  return `${host}/${namespace}/${name}/${system}`;
}

function withSubdirectory(address: string, subdirectory: string): string {
  if (subdirectory === "") return address;
  const query = address.indexOf("?");
  return query < 0
    ? `${address}//${subdirectory}`
    : `${address.slice(0, query)}//${subdirectory}${address.slice(query)}`;
}

function localPath(text: string): string {
  const clean = cleanPath(text);
  return clean.startsWith("../") ? clean : `./${clean}`;
}

const HOST = /^[\p{L}\p{N}](?:[\p{L}\p{N}.-]*[\p{L}\p{N}])?(?::\d{1,5})?$/u;
const NAME = /^[0-9A-Za-z](?:[0-9A-Za-z_-]{0,62}[0-9A-Za-z])?$/;
const SYSTEM = /^[0-9a-z]{1,64}$/;
const NAME_RULE =
  "must be between one and 64 characters, including ASCII letters, digits, dashes, and underscores, where dashes and underscores may not be the prefix or suffix";
/** Their paths are those of repositories. */
const REPOSITORY_HOSTS: ReadonlySet<string> = new Set(["github.com", "bitbucket.org"]);

/** A text says why it is no address of a registry. */
function parseRegistrySource(text: string): RegistrySource | string {
  const cut = text.indexOf("//");
  const subdirectory = cut < 0 ? "" : cleanPath(text.slice(cut + 2));
  const parts = (cut < 0 ? text : text.slice(0, cut)).split("/");
  if (subdirectory === ".." || subdirectory.startsWith("../"))
    return `subdirectory path "${subdirectory}" leads outside of the module package`;
  if (parts.length !== 3 && parts.length !== 4)
    return "a module registry source address must have either three or four slash-separated components";
  const host = parts.length === 4 ? parseHost(parts.shift() ?? "") : { host: REGISTRY_HOST };
  if (typeof host === "string") return host;
  const [namespace = "", name = "", system = ""] = parts;
  if (!NAME.test(namespace)) {
    // Somebody wrote the host of a repository in front of its two parts.
    return `invalid namespace "${namespace}": ${NAME_RULE}`;
  }
  if (!NAME.test(name)) return `invalid module name "${name}": ${NAME_RULE}`;
  if (!SYSTEM.test(system))
    return `invalid target system "${system}": must be between one and 64 ASCII letters or digits`;
  return { kind: "registry", ...host, namespace, name, system, subdirectory };
}

function parseHost(text: string): { readonly host: string } | string {
  if (REPOSITORY_HOSTS.has(text))
    return `can't use "${text}" as a module registry host, because it's reserved for installing directly from version control repositories`;
  if (!HOST.test(text)) return `invalid module registry hostname "${text}"`;
  if (!text.includes(".")) return "invalid module registry hostname: must contain at least one dot";
  return { host: text.toLowerCase() };
}

function failure(error: string): ParsedModuleSource {
  return { ok: false, error, maybeRelative: false };
}
