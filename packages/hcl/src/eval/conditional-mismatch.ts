/** Says where the types of the two results of a conditional differ. */

import {
  goQuote,
  type ObjectType,
  type TupleType,
  type Type,
  typeFriendlyName,
  typesEqual,
} from "@tutti/values";

export function describeMismatch(whenTrue: Type, whenFalse: Type): string {
  return structuralMismatch(whenTrue, whenFalse) ?? plainMismatch(whenTrue, whenFalse);
}

function plainMismatch(whenTrue: Type, whenFalse: Type): string {
  const left = typeFriendlyName(whenTrue);
  const right = typeFriendlyName(whenFalse);
  if (left === right) {
    return "At least one deeply-nested attribute or element is not compatible across both the 'true' and the 'false' value";
  }
  return `The 'true' value is ${left}, but the 'false' value is ${right}`;
}

function structuralMismatch(whenTrue: Type, whenFalse: Type): string | undefined {
  if (whenTrue.kind === "object" && whenFalse.kind === "object") return objectMismatch(whenTrue, whenFalse);
  if (whenTrue.kind === "tuple" && whenFalse.kind === "tuple") return tupleMismatch(whenTrue, whenFalse);
  return collectionMismatch(whenTrue, whenFalse);
}

function objectMismatch(whenTrue: ObjectType, whenFalse: ObjectType): string | undefined {
  for (const [name, type] of whenTrue.attributes) {
    const other = whenFalse.attributes.get(name);
    if (other === undefined) {
      return `The 'true' value includes object attribute ${goQuote(name)}, which is absent in the 'false' value`;
    }
    if (!typesEqual(type, other)) {
      return `Type mismatch for object attribute ${goQuote(name)}: ${describeMismatch(type, other)}`;
    }
  }
  for (const name of whenFalse.attributes.keys()) {
    if (!whenTrue.attributes.has(name)) {
      return `The 'false' value includes object attribute ${goQuote(name)}, which is absent in the 'true' value`;
    }
  }
  return undefined;
}

function tupleMismatch(whenTrue: TupleType, whenFalse: TupleType): string | undefined {
  const { length } = whenTrue.elements;
  if (length !== whenFalse.elements.length) {
    return `The 'true' tuple has length ${length}, but the 'false' tuple has length ${whenFalse.elements.length}`;
  }
  for (const [index, type] of whenTrue.elements.entries()) {
    const other = whenFalse.elements[index];
    if (other !== undefined && !typesEqual(type, other)) {
      return `Type mismatch for tuple element ${index}: ${describeMismatch(type, other)}`;
    }
  }
  return undefined;
}

/** Only where both would be called the same, as "list of object". */
function collectionMismatch(whenTrue: Type, whenFalse: Type): string | undefined {
  if (whenTrue.kind !== "list" && whenTrue.kind !== "set" && whenTrue.kind !== "map") return undefined;
  if (whenFalse.kind !== whenTrue.kind) return undefined;
  const { kind } = whenTrue.element;
  if ((kind !== "object" && kind !== "tuple") || whenFalse.element.kind !== kind) return undefined;
  return `Mismatched ${whenTrue.kind} element types: ${describeMismatch(whenTrue.element, whenFalse.element)}`;
}
