/** Types as the suite's files write them: `string`, `list(any)`, `object({ a = bool })`. */

import { type Expression, keywordOf, staticCall, staticList, staticMap } from "@tutti/hcl";
import {
  BOOL,
  DYNAMIC,
  listType,
  mapType,
  NUMBER,
  objectType,
  STRING,
  setType,
  type Type,
  tupleType,
} from "@tutti/values";

const NAMES: ReadonlyMap<string, Type> = new Map<string, Type>([
  ["string", STRING],
  ["number", NUMBER],
  ["bool", BOOL],
  ["any", DYNAMIC],
]);

const COLLECTIONS: ReadonlyMap<string, (element: Type) => Type> = new Map<string, (element: Type) => Type>([
  ["list", listType],
  ["set", setType],
  ["map", mapType],
]);

export function readType(expression: Expression): Type {
  const named = NAMES.get(keywordOf(expression) ?? "");
  if (named !== undefined) return named;
  const call = staticCall(expression);
  const [arg] = call.ok ? call.value.args : [];
  if (!call.ok || arg === undefined) throw new TypeError("the suite asks for a type that is none");
  const collection = COLLECTIONS.get(call.value.name);
  if (collection !== undefined) return collection(readType(arg));
  if (call.value.name === "tuple") {
    const items = staticList(arg);
    return tupleType(items.ok ? items.value.map(readType) : []);
  }
  const pairs = staticMap(arg);
  return objectType(
    (pairs.ok ? pairs.value : []).map(({ key, value }) => [keywordOf(key) ?? "", readType(value)] as const),
  );
}
