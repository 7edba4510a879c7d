/** FNV-1a of the text's UTF-16 units, its low byte first; spread once more, because single bits of it are looked at. */
export function hashText(text: string): number {
  let hash = FNV_START;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), FNV_PRIME);
  return spread(hash);
}

/** The same of bytes that are all ASCII. */
export function hashAscii(bytes: Uint8Array, from: number, to: number): number {
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
