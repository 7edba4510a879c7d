import type { Value } from "@tutti/values";

/** What happens to one value, as a tree that is only rendered, never reasoned on again. */
export interface Diff {
  readonly action: DiffAction;
  /** A change here cannot be made in place. */
  readonly replace: boolean;
  readonly shape: DiffShape;
  /** Comment lines that stand above the attribute. */
  readonly warnings?: readonly string[];
}

export type DiffAction = "no-op" | "create" | "update" | "delete";

type DiffShape =
  /** Null values are values here; undefined: there was or will be nothing. */
  | { readonly kind: "primitive"; readonly before: Value | undefined; readonly after: Value | undefined }
  | { readonly kind: "unknown"; readonly before: Diff | undefined }
  | { readonly kind: "sensitive" }
  | { readonly kind: "write-only" }
  | { readonly kind: "type-change"; readonly before: Diff; readonly after: Diff }
  | { readonly kind: "list"; readonly elements: readonly Diff[] }
  | { readonly kind: "set"; readonly elements: readonly Diff[] }
  | { readonly kind: "map"; readonly entries: ReadonlyMap<string, Diff> }
  | { readonly kind: "object"; readonly attributes: ReadonlyMap<string, Diff> }
  | {
      readonly kind: "block";
      readonly attributes: ReadonlyMap<string, Diff>;
      /** Nested blocks by type; of a map each with its key. */
      readonly blocks: ReadonlyMap<
        string,
        readonly { readonly key: string | undefined; readonly diff: Diff }[]
      >;
    };

/** The whole changes where any part does. */
export function actionOfParts(
  before: Value | undefined,
  after: Value | undefined,
  parts: Iterable<Diff>,
): DiffAction {
  if (before === undefined) return after === undefined ? "no-op" : "create";
  if (after === undefined) return "delete";
  for (const part of parts) if (part.action !== "no-op") return "update";
  return "no-op";
}
