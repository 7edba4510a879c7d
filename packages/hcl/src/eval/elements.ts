/** Going over what a value holds, as `for` does: with a key for each element. */

import { numberValue, stringValue, type Value } from "@tutti/values";

export interface Element {
  readonly key: Value;
  readonly value: Value;
}

export function isIterable(value: Value): boolean {
  switch (value.type.kind) {
    case "list":
    case "set":
    case "map":
    case "tuple":
    case "object":
      return true;
    default:
      return false;
  }
}

/** Of a known value. The key of a set's element is the element. */
export function* elementsOf(value: Value): Iterable<Element> {
  switch (value.type.kind) {
    case "map":
    case "object":
      for (const [name, element] of value.asEntries) yield { key: stringValue(name), value: element };
      return;
    case "set":
      for (const element of value.asItems) yield { key: element, value: element };
      return;
    default:
      for (const [index, element] of value.asItems.entries())
        yield { key: numberValue(index), value: element };
  }
}
