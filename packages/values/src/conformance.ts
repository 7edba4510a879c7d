import type { Path } from "./path.ts";
import { NUMBER, STRING, type Type, typesEqual } from "./type.ts";
import { typeFriendlyName } from "./type-text.ts";
import { numberValue, Value } from "./value.ts";

/** The first thing in which a type is not the wanted one, where `any` in the wanted one stands for all. */
export function conformanceProblem(
  given: Type,
  want: Type,
): { readonly message: string; readonly path: Path } | undefined {
  if (want.kind === "dynamic" || typesEqual(given, want)) return undefined;
  if (given.kind === "object" && want.kind === "object") {
    for (const name of given.attributes.keys())
      if (!want.attributes.has(name)) return problem(`unsupported attribute ${JSON.stringify(name)}`);
    for (const [name, type] of want.attributes) {
      const attribute = given.attributes.get(name);
      if (attribute === undefined) return problem(`missing required attribute ${JSON.stringify(name)}`);
      const inner = conformanceProblem(attribute, type);
      if (inner !== undefined)
        return { message: inner.message, path: [{ kind: "attribute", name }, ...inner.path] };
    }
    return undefined;
  }
  if (given.kind === "tuple" && want.kind === "tuple") {
    if (given.elements.length !== want.elements.length)
      return problem(`${want.elements.length} elements are required, but got ${given.elements.length}`);
    for (const [i, type] of want.elements.entries()) {
      const inner = conformanceProblem(given.elements[i] ?? type, type);
      if (inner !== undefined) return at(numberValue(i), inner);
    }
    return undefined;
  }
  if (given.kind === want.kind && "element" in given && "element" in want) {
    const inner = conformanceProblem(given.element, want.element);
    if (inner === undefined) return undefined;
    const keyType = given.kind === "list" ? NUMBER : given.kind === "map" ? STRING : given.element;
    return at(Value.unknown(keyType), inner);
  }
  return problem(`${typeFriendlyName(want)} required, but received ${typeFriendlyName(given)}`);
}

type Problem = { readonly message: string; readonly path: Path };

function problem(message: string): Problem {
  return { message, path: [] };
}

function at(key: Value, inner: Problem): Problem {
  return { message: inner.message, path: [{ kind: "index", key }, ...inner.path] };
}
