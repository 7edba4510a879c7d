import type { ErrorKind } from "@tutti/errors";
import { configError } from "../errors.ts";
/** Source addresses of providers: `[HOST/][NAMESPACE/]TYPE`. */

export interface ProviderSource {
  readonly host: string;
  readonly namespace: string;
  readonly type: string;
}

const DEFAULT_HOST = "registry.terraform.io";
const BUILTIN_HOST = "terraform.io";
const PART = /^[0-9a-z](?:[0-9a-z-]*[0-9a-z])?$/iu;

/** In full, as plans and states have it. */
export function formatProviderSource({ host, namespace, type }: ProviderSource): string {
  return `${host}/${namespace}/${type}`;
}

/** As messages name it: without what is the default. */
export function shortProviderSource(source: string): string {
  if (source.startsWith(`${DEFAULT_HOST}/`)) return source.slice(DEFAULT_HOST.length + 1);
  return source;
}

/** What a name stands for that no `required_providers` explains. */
export function impliedProviderSource(name: string): string {
  if (name === "terraform") return `${BUILTIN_HOST}/builtin/terraform`;
  return `${DEFAULT_HOST}/hashicorp/${name}`;
}

/** The same where the module may say what it requires under that name. */
export function localProviderSource(
  required: ReadonlyMap<string, { readonly source: string }>,
  name: string,
): string {
  return required.get(name)?.source ?? impliedProviderSource(name);
}

export type ParsedSource =
  | { readonly ok: true; readonly source: ProviderSource }
  | { readonly ok: false; readonly kind: ErrorKind; readonly detail: string };

/** Undefined where the text is no part of a source address; lower case otherwise. */
export function normalizePart(part: string): string | undefined {
  return PART.test(part) && !part.includes("--") ? part.toLowerCase() : undefined;
}

const PART_RULE = "must contain only letters, digits, and dashes, and may not use leading or trailing dashes";

function partProblem(part: string): string {
  return part.includes("--") ? "cannot use multiple consecutive dashes" : PART_RULE;
}

const HOST = /^[a-z0-9-]+(\.[a-z0-9-]+)*\.?(:\d+)?$/;

/** Why a text, in lower case, is no host of a source address; undefined where it is one. */
export function sourceHostProblem(host: string): string | undefined {
  if (HOST.test(host)) return undefined;
  if (host === "") return "empty string is not a valid hostname";
  if (host.includes("..") || host.startsWith("."))
    return "hostname contains empty label (two consecutive periods)";
  const wrong = /[^a-z0-9.:-]/.exec(host)?.[0].codePointAt(0);
  if (wrong === undefined) return "contains invalid characters";
  return `idna: disallowed rune U+${wrong.toString(16).toUpperCase().padStart(4, "0")}`;
}

/** Reads `[host/][namespace/]type`; host and namespace have Terraform's defaults. */
export function parseProviderSource(text: string): ParsedSource {
  const parts = text.split("/");
  if (text === "" || parts.length > 3 || parts.includes("")) {
    return failure(
      configError("invalid-provider-source-string"),
      'The "source" attribute must be in the format "[hostname/][namespace/]name"',
    );
  }
  const given = parts.at(-1) ?? "";
  const type = normalizePart(given);
  if (type === undefined) {
    return failure(
      configError("invalid-provider-type"),
      `Invalid provider type "${given}" in source "${text}": ${partProblem(given)}"`,
    );
  }
  const namespaceText = parts.length > 1 ? (parts.at(-2) ?? "") : "hashicorp";
  const namespace = namespaceText === "-" ? "-" : normalizePart(namespaceText);
  if (namespace === undefined) {
    return failure(
      configError("invalid-provider-namespace"),
      `Invalid provider namespace "" in source "${text}": ${partProblem(namespaceText)}"`,
    );
  }
  const host = parts.length === 3 ? (parts[0] ?? "").toLowerCase() : DEFAULT_HOST;
  const wrongHost = sourceHostProblem(host);
  if (wrongHost !== undefined) {
    return failure(
      configError("invalid-provider-source-hostname"),
      `Invalid provider source hostname namespace "" in source "${text}": ${wrongHost}"`,
    );
  }
  return { ok: true, source: { host, namespace, type } };
}

function failure(kind: ErrorKind, detail: string): ParsedSource {
  return { ok: false, kind, detail };
}
