import { configError } from "../errors.ts";
import { normalizePart, type ParsedSource } from "./provider-source.ts";

/**
 * Providers that are packages of npm, and those that lie beside the configuration. Each has an
 * address of the usual three parts, which states, plans and lock files can hold: `npm:@acme/x` is
 * `npm/acme/x`, `./providers/x` is `local/dev/x`. No registry has a host of such a name.
 */
const HOSTS = { npm: "npm", local: "local" } as const;

/** Stands for the scope of a package that has none; no package of a scope of that name is taken. */
const UNSCOPED = "unscoped";
const LOCAL_NAMESPACE = "dev";
const PACKAGE = /^(?:@([^/]+)\/)?([^/]+)$/;

/** Undefined where the text is neither. */
export function parseProviderPackage(text: string): ParsedSource | undefined {
  if (text.startsWith("npm:")) return parsePackage(text, text.slice("npm:".length));
  return /^\.\.?(\/|$)/.test(text) ? parsePath(text) : undefined;
}

function parsePackage(text: string, name: string): ParsedSource {
  const [, scope = UNSCOPED, type = ""] = PACKAGE.exec(name) ?? [];
  const isPlain = normalizePart(type) === type && normalizePart(scope) === scope;
  if (isPlain && !(scope === UNSCOPED && name.startsWith("@")))
    return { ok: true, source: { host: HOSTS.npm, namespace: scope, type } };
  return {
    ok: false,
    kind: configError("invalid-provider-package"),
    detail: `The source ${JSON.stringify(text)} names no package of npm that can hold a provider. Such a package is called with lower-case letters, digits and single dashes: "npm:@acme/tutti-provider-x".`,
  };
}

function parsePath(text: string): ParsedSource {
  const last = text.replace(/\/+$/, "").split("/").at(-1) ?? "";
  const type = last.replace(/^(terraform|tutti)-provider-/, "");
  if (normalizePart(type) === type)
    return { ok: true, source: { host: HOSTS.local, namespace: LOCAL_NAMESPACE, type } };
  return {
    ok: false,
    kind: configError("invalid-provider-package"),
    detail: `The source ${JSON.stringify(text)} is no folder that can hold a provider: the folder is called after the provider, with lower-case letters, digits and single dashes, like "./providers/x".`,
  };
}

/** The package of npm that a source in full stands for; undefined for any other. */
export function npmPackageOf(source: string): string | undefined {
  const [host, scope, type] = source.split("/");
  if (host !== HOSTS.npm || type === undefined) return undefined;
  return scope === UNSCOPED ? type : `@${scope}/${type}`;
}

/** Whether a source in full stands for a folder beside the configuration. */
export function isLocalProvider(source: string): boolean {
  return source.startsWith(`${HOSTS.local}/${LOCAL_NAMESPACE}/`);
}
