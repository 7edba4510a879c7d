import type { Import } from "@tutti/config";
import { configError } from "@tutti/config";
import { CAUSED_BY_UNKNOWN, errorDiagnostic } from "@tutti/hcl";
import { numberValue, stringValue, type Value } from "@tutti/values";
import { NO_REPETITION, type Repetition } from "../scope/repetition.ts";
import type { Walk } from "../scope/walk.ts";

const UNKNOWN =
  'The "for_each" expression includes values derived from other resource attributes that cannot be determined until apply, and so <Tutti> cannot determine the full set of values that might be used to import this resource.';

/** What `each` is, for all that a block imports. Any collection will do, and null is an empty one. */
export function importRepetitions(walk: Walk, { forEach }: Import): readonly Repetition[] | undefined {
  if (forEach === undefined) return [NO_REPETITION];
  const context = walk.context(walk.root);
  const { value: marked, ok } = walk.evaluate(forEach, context);
  if (!ok) return undefined;
  const value = marked.withoutMarks();
  if (value.isNull) return [];
  const refuse = (detail: string, ...tags: readonly string[]): undefined => {
    const diagnostic = errorDiagnostic(configError("invalid-for-each-argument"), detail, forEach.range);
    const extra = { kind: "tagged", tags: new Set(tags) } as const;
    walk.report([{ ...diagnostic, expression: forEach, evalContext: context, extra }]);
    return undefined;
  };
  if (!value.isWhollyKnown) return refuse(UNKNOWN, CAUSED_BY_UNKNOWN);
  if (!["list", "map", "object", "set", "tuple"].includes(value.type.kind))
    return refuse('The "for_each" expression must be a collection.');
  return itemsOf(value).map(([eachKey, eachValue]) => ({ eachKey, eachValue }));
}

function itemsOf(value: Value): readonly (readonly [key: Value, item: Value])[] {
  if (value.data instanceof Map) return [...value.asEntries].map(([key, item]) => [stringValue(key), item]);
  const isSet = value.type.kind === "set";
  return value.asItems.map((item, at) => [isSet ? item : numberValue(at), item]);
}
