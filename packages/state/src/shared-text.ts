/** A text that is there once for all lists, with its hash. */
export interface SharedText {
  readonly text: string;
  readonly hash: number;
}

/** What is shared is forgotten at so many; new lists then share among themselves. */
const TEXTS_MAX = 1_000_000;
const SLOTS_MIN = 1_024;

/**
 * Texts by their hash, each in the first free slot from its own on. A map of
 * JavaScript would need the text of each of millions of repetitions made first;
 * here they are found by the bytes as they were read.
 */
let slots: (SharedText | undefined)[] = new Array(SLOTS_MIN);
let count = 0;

/** The one object of a text. */
export function shareText(text: string): SharedText {
  const hash = hashText(text);
  let at = hash & (slots.length - 1);
  for (let shared = slots[at]; shared !== undefined; shared = slots[at]) {
    if (shared.hash === hash && shared.text === text) return shared;
    at = (at + 1) & (slots.length - 1);
  }
  return add({ text, hash });
}

/** The same for bytes that are all ASCII. */
export function shareAscii(bytes: Uint8Array, from: number, to: number): SharedText {
  const hash = hashAscii(bytes, from, to);
  let at = hash & (slots.length - 1);
  for (let shared = slots[at]; shared !== undefined; shared = slots[at]) {
    if (shared.hash === hash && isText(shared.text, bytes, from, to)) return shared;
    at = (at + 1) & (slots.length - 1);
  }
  let text = "";
  for (let at = from; at < to; at++) text += String.fromCharCode(bytes[at] ?? 0);
  return add({ text, hash });
}

function isText(text: string, bytes: Uint8Array, from: number, to: number): boolean {
  if (text.length !== to - from) return false;
  for (let at = from; at < to; at++) if (text.charCodeAt(at - from) !== bytes[at]) return false;
  return true;
}

function add(shared: SharedText): SharedText {
  if (count === TEXTS_MAX) {
    slots = new Array(SLOTS_MIN);
    count = 0;
  } else if (2 * count >= slots.length) grow();
  place(slots, shared);
  count += 1;
  return shared;
}

function grow(): void {
  const larger: (SharedText | undefined)[] = new Array(2 * slots.length);
  for (const shared of slots) if (shared !== undefined) place(larger, shared);
  slots = larger;
}

function place(into: (SharedText | undefined)[], shared: SharedText): void {
  let at = shared.hash & (into.length - 1);
  while (into[at] !== undefined) at = (at + 1) & (into.length - 1);
  into[at] = shared;
}

/** FNV-1a of the UTF-16 units; spread once more, because single bits of it are looked at. */
function hashText(text: string): number {
  let hash = FNV_START;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), FNV_PRIME);
  return spread(hash);
}

/** The same number as of the text. */
function hashAscii(bytes: Uint8Array, from: number, to: number): number {
  let hash = FNV_START;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), FNV_PRIME);
  return spread(hash);
}

const FNV_START = 0x811c9dc5 | 0;
const FNV_PRIME = 0x01000193;

function spread(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  return mixed ^ (mixed >>> 15);
}
