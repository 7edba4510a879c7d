/** Configuration for an object that a list found. */

import { format } from "@tutti/hcl";
import type { Value } from "@tutti/values";
import type { FoundResource } from "../events.ts";
import { blockText, bodyLinesOf } from "./generate-config.ts";
import { valueText } from "./written-config.ts";

/** The resource, and what brings the object to it by its identity. */
export function generateListed(
  { type, name }: { readonly type: string; readonly name: string },
  { schema, provider, identity, state }: FoundResource & { readonly state: Value },
): { readonly config: string; readonly importConfig: string } {
  const by = provider === undefined ? [] : [`provider = ${provider}`];
  // Parts that are null say nothing of the object.
  const known = [...identity.asEntries].filter(([, part]) => !part.isNull);
  const parts = known
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([part, value]) => `${part} = ${valueText(value)}`);
  const lines = [`to = ${type}.${name}`, ...by, "identity = {", ...parts, "}"];
  return {
    config: blockText({ type, name }, [...by, ...bodyLinesOf(schema, state)]),
    importConfig: format(`import {\n${lines.map((line) => `${line}\n`).join("")}}`).trimEnd(),
  };
}
