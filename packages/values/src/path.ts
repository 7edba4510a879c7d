import type { Value } from "./value.ts";

/** One step from a value into what it holds. */
export type PathStep =
  | { readonly kind: "attribute"; readonly name: string }
  | { readonly kind: "index"; readonly key: Value };
export type Path = readonly PathStep[];
