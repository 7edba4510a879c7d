/** Pairs that a node's metadata must have. */
export type MetaFilter = readonly (readonly [string, string])[];

/** The `node-meta=key:value` parameters; one without a colon asks for an empty value. */
export function metaFilterOf(pairs: readonly string[]): MetaFilter {
  return pairs.map((pair) => {
    const colon = pair.indexOf(":");
    return colon < 0 ? [pair, ""] : [pair.slice(0, colon), pair.slice(colon + 1)];
  });
}

/** True if every pair is there. */
export function hasMeta(meta: Readonly<Record<string, string>> | null, wanted: MetaFilter): boolean {
  return wanted.every(([key, value]) => meta !== null && Object.hasOwn(meta, key) && meta[key] === value);
}
