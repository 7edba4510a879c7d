// Which providers a method of installation is for: `registry.example.com/*/*`, `hashicorp/*`, `hashicorp/null`.

import { normalizePart, parseProviderSource } from "@tutti/config";

/** The parts of a source; an asterisk stands for any. */
export type SourcePattern = readonly [host: string, namespace: string, type: string];

const ANY = "*";

/** Undefined where the text is no pattern. */
export function parsePattern(text: string): SourcePattern | undefined {
  const parts = text.split("/");
  if (parts.length < 2 || parts.length > 3) return undefined;
  const [type = "", namespace = "", host = "registry.terraform.io"] = parts.toReversed();
  // Stand-ins where anything goes: the rest must be as in every source.
  const parsed = parseProviderSource(
    [host, namespace, type].map((part) => (part === ANY ? "any" : part)).join("/"),
  );
  if (!parsed.ok) return undefined;
  const part = (given: string, read: string): string => (given === ANY ? ANY : read);
  return [
    part(host, parsed.source.host),
    part(namespace, parsed.source.namespace),
    part(type, parsed.source.type),
  ];
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
