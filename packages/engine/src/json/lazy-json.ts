/** JSON whose long lists are made while they are written, item by item, and are never there as a whole. */

import { compactJson } from "@tutti/state";
import { encodeJsonString, type Json } from "@tutti/values";

/** A tree, parts of which are not made yet. */
export type LazyJson = Json | JsonText | LazyList | LazyObject;

/** What is compact JSON text already. */
export class JsonText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** A list that is made each time it is written. */
export class LazyList {
  readonly items: () => Iterable<LazyJson>;
  constructor(items: () => Iterable<LazyJson>) {
    this.items = items;
  }
}

/** An object with something lazy in it, its members in the order of their writing. */
export class LazyObject {
  readonly members: readonly (readonly [name: string, json: LazyJson])[];
  constructor(members: Readonly<Record<string, LazyJson | undefined>>) {
    this.members = Object.entries(members).flatMap(([name, json]) =>
      json === undefined ? [] : [[name, json]],
    );
  }
}

/** What is made of each item, when it is asked for. */
export function* lazily<T>(items: Iterable<T>, make: (item: T) => LazyJson): Generator<LazyJson> {
  for (const item of items) yield make(item);
}

/** Units of a piece, at least; the last one may be shorter. */
const PIECE_LENGTH = 64 * 1024;

/** Compact JSON text, in pieces. */
export function* encodeLazyJson(json: LazyJson): Generator<string> {
  let texts: string[] = [];
  let length = 0;
  for (const text of textsOf(json)) {
    texts.push(text);
    length += text.length;
    if (length < PIECE_LENGTH) continue;
    yield texts.join("");
    texts = [];
    length = 0;
  }
  yield texts.join("");
}

function* textsOf(json: LazyJson): Generator<string> {
  if (json instanceof JsonText) {
    yield json.text;
    return;
  }
  if (json instanceof LazyList) {
    let before = "[";
    for (const item of json.items()) {
      if (item instanceof JsonText) yield before + item.text;
      else {
        yield before;
        yield* textsOf(item);
      }
      before = ",";
    }
    yield before === "[" ? "[]" : "]";
    return;
  }
  if (json instanceof LazyObject) {
    let before = "{";
    for (const [name, member] of json.members) {
      yield `${before}${encodeJsonString(name)}:`;
      yield* textsOf(member);
      before = ",";
    }
    yield before === "{" ? "{}" : "}";
    return;
  }
  yield compactJson(json);
}
