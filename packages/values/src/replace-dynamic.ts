import { DYNAMIC, listType, mapType, objectType, setType, type Type, tupleType } from "./type.ts";
import { isInexact } from "./type-facts.ts";
import { unify } from "./unify.ts";

/** `to`, with every `any` in it replaced by what stands in its place in `from`, which converts to it. */
export function replaceDynamic(from: Type, to: Type): Type {
  if (from.kind === "dynamic" || !isInexact(to)) return to;
  switch (to.kind) {
    case "dynamic":
      return from;
    case "list":
    case "set":
    case "map": {
      const element = elementOf(from);
      if (element === undefined) return to;
      const make = to.kind === "list" ? listType : to.kind === "set" ? setType : mapType;
      return make(replaceDynamic(element, to.element));
    }
    case "tuple":
      if (from.kind !== "tuple") return to;
      return tupleType(to.elements.map((type, i) => replaceDynamic(from.elements[i] ?? DYNAMIC, type)));
    case "object": {
      const given = (name: string): Type | undefined =>
        from.kind === "map" ? from.element : from.kind === "object" ? from.attributes.get(name) : undefined;
      const attributes: [string, Type][] = [];
      for (const [name, type] of to.attributes)
        attributes.push([name, replaceDynamic(given(name) ?? DYNAMIC, type)]);
      return objectType(attributes);
    }
    default:
      return to;
  }
}

function elementOf(type: Type): Type | undefined {
  if ("element" in type) return type.element;
  if (type.kind === "tuple") return unify(type.elements, { unsafe: true }) ?? DYNAMIC;
  if (type.kind === "object") return unify([...type.attributes.values()], { unsafe: true }) ?? DYNAMIC;
  return undefined;
}
