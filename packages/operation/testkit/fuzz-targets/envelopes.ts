import { corpusOf, type FuzzTarget, hold, mutateJson } from "@tutti/simulation/testkit";
import { decodeEnvelope } from "../../src/encryption/envelope.ts";
import { unsealBytes } from "../../src/encryption/seal-bytes.ts";
import { SealError } from "../../src/encryption/seal-error.ts";
import type { SealMethod } from "../../src/encryption/seal-method.ts";

const ENVELOPES = corpusOf(".tfstate", ["packages/operation/testdata/encryption"]);
const KEY = new Uint8Array(32);
const method: SealMethod = {
  kind: "key",
  name: "method.aes_gcm.a",
  aad: new Uint8Array(),
  sealingKey: async () => ({ key: KEY, meta: new Map() }),
  openingKey: async () => KEY,
};

/** What is hidden is opened by its key alone; all else is refused in words. */
export const target: FuzzTarget = {
  name: "envelopes",
  corpus: ENVELOPES,
  words: ['"encryption_version"', '"encrypted_data"', '"meta"', "{", "}", '"', "=", "A", "+/"],
  cases: 2000,
  draw: (draw) => mutateJson(draw.pick(ENVELOPES), draw),
  play: async (text) => {
    decodeEnvelope(text);
    try {
      const { envelope } = await unsealBytes({ name: "the state", methods: [method] }, Buffer.from(text));
      hold(envelope === undefined, () => "opens what this key did not hide");
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
    }
  },
};
