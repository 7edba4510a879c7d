import type { Type } from "@tutti/values";

/** A type in a few words, as texts name it: `list of string`, `object`. */
export function formatTypeName(type: Type): string {
  switch (type.kind) {
    case "list":
    case "set":
    case "map":
      return `${type.kind} of ${formatTypeName(type.element)}`;
    default:
      return type.kind;
  }
}
