/** What may not be shown, at its places in an object. */

import { markWithPaths, type PathMarks, pathsEqual, unmarkWithPaths, type Value } from "@tutti/values";
import type { ResourceNode } from "../graph/config-node.ts";
import { markBySchema } from "./schema-marks.ts";

/** The value with the marks of its configuration and of its schema. */
export function markObject(node: ResourceNode, value: Value, marks: readonly PathMarks[]): Value {
  return markBySchema(node.schema.block, marks.length === 0 ? value : markWithPaths(value, marks));
}

/**
 * True where a planned object hides the same places as the stored one, of which
 * the schema's need not be told: states of older versions do not say them.
 */
export function hidesTheSame(node: ResourceNode, stored: Value, planned: Value): boolean {
  return sameMarks(markBySchema(node.schema.block, stored), planned);
}

/** True where the same places carry marks. */
export function sameMarks(a: Value, b: Value): boolean {
  if (!a.containsMarks && !b.containsMarks) return true;
  const left = unmarkWithPaths(a).marks;
  const right = unmarkWithPaths(b).marks;
  return (
    left.length === right.length &&
    left.every(({ path }) => right.some((other) => pathsEqual(other.path, path)))
  );
}
