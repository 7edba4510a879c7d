/** Of distinct questions; a flood of made-up names pushes out no more than this. */
const ENTRIES_MAX = 8192;
/** Orders of one answer that are kept: enough to spread the load, few enough to keep. */
const VARIANTS_MAX = 32;
/** Longer questions are answered anew each time. */
const QUESTION_SIZE_MAX = 512;

interface Entry {
  readonly variants: (Uint8Array | undefined)[];
}

/**
 * Encoded replies of one version of the catalog, by the question's bytes. A reply
 * with several records is kept in several orders, one of which is picked.
 */
export interface ReplyCache {
  /** The kept reply, with the query's id in it; undefined where it must be made. */
  get(key: string | undefined, query: Uint8Array): Uint8Array | undefined;
  /** Keeps a reply that was made of this version, unless it is another by now. */
  put(key: string | undefined, bytes: Uint8Array, choices: number, version: string): void;
  /** Forgets everything when the version is another; without one, now. */
  at(version: string | undefined): void;
}

export function createReplyCache(pick: (below: number) => number): ReplyCache {
  const entries = new Map<string, Entry>();
  let current: string | undefined;
  return {
    at(version) {
      if (version !== undefined && version === current) return;
      current = version;
      entries.clear();
    },
    get(key, query) {
      const entry = key === undefined ? undefined : entries.get(key);
      if (entry === undefined) return undefined;
      const { variants } = entry;
      const kept = variants.length === 1 ? variants[0] : variants[pick(variants.length)];
      return kept === undefined ? undefined : withId(kept, query);
    },
    put(key, bytes, choices, version) {
      if (key === undefined || version !== current) return;
      if (entries.size >= ENTRIES_MAX && !entries.has(key)) entries.clear();
      const length = choices > 1 ? VARIANTS_MAX : 1;
      const entry = entries.get(key) ?? {
        variants: new Array<Uint8Array | undefined>(length).fill(undefined),
      };
      const free = entry.variants.indexOf(undefined);
      if (free >= 0) entry.variants[free] = bytes;
      entries.set(key, entry);
    },
  };
}

/** A question's key: all of the packet behind its id, and how it came. */
export function questionKey(packet: Uint8Array, transport: string): string | undefined {
  if (packet.length > QUESTION_SIZE_MAX) return undefined;
  let key = transport;
  for (let at = 2; at < packet.length; at++) key += String.fromCharCode(packet[at] ?? 0);
  return key;
}

function withId(kept: Uint8Array, query: Uint8Array): Uint8Array {
  const out = kept.slice();
  out[0] = query[0] ?? 0;
  out[1] = query[1] ?? 0;
  return out;
}
