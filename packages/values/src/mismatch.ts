/** Why a type does not convert to another, as users read it. */

import { type ObjectType, type Type, typesEqual } from "./type.ts";
import { typeFriendlyNameForConstraint } from "./type-text.ts";
import { canConvert } from "./unify.ts";

/** Only for types that do not convert; of others it would confuse. */
export function mismatchMessage(got: Type, want: Type): string {
  if (got.kind === "object" && want.kind === "object") return objectMismatch(got, want);
  if (want.kind === "list" || want.kind === "set" || want.kind === "map") {
    const structural = want.kind === "map" ? got.kind === "object" : got.kind === "tuple";
    if (structural && want.element.kind === "dynamic")
      return `all ${want.kind} elements must have the same type`;
    if (structural) return structuralMismatch(got, want.element);
    const collection = want.kind === "map" ? got.kind === "map" : got.kind === "list" || got.kind === "set";
    if (collection && "element" in got)
      return `incorrect ${want.kind} element type: ${mismatchMessage(got.element, want.element)}`;
  }
  return `${typeFriendlyNameForConstraint(want)} required`;
}

function structuralMismatch(got: Type, element: Type): string {
  const entries: (readonly [string, Type])[] =
    got.kind === "tuple"
      ? got.elements.map((type, i) => [String(i), type] as const)
      : got.kind === "object"
        ? [...got.attributes].map(([name, type]) => [quote(name), type] as const)
        : [];
  for (const [key, type] of entries) {
    if (!canConvert(type, element, { unsafe: true }))
      return `element ${key}: ${mismatchMessage(type, element)}`;
  }
  return `all elements must be ${typeFriendlyNameForConstraint(element)}`;
}

/** What is missing first, then one attribute that does not fit. */
function objectMismatch(got: ObjectType, want: ObjectType): string {
  const missing: string[] = [];
  let unsafeMismatch: string | undefined;
  let safeMismatch: string | undefined;
  for (const [name, wanted] of want.attributes) {
    const given = got.attributes.get(name);
    if (given === undefined) {
      if (!want.optional.has(name)) missing.push(quote(name));
      continue;
    }
    if (unsafeMismatch !== undefined || typesEqual(given, wanted)) continue;
    if (!canConvert(given, wanted, { unsafe: true }))
      unsafeMismatch = `attribute ${quote(name)}: ${mismatchMessage(given, wanted)}`;
    if (safeMismatch === undefined && !canConvert(given, wanted))
      safeMismatch = `attribute ${quote(name)}: ${mismatchMessage(given, wanted)}`;
  }
  const [first, second] = missing;
  if (first !== undefined) {
    if (second === undefined) return `attribute ${first} is required`;
    if (missing.length === 2) return `attributes ${first} and ${second} are required`;
    return `attributes ${missing.slice(0, -1).join(", ")}, and ${missing.at(-1)} are required`;
  }
  return unsafeMismatch ?? safeMismatch ?? "incorrect object attributes";
}

function quote(name: string): string {
  return JSON.stringify(name);
}
