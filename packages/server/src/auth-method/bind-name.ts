import { isAclName } from "../acl/decode.ts";
import { isIdentityName } from "../acl/identity-name.ts";

/** What a rule gives: an identity of a service or a node, or a role. */
export const BIND_TYPES = ["service", "node", "role"] as const;
export type BindType = (typeof BIND_TYPES)[number];

const ROLE_NAME_LENGTH_MAX = 256;

/** A name, or why there is none: it cannot be worked out, or nothing may be called so. */
export type BoundName =
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "invalid"; readonly name: string }
  | { readonly kind: "mistake"; readonly why: string };

/** The name that a rule gives, with `${variable}` in it; values are written in small letters. */
export function boundName(type: BindType, text: string, variables: ReadonlyMap<string, string>): BoundName {
  let why: string | undefined;
  const name = text.replaceAll(
    /\$\$\{|\$\{([^}]*)\}?/g,
    (written, inside: string | undefined, at: number) => {
      // Written twice the sign stands for itself.
      if (inside === undefined) return "${";
      why ??= mistakeOf(text, written, inside, at, variables);
      return (variables.get(inside.trim()) ?? "").toLowerCase();
    },
  );
  if (why !== undefined) return { kind: "mistake", why };
  const fits = type === "role" ? isAclName(name, ROLE_NAME_LENGTH_MAX) : isIdentityName(name);
  return fits ? { kind: "name", name } : { kind: "invalid", name };
}

function mistakeOf(
  text: string,
  written: string,
  inside: string,
  at: number,
  variables: ReadonlyMap<string, string>,
): string | undefined {
  const name = inside.trim();
  if (variables.has(name) && written.endsWith("}")) return undefined;
  const place = `1:${at + 3 + inside.length - inside.trimStart().length}`;
  if (!written.endsWith("}"))
    return `parse error at 1:${text.length + 1}: expected "}" but found end of string`;
  return /^[\w.-]+$/.test(name)
    ? `${place}: unknown variable accessed: ${name}`
    : `${place}: only the name of a variable may stand here in:\n\n${text}`;
}

/** Why no login could be given a name by this text, whoever it is. */
export function bindNameMistake(
  type: BindType,
  text: string,
  variables: readonly string[],
): string | undefined {
  const bound = boundName(type, text, new Map(variables.map((name) => [name, "fake"])));
  if (bound.kind === "mistake") return `invalid BindName: ${bound.why}`;
  return bound.kind === "invalid" ? "invalid BindName" : undefined;
}
