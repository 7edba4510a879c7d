import type { Item, Node, Span } from "./syntax.ts";

/** An item with the comments about it, to be printed. */
export type Commented<T> = T & {
  /** Above it, a line each; "" for an empty line. */
  readonly above?: readonly string[];
  /** On its own line. */
  readonly behind?: string;
};

/** An item of the tree with the comments about it; what is in its value may have some as well. */
interface CommentedItem extends Commented<Pick<Item, "keys">> {
  readonly value: CommentedNode;
}

type CommentedNode =
  | { readonly kind: "object"; readonly items: readonly CommentedItem[]; readonly below?: readonly string[] }
  | Exclude<Node, { readonly kind: "object" }>;

/** Items, and the comments below the last of them. */
interface CommentedItems {
  readonly items: readonly CommentedItem[];
  readonly below: readonly string[];
}

/**
 * The items of a document, each with the comments about it: those above it, and
 * the one behind it on its line. What stands inside an item where nothing can
 * be printed (in a list, before the value) comes above it.
 */
export function attachComments(
  { items }: { readonly items: readonly Item[] },
  comments: readonly Span[],
  text: string,
): CommentedItems {
  return new Attaching(comments, text).all(items, text.length);
}

const LINE_ENDS = /[ \t]*(?:\n|$)/y;

/** Goes through the text once, in step with the comments. */
class Attaching {
  readonly #comments: readonly Span[];
  readonly #text: string;
  #next = 0;

  constructor(comments: readonly Span[], text: string) {
    this.#comments = comments;
    this.#text = text;
  }

  all(items: readonly Item[], end: number): CommentedItems {
    const done = items.map((item, at) => this.#item(item, items[at + 1]?.start ?? end));
    return { items: done, below: this.#linesUpTo(end) };
  }

  #item(item: Item, next: number): CommentedItem {
    const above = this.#linesUpTo(item.start);
    const { value } = item;
    const isObject = value.kind === "object";
    const inside = this.#linesUpTo(isObject ? value.start : item.end).filter((line) => line !== "");
    const parts = isObject ? this.all(value.items, item.end) : undefined;
    const behind = this.#behind(item.end, next);
    const about = [...above, ...inside];
    return {
      keys: item.keys,
      ...(about.length === 0 ? {} : { above: about }),
      ...(behind === undefined ? {} : { behind }),
      value:
        parts === undefined || value.kind !== "object"
          ? value
          : {
              kind: "object",
              items: parts.items,
              ...(parts.below.length === 0 ? {} : { below: parts.below }),
            },
    } as CommentedItem;
  }

  /** The comments that begin before `end`, a line each, with "" where an empty line follows one. */
  #linesUpTo(end: number): readonly string[] {
    const lines: string[] = [];
    for (let comment = this.#comments[this.#next]; comment !== undefined && comment.start < end; ) {
      lines.push(this.#written(comment));
      this.#next += 1;
      const following = this.#comments[this.#next];
      const until = Math.min(following?.start ?? end, end);
      if (/\n[ \t]*\n/.test(this.#text.slice(comment.end, until))) lines.push("");
      comment = following;
    }
    return lines;
  }

  /** The comment that ends the line of what ended at `end`. */
  #behind(end: number, next: number): string | undefined {
    const comment = this.#comments[this.#next];
    if (comment === undefined || comment.start >= next) return undefined;
    const between = this.#text.slice(end, comment.start);
    LINE_ENDS.lastIndex = comment.end;
    const written = this.#written(comment);
    if (between.includes("\n") || !LINE_ENDS.test(this.#text) || written.includes("\n")) return undefined;
    this.#next += 1;
    return written;
  }

  #written({ start, end }: Span): string {
    return this.#text.slice(start, end).trimEnd();
  }
}
