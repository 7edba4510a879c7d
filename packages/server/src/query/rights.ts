import { type Need, type Right, right } from "../rights/right.ts";
import type { QueryRecord } from "./records.ts";

/** What stands for a stored token that may not be shown, as in Consul. */
export const HIDDEN_TOKEN = "<hidden>";

/** To see a query in a list or explained; those without a name are for who manages access. */
export function rightsToSeeQuery(query: QueryRecord): readonly Need[] {
  const own = hasName(query) ? [right("query", "read", query.Name)] : undefined;
  return [{ anyOf: [[right("management", "read")], ...(own === undefined ? [] : [own])] }];
}

/** To read a query by its ID: who knows the ID of one without a name may. */
export function rightsToReadQuery(query: QueryRecord): readonly Need[] {
  return hasName(query) ? rightsToSeeQuery(query) : [];
}

/** To set, replace or delete a query; those without a name belong to who knows their ID. */
export function rightsToWriteQuery(query: QueryRecord | undefined): readonly Right[] {
  return query !== undefined && hasName(query) ? [right("query", "write", query.Name)] : [];
}

/** To see the token that is stored in a query. */
export const RIGHT_TO_TOKENS: Right = right("management", "read");

/** The template for all names has a name, too: "". */
function hasName({ Name, Template }: QueryRecord): boolean {
  return Name !== "" || Template.Type !== "";
}
