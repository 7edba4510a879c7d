import type { Access, Authorizer, ResourceKind } from "./authorizer.ts";

/** An access to a thing of a kind; resources without names (`acl`, `operator` …) are called "". */
export interface Right {
  readonly resource: ResourceKind;
  readonly access: Access;
  readonly name: string;
  /** Wanted for everything whose name begins so, not for one thing. */
  readonly prefix?: true;
}

/** What a request needs: a right, or all rights of one of several lists. */
export type Need = Right | { readonly anyOf: readonly (readonly Right[])[] };

/** A right to one thing. */
export function right(resource: ResourceKind, access: Access, name = ""): Right {
  return { resource, access, name };
}

/** A right to all things whose names begin so. */
export function rightBelow(resource: ResourceKind, access: Access, prefix: string): Right {
  return { resource, access, name: prefix, prefix: true };
}

/** The first right that the token lacks; undefined where it has all that is needed. */
export function missingRight(authorizer: Authorizer, needs: readonly Need[]): Right | undefined {
  for (const need of needs) {
    const missing = "anyOf" in need ? missingOfAny(authorizer, need.anyOf) : missingOne(authorizer, need);
    if (missing !== undefined) return missing;
  }
  return undefined;
}

/** Nothing is missing where one list is complete; else what the last one lacks is told. */
function missingOfAny(authorizer: Authorizer, lists: readonly (readonly Right[])[]): Right | undefined {
  let missing: Right | undefined;
  for (const list of lists) {
    missing = missingRight(authorizer, list);
    if (missing === undefined) return undefined;
  }
  return missing;
}

function missingOne(authorizer: Authorizer, wanted: Right): Right | undefined {
  const { resource, access, name } = wanted;
  const allowed =
    wanted.prefix === true
      ? authorizer.allowsPrefix(resource, access, name)
      : authorizer.allows(resource, access, name);
  return allowed ? undefined : wanted;
}
