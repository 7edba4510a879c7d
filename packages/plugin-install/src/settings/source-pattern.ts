// Which providers a method of installation is for: `registry.example.com/*/*`, `hashicorp/*`, `hashicorp/null`.

import { normalizePart, sourceHostProblem } from "@tutti/config";

/** The parts of a source; an asterisk stands for any. */
export type SourcePattern = readonly [host: string, namespace: string, type: string];

/** A pattern, or why a text is none, in the words of Terraform. */
type ParsedPattern =
  | { readonly ok: true; readonly pattern: SourcePattern }
  | { readonly ok: false; readonly why: string };

const ANY = "*";
const DEFAULT_HOST = "registry.terraform.io";

/** Reads `[HOST/]NAMESPACE/TYPE`. Behind an asterisk only asterisks may follow: what is for all hosts is for all that they have. */
export function parsePattern(text: string): ParsedPattern {
  const parts = text.split("/");
  const refused = (why: string): ParsedPattern => ({ ok: false, why });
  if (parts.length < 2 || parts.length > 3)
    return refused(
      `invalid provider matching pattern "${text}": must have either two or three slash-separated segments`,
    );
  const [givenType = "", givenNamespace = "", givenHost = DEFAULT_HOST] = parts.toReversed();
  const host = givenHost.toLowerCase();
  const wrongHost = host === ANY ? undefined : sourceHostProblem(host);
  if (wrongHost !== undefined)
    return refused(`invalid hostname in provider matching pattern "${text}": ${wrongHost}`);
  const namespace = partOf(givenNamespace);
  if (namespace === undefined)
    return refused(
      `invalid registry namespace "${givenNamespace}" in provider matching pattern "${text}": must either be the wildcard * or a literal namespace`,
    );
  const type = partOf(givenType);
  if (type === undefined)
    return refused(
      `invalid provider type "${givenType}" in provider matching pattern "${text}": must either be the wildcard * or a provider type name`,
    );
  if (host === ANY && (namespace !== ANY || type !== ANY))
    return refused(
      `invalid provider matching pattern "${text}": hostname can be a wildcard only if both namespace and provider type are also wildcards`,
    );
  if (namespace === ANY && type !== ANY)
    return refused(
      `invalid provider matching pattern "${text}": namespace can be a wildcard only if the provider type is also a wildcard`,
    );
  return { ok: true, pattern: [host, namespace, type] };
}

function partOf(given: string): string | undefined {
  return given === ANY ? ANY : normalizePart(given);
}

/** Whether a source (`registry.terraform.io/hashicorp/null`) is one of those. */
export function matchesPattern(source: string, pattern: SourcePattern): boolean {
  const parts = source.split("/");
  return pattern.every((wanted, at) => wanted === ANY || wanted === parts[at]);
}

/** Whether a name may stand in a source; folders of mirrors that hold others are passed over. */
export function isSourcePart(part: string): boolean {
  return normalizePart(part) === part;
}
