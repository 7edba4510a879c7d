import { expect, test } from "vitest";
import { sampleQuery } from "../../testkit/sample-query.ts";
import type { Need, Right } from "../rights/right.ts";
import type { QueryRecord } from "./records.ts";
import { rightsToReadQuery, rightsToSeeQuery, rightsToWriteQuery } from "./rights.ts";

const query = (name: string, type = "") => sampleQuery(name, "web", type);

const textOf = ({ resource, access, name }: Right): string => `${resource}:${access}:${name}`;
const needText = (need: Need): string =>
  "anyOf" in need ? need.anyOf.map((list) => list.map(textOf).join(" and ")).join(", or ") : textOf(need);

const MANAGE = "management:read:";
test.each<[string, QueryRecord, Record<"see" | "read" | "write", readonly string[]>]>([
  [
    "with a name",
    query("q"),
    { see: [`${MANAGE}, or query:read:q`], read: [`${MANAGE}, or query:read:q`], write: ["query:write:q"] },
  ],
  ["without one, which belongs to who knows its ID", query(""), { see: [MANAGE], read: [], write: [] }],
  [
    "that is a template for names",
    query("q", "name_prefix_match"),
    { see: [`${MANAGE}, or query:read:q`], read: [`${MANAGE}, or query:read:q`], write: ["query:write:q"] },
  ],
  [
    'that is a template for all names, whose name is ""',
    query("", "name_prefix_match"),
    { see: [`${MANAGE}, or query:read:`], read: [`${MANAGE}, or query:read:`], write: ["query:write:"] },
  ],
])("a query %s", (_, one, wanted) => {
  const found = { see: rightsToSeeQuery(one), read: rightsToReadQuery(one), write: rightsToWriteQuery(one) };
  expect({
    see: found.see.map(needText),
    read: found.read.map(needText),
    write: found.write.map(needText),
  }).toEqual(wanted);
});

test("a query that is not there needs nothing: there is nothing to write", () => {
  expect(rightsToWriteQuery(undefined)).toEqual([]);
});
