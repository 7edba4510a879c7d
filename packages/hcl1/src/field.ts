import type { Item, Node } from "./syntax.ts";

/** What a document says of one name. */
export interface Field {
  /** Items with labels behind the name, which is taken off: `name "a" { … }` is `a { … }`. */
  readonly labelled: readonly Item[];
  /** Values that stand right behind it: `name = …`, `name { … }`. */
  readonly values: readonly Node[];
}

/** All that items say of a name, in any case of its letters; undefined where they say nothing. */
export function fieldOf(items: readonly Item[], name: string): Field | undefined {
  const wanted = name.toLowerCase();
  const found = items.filter(({ keys: [first] }) => first?.name.toLowerCase() === wanted);
  if (found.length === 0) return undefined;
  return {
    labelled: found.flatMap(({ keys: [, ...labels], ...item }) =>
      labels.length === 0 ? [] : [{ ...item, keys: labels }],
    ),
    values: found.flatMap(({ keys, value }) => (keys.length === 1 ? [value] : [])),
  };
}
