import { Buffer } from "node:buffer";
import type { Runtime } from "@tutti/runtime";
import { decrypt, encryptPieces, NONCE_BYTES } from "./aes-gcm.ts";
import { decodeEnvelope, ENVELOPE_TAIL, ENVELOPE_VERSION, type Envelope, envelopeHead } from "./envelope.ts";
import { SealError } from "./seal-error.ts";
import type { SealMethod, SealTarget } from "./seal-method.ts";

type Randomness = Pick<Runtime, "random">;

/** An envelope in pieces, each good until the next is asked for; what is to be kept as it is stays so. */
export async function* sealPieces(
  { random }: Randomness,
  target: SealTarget,
  text: Iterable<Uint8Array>,
  front: (firstPiece: Uint8Array) => string,
): AsyncGenerator<Uint8Array> {
  const [method] = target.methods;
  if (method === "unencrypted") {
    yield* text;
    return;
  }
  if (method.kind === "program") {
    const whole = Buffer.concat([...text].map((piece) => Buffer.from(piece)));
    const { data, meta } = await method.encrypt(whole);
    yield Buffer.from(envelopeHead(front(whole), meta));
    yield* base64Pieces([data]);
    yield Buffer.from(ENVELOPE_TAIL);
    return;
  }
  const { key, meta } = await method.sealingKey();
  const iterator = text[Symbol.iterator]();
  const first = iterator.next();
  yield Buffer.from(envelopeHead(front(first.done === true ? new Uint8Array() : first.value), meta));
  const pieces = encryptPieces(again(first, iterator), key, random.bytes(NONCE_BYTES), method.aad);
  yield* base64Pieces(pieces);
  yield Buffer.from(ENVELOPE_TAIL);
}

/** All of what an iterator gives, the first of which was taken already. */
function* again(first: IteratorResult<Uint8Array>, iterator: Iterator<Uint8Array>): Generator<Uint8Array> {
  for (let next = first; next.done !== true; next = iterator.next()) yield next.value;
}

/** Three bytes are four letters, so what is left of a piece goes before the next. */
function* base64Pieces(pieces: Iterable<Uint8Array>): Generator<Uint8Array> {
  let left: Uint8Array = new Uint8Array();
  for (const piece of pieces) {
    const bytes = Buffer.concat([left, piece]);
    const whole = bytes.length - (bytes.length % 3);
    left = Buffer.from(bytes.subarray(whole));
    if (whole > 0) yield Buffer.from(bytes.subarray(0, whole).toString("base64"));
  }
  if (left.length > 0) yield Buffer.from(Buffer.from(left).toString("base64"));
}

/** What was opened. */
export interface Unsealed {
  readonly pieces: readonly Uint8Array[];
  /** Undefined where it was not hidden. */
  readonly envelope: Envelope | undefined;
  /** True where it would be hidden otherwise now: with another key, or not at all, or it was not yet. */
  readonly outdated: boolean;
}

/** Opens what lies there; throws a `SealError` where that cannot be, or must not be read as it is. */
export async function unsealBytes(target: SealTarget, bytes: Uint8Array): Promise<Unsealed> {
  const [first] = target.methods;
  const envelope = decodeEnvelope(Buffer.from(bytes).toString("utf8"));
  if (envelope === undefined) {
    if (!target.methods.includes("unencrypted"))
      throw new SealError(
        target.name,
        'it is not encrypted, and the encryption configuration does not allow that. It may have been replaced by somebody; if it is right, add a fallback with a method "unencrypted" to read it once',
      );
    return { pieces: [bytes], envelope, outdated: first !== "unencrypted" };
  }
  if (envelope.version !== ENVELOPE_VERSION)
    throw new SealError(
      target.name,
      `it is encrypted in the form ${JSON.stringify(envelope.version)}, and only ${ENVELOPE_VERSION} is known`,
    );
  const tried: string[] = [];
  for (const method of target.methods) {
    if (method === "unencrypted") continue;
    const opened = await openWith(method, envelope);
    if (typeof opened !== "string") return { pieces: opened, envelope, outdated: method !== first };
    tried.push(opened);
  }
  throw new SealError(
    target.name,
    `it is encrypted, and cannot be opened: ${tried.join("; ") || "no method is configured that could"}`,
  );
}

/** What was hidden, or why this method does not open it. */
async function openWith(
  method: SealMethod,
  { data, meta }: Envelope,
): Promise<readonly Uint8Array[] | string> {
  if (method.kind === "key") {
    const key = await method.openingKey(meta);
    return (key && decrypt(data, key, method.aad)) ?? whyNot(method, key !== undefined);
  }
  try {
    const opened = await method.decrypt(data, meta);
    return opened === undefined ? whyNot(method, false) : [opened];
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    return `${method.name}: ${error.message}`;
  }
}

function whyNot({ name }: SealMethod, hasKey: boolean): string {
  return hasKey
    ? `${name} does not fit (another key, another aad, or the file was changed)`
    : `${name} finds nothing of its key provider in it (was the key provider renamed?)`;
}
