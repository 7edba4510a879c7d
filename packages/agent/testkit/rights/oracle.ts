import type { Access, ResourceKind } from "../../src/index.ts";

/** A rule of a random policy. */
export interface OracleRule {
  readonly resource: string;
  readonly name: string;
  readonly prefix: boolean;
  readonly level: "deny" | "read" | "list" | "write";
  /** Of rules for services. */
  readonly intentions?: "deny" | "read" | "write";
}

/** Something that a token may be allowed to do. */
export interface Wanted {
  readonly resource: ResourceKind;
  readonly access: Access;
  readonly name: string;
}

const SCALARS = new Set(["acl", "keyring", "operator"]);
const HOLDS: Readonly<Record<string, readonly string[]>> = {
  deny: [],
  read: ["read"],
  list: ["read", "list"],
  write: ["read", "list", "write"],
};

/** The rules as a policy. */
export function policyText(rules: readonly OracleRule[]): string {
  return rules
    .map(({ resource, name, prefix, level, intentions }) => {
      if (SCALARS.has(resource)) return `${resource} = "${level}"`;
      const more = intentions === undefined ? "" : ` intentions = "${intentions}"`;
      return `${resource}${prefix ? "_prefix" : ""} "${name}" { policy = "${level}"${more} }`;
    })
    .join("\n");
}

/**
 * What a policy allows where all else is denied, by the words of Consul's
 * documentation and as plainly as can be: the exact rule, else that with the
 * longest prefix. It knows nothing of the product's own authoriser.
 */
export function may(rules: readonly OracleRule[], { resource, access, name }: Wanted): boolean {
  if (resource === "management") return may(rules, { resource: "acl", access: "write", name: "" });
  const kind = resource === "intention" ? "service" : resource;
  let found: OracleRule | undefined;
  for (const rule of rules) {
    if (rule.resource !== kind) continue;
    if (SCALARS.has(kind)) found = rule;
    else if (!rule.prefix && rule.name === name) {
      found = rule;
      break;
    } else if (rule.prefix && name.startsWith(rule.name)) {
      if (found === undefined || rule.name.length > found.name.length) found = rule;
    }
  }
  if (found === undefined) return false;
  const level =
    resource === "intention" ? (found.intentions ?? (found.level === "deny" ? "deny" : "read")) : found.level;
  return (HOLDS[level] ?? []).includes(access);
}
