/** MessagePack without Terraform's types: trees of plain values, as other systems write them. */
export interface MsgpackTrees {
  /** Texts, numbers, bigints, bytes, flags, null, lists and records of them; members that are undefined are left out. */
  encode(tree: unknown): Uint8Array;
  /** One value, which is all there is. Texts are bytes, since old writers know no difference; numbers of 64 bits are bigints. Throws what is no value. */
  decode(bytes: Uint8Array): unknown;
}

/** The library is loaded when the first tree is read or written. */
export async function loadMsgpackTrees(): Promise<MsgpackTrees> {
  const library = await import("./msgpack-library.ts");
  const encoder = new library.Encoder({ useBigInt64: true, ignoreUndefined: true });
  const options = { useBigInt64: true, rawStrings: true };
  return {
    encode: (tree) => encoder.encode(tree),
    decode: (bytes) => library.decode(bytes, options),
  };
}
