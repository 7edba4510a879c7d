import { type SharedText, shareText } from "./shared-text.ts";

/**
 * An ordered list of addresses whose parts are shared with all other lists.
 *
 * In a chain of blocks each object depends on all before it, so the lists of n
 * objects hold n²/2 texts, and most of each is the same as in its neighbour. A
 * list is cut into parts where the hash of a text says so, and not after a
 * count: one text more or less changes one part, and all others are found
 * again. Parts are joined in the same way, level by level. What is equal is one
 * object, so a list beside a similar one costs the few parts on the way to the
 * difference, and equal lists are compared by one look.
 */
export class AddressList implements Iterable<string> {
  readonly length: number;
  /** Of the texts, their order, and how they are cut. */
  readonly hash: number;
  /** The parts of a joined list; a list without parts is one itself, with its texts in `texts`. */
  readonly parts: readonly AddressList[];
  readonly texts: readonly SharedText[];

  /** Only for `AddressListBuilder`, which shares what it makes. */
  constructor(texts: readonly SharedText[], parts: readonly AddressList[], hash: number) {
    this.texts = texts;
    this.parts = parts;
    this.hash = hash;
    this.length = parts.reduce((sum, part) => sum + part.length, texts.length);
  }

  *[Symbol.iterator](): IterableIterator<string> {
    for (const leaf of this.leaves()) for (const { text } of leaf.texts) yield text;
  }

  /** The parts that hold texts, in order. */
  *leaves(): IterableIterator<AddressList> {
    if (this.parts.length === 0) yield this;
    else for (const part of this.parts) yield* part.leaves();
  }

  /** The same texts in the same order. Lists that were cut in different ways are compared text by text. */
  equals(other: AddressList): boolean {
    // no mutant: a shortcut
    if (this === other) return true;
    if (this.length !== other.length) return false;
    const others = other[Symbol.iterator]();
    for (const text of this) if (others.next().value !== text) return false;
    return true;
  }
}

/** Makes the list of some texts. */
export function addressList(texts: Iterable<string>): AddressList {
  const builder = new AddressListBuilder();
  for (const text of texts) builder.push(shareText(text));
  return builder.end();
}

/** One part in so many texts ends with a text whose hash has these bits unset. */
const END_MASK = 31;
/** A part ends here whatever the hashes are: nobody chooses names that make one without an end. */
const PART_LENGTH_MAX = 8 * (END_MASK + 1);

/** Takes the texts of one list after the other. */
export class AddressListBuilder {
  #texts: SharedText[] = [];
  /** Parts that are not joined yet, by level. */
  readonly #levels: AddressList[][] = [];

  push(text: SharedText): void {
    this.#texts.push(text);
    if ((text.hash & END_MASK) === 0 || this.#texts.length === PART_LENGTH_MAX) this.#endPart();
  }

  /** The list; the builder is empty again. */
  end(): AddressList {
    if (this.#texts.length > 0) this.#endPart();
    for (let level = 0; level < this.#levels.length; level++) {
      const parts = this.#levels[level] ?? [];
      this.#levels[level] = [];
      const [only] = parts;
      if (only !== undefined && parts.length === 1 && this.#levels[level + 1] === undefined) {
        this.#levels.length = 0;
        return only;
      }
      if (parts.length > 0) this.#join(level + 1, sharePart([], parts));
    }
    return NO_ADDRESSES;
  }

  #endPart(): void {
    this.#join(0, sharePart(this.#texts, []));
    this.#texts = [];
  }

  #join(level: number, part: AddressList): void {
    let parts = this.#levels[level];
    if (parts === undefined) {
      parts = [];
      this.#levels[level] = parts;
    }
    parts.push(part);
    // One part is not joined alone, or a hash could lead from level to level without an end.
    const ends = parts.length > 1 && ((part.hash >>> 8) & END_MASK) === 0;
    if (!ends && parts.length < PART_LENGTH_MAX) return;
    this.#levels[level] = [];
    this.#join(level + 1, sharePart([], parts));
  }
}

/** What is shared is forgotten at so many; new lists then share among themselves. */
const PARTS_MAX = 1_000_000;
const sharedParts = new Map<number, AddressList>();

/** A list of texts, or of the lists that it is joined of, just as it was cut by whoever kept it. */
export function keptList(items: readonly (string | AddressList)[]): AddressList {
  const parts = items.filter((item) => typeof item !== "string");
  const texts = items.filter((item) => typeof item === "string");
  return sharePart(texts.map(shareText), parts);
}

function sharePart(texts: readonly SharedText[], parts: readonly AddressList[]): AddressList {
  const items: readonly { readonly hash: number }[] = parts.length > 0 ? parts : texts;
  let hash = items.length;
  for (const item of items) hash = Math.imul(hash ^ item.hash, 0x01000193) ^ (hash >>> 15);
  const found = sharedParts.get(hash);
  if (found !== undefined && sameItems(found.texts, texts) && sameItems(found.parts, parts)) return found;
  if (sharedParts.size === PARTS_MAX) sharedParts.clear();
  const made = new AddressList(texts, parts, hash);
  // Of two with one hash the later is shared: that costs memory and nothing else.
  sharedParts.set(hash, made);
  return made;
}

function sameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}

/** The list without texts. */
export const NO_ADDRESSES = new AddressList([], [], 0);
