/** Keeps the last bytes of what a check says: what matters stands at the end. */
export interface OutputTail {
  add(data: Uint8Array): void;
  /** Bytes seen, kept or not. */
  size(): number;
  text(): string;
}

export function createOutputTail(bytesMax: number): OutputTail {
  let kept: Uint8Array = new Uint8Array();
  let seen = 0;
  return {
    add(data) {
      seen += data.length;
      const fresh = data.subarray(Math.max(0, data.length - bytesMax));
      const old = kept.subarray(Math.max(0, kept.length + fresh.length - bytesMax));
      const joined = new Uint8Array(old.length + fresh.length);
      joined.set(old, 0);
      joined.set(fresh, old.length);
      kept = joined;
    },
    size: () => seen,
    text() {
      const text = new TextDecoder().decode(kept);
      return seen > kept.length ? `Captured ${kept.length} of ${seen} bytes\n...\n${text}` : text;
    },
  };
}
