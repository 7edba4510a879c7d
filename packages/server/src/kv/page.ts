import { Buffer } from "node:buffer";
import type { ReadResult } from "../endpoint/reply.ts";
import { bytes, json } from "../endpoint/reply.ts";
import type { Row } from "../state/table.ts";
import { type ExpiresAt, encodeKvs } from "./encode.ts";
import type { KvRecord } from "./records.ts";
import type { KvView } from "./view.ts";

/** Of keys on a page. */
export const PAGE_KEYS_MAX = 1_000;
/** Of values on a page, in bytes; one larger value stands on a page of its own. */
const PAGE_BYTES_MAX = 1 << 20;
/** Keys that are looked at for a page: of what may not be seen, or lies deeper, a page may be short, or empty. */
export const LOOKED_AT_MAX = 5_000;

type KvRow = Row<KvRecord>;

/** Which part of the keys below a prefix is wanted. */
export interface PageAsked {
  readonly prefix: string;
  /** The first key that may be on it; "" for the first there is. */
  readonly start: string;
  /** The first one that may not; "" for none. */
  readonly end: string;
  /** 1 to `PAGE_KEYS_MAX`. */
  readonly limit: number;
  /** How many parts of a name below the prefix count; 0: all. */
  readonly depth: number;
  readonly separator: string;
}

/** How a page is read for somebody. */
export interface PageReading {
  readonly namesOnly: boolean;
  readonly pretty: boolean;
  /** Where it was asked when keys go. */
  readonly expiresAt?: ExpiresAt | undefined;
  visible(rows: Iterable<KvRow>): readonly KvRow[];
}

/**
 * A page of keys in their order; `X-Next-Key` says, escaped, where the next one
 * starts, and is missing on the last. What lies below a name that is cut off is
 * stepped over as a whole, so a level costs what stands on it.
 */
export function readPage(
  kv: KvView,
  asked: PageAsked,
  { namesOnly, pretty, visible, expiresAt }: PageReading,
): ReadResult {
  const index = kv.indexBelow(asked.prefix);
  const { rows, names, next } = collect(kv, asked, namesOnly, (row) => visible([row]).length > 0);
  const headers = next === undefined ? {} : { "X-Next-Key": encodeURIComponent(next) };
  const reply = namesOnly
    ? json(names, { headers })
    : bytes(Buffer.from(encodeKvs(rows, pretty, expiresAt)), "application/json", headers);
  return { index, reply };
}

interface Page {
  readonly rows: readonly KvRow[];
  readonly names: readonly string[];
  readonly next: string | undefined;
}

function collect(kv: KvView, asked: PageAsked, namesOnly: boolean, isVisible: (row: KvRow) => boolean): Page {
  const { prefix, end, limit } = asked;
  const rows: KvRow[] = [];
  const names: string[] = [];
  let size = 0;
  let looked = 0;
  let from = prefix;
  if (asked.start > prefix) from = asked.start;
  const page = (next: string | undefined): Page => ({ rows, names, next });
  for (;;) {
    let stepTo: string | undefined;
    for (const [key, row] of kv.table.rows.from(from)) {
      if (!key.startsWith(prefix) || (end !== "" && key >= end)) return page(undefined);
      const isFull =
        Math.max(rows.length, names.length) >= limit ||
        (size > 0 && size + row.value.value.length > PAGE_BYTES_MAX);
      if (isFull || looked >= LOOKED_AT_MAX) return page(key);
      looked += 1;
      const cut = cutOf(key, asked);
      if (!namesOnly && cut !== undefined && cut !== key) stepTo = behind(cut);
      else if (isVisible(row)) {
        if (namesOnly) names.push(cut ?? key);
        else rows.push(row);
        size += namesOnly ? 0 : row.value.value.length;
        // Another one that may be seen would give the same name.
        if (namesOnly && cut !== undefined) stepTo = behind(cut);
      }
      if (stepTo !== undefined) break;
    }
    if (stepTo === undefined) return page(undefined);
    from = stepTo;
  }
}

/** A name up to the last separator that counts; undefined where it has no more parts than that. */
function cutOf(key: string, { prefix, depth, separator }: PageAsked): string | undefined {
  let at = prefix.length;
  for (let part = 0; part < depth; part += 1) {
    const found = key.indexOf(separator, at);
    if (found < 0) return undefined;
    at = found + separator.length;
  }
  return depth === 0 ? undefined : key.slice(0, at);
}

/** The first text behind all that begin with a name, in the order of code units. */
function behind(name: string): string {
  return name.slice(0, -1) + String.fromCharCode(name.charCodeAt(name.length - 1) + 1);
}
