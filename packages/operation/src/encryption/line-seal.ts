import { Buffer } from "node:buffer";
import type { Runtime } from "@tutti/runtime";
import type { LineOpener, LineSeal, LineSealer } from "@tutti/state";
import { isJsonObject, type Json } from "@tutti/values";
import { decrypt, encryptPieces, NONCE_BYTES } from "./aes-gcm.ts";
import { decodeMeta, encodeMeta } from "./envelope.ts";
import { SealError } from "./seal-error.ts";
import type { KeyMeta, SealKey, SealMethod, SealTarget } from "./seal-method.ts";

const LINE_KEY_BYTES = 32;

/**
 * Hides journals and histories line by line, since they grow line by line: each
 * as Base64 of random bytes, what is hidden, and the proof. Place and purpose of
 * a line are bound to it, so lines cannot be exchanged, nor passed off as states.
 */
export function lineSeal(runtime: Pick<Runtime, "random">, target: SealTarget): LineSeal {
  const [first] = target.methods;
  return {
    async sealer(): Promise<LineSealer | undefined> {
      if (first === "unencrypted") return undefined;
      const { key, meta } = await lineKey(runtime, first);
      return {
        head: encodeMeta(meta),
        seal(text, place) {
          const nonce = runtime.random.bytes(NONCE_BYTES);
          const sealed = encryptPieces([Buffer.from(text)], key, nonce, bound(first, place));
          return Buffer.concat([...sealed]).toString("base64");
        },
      };
    },
    async opener(head: Json): Promise<LineOpener> {
      const keys: { readonly method: SealMethod; readonly key: Uint8Array }[] = [];
      const meta = decodeMeta(isJsonObject(head) ? head : {});
      for (const method of target.methods) {
        const key = method === "unencrypted" ? undefined : await openLineKey(method, meta);
        if (method !== "unencrypted" && key !== undefined) keys.push({ method, key });
      }
      return {
        open(sealed, place) {
          const bytes = Buffer.from(sealed, "base64");
          for (const { method, key } of keys) {
            const opened = decrypt(bytes, key, bound(method, place));
            if (opened !== undefined) return Buffer.concat(opened).toString("utf8");
          }
          return undefined;
        },
      };
    },
    allowsPlain: target.methods.includes("unencrypted"),
  };
}

/** A program is not started for each line: it hides a key for all of them, which is kept under the method's name. */
async function lineKey({ random }: Pick<Runtime, "random">, method: SealMethod): Promise<SealKey> {
  if (method.kind === "key") return method.sealingKey();
  const key = random.bytes(LINE_KEY_BYTES);
  const { data, meta } = await method.encrypt(key);
  return { key, meta: new Map([...meta, [method.name, Buffer.from(data).toString("base64")]]) };
}

async function openLineKey(method: SealMethod, meta: KeyMeta): Promise<Uint8Array | undefined> {
  if (method.kind === "key") return method.openingKey(meta);
  const kept = meta.get(method.name);
  if (kept === undefined) return undefined;
  const key = await method.decrypt(Buffer.from(kept, "base64"), meta).catch((error: unknown) => {
    if (!(error instanceof SealError)) throw error;
    return undefined;
  });
  return key?.length === LINE_KEY_BYTES ? key : undefined;
}

function bound(method: SealMethod, place: number): Uint8Array {
  const aad = method.kind === "key" ? method.aad : new Uint8Array();
  return Buffer.concat([aad, Buffer.from(`tutti line ${place}`)]);
}
