/** What a postcondition says of an instance that there is not. */

import { formatResource, type InstanceKey } from "@tutti/addresses";
import { type CheckRule, referencesOf } from "@tutti/config";
import { type Diagnostic, indexValue, type SourceRange } from "@tutti/hcl";
import type { InstanceState, State } from "@tutti/state";
import { numberValue, stringValue, type Value } from "@tutti/values";
import type { ObjectPlace } from "../object/conditions.ts";
import { ResourceValues } from "../scope/resource-values.ts";
import { expansionOfKeys } from "../scope/stored-values.ts";

/**
 * A plan that only refreshes makes nothing, so that `self` of an instance that
 * is not stored is no element of those that are: an error for each time that a
 * postcondition names it. A block without keys is simply not known.
 */
export function absentSelf({ resources }: State, item: ObjectPlace): readonly Diagnostic[] {
  const { node, address } = item;
  if (address.key === undefined) return [];
  const ranges = node.resource.postconditions.flatMap(rangesOfSelf);
  if (ranges.length === 0) return [];
  const there = wholeOf(item, resources.get(formatResource(address))?.instances ?? NONE);
  const index = typeof address.key === "number" ? numberValue(address.key) : stringValue(address.key);
  return ranges.flatMap((range) => {
    const step = indexValue(there, index, range);
    return "problem" in step ? [step.problem] : [];
  });
}

function rangesOfSelf({ condition, errorMessage }: CheckRule): readonly SourceRange[] {
  return [condition, errorMessage]
    .flatMap((expression) => (expression === undefined ? [] : referencesOf(expression).references))
    .flatMap(({ subject, range }) => (subject.kind === "self" ? [range] : []));
}

const NONE: ReadonlyMap<InstanceKey, InstanceState> = new Map();
/** Made once for all instances that are not there. */
const wholes = new WeakMap<ReadonlyMap<InstanceKey, InstanceState>, Map<string, Value>>();

function wholeOf({ node }: ObjectPlace, stored: ReadonlyMap<InstanceKey, InstanceState>): Value {
  const kind = node.resource.count === undefined ? "each" : "count";
  const known = wholes.get(stored) ?? new Map<string, Value>();
  wholes.set(stored, known);
  const found = known.get(kind) ?? new ResourceValues(expansionOfKeys(node, stored.keys())).whole();
  known.set(kind, found);
  return found;
}
