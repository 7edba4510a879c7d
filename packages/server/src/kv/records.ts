import { Buffer } from "node:buffer";
import { assert } from "@tutti/runtime";
import type { Codec } from "../state/table.ts";

/** A key's value with what belongs to it. */
export interface KvRecord {
  readonly value: Buffer;
  /** An unsigned 64-bit number. */
  readonly flags: bigint;
  /** The session that holds the lock, or "". */
  readonly session: string;
  /** How often the lock was taken. */
  readonly lockIndex: number;
  /** Of the lock, a number that grows with each holder; left out where it was never taken. */
  readonly fence?: number;
}

const FIXED_BYTES = 13;
/** Of a fence; and the bit beside the length of a session that says that there is one. */
const FENCE_BYTES = 6;
const HAS_FENCE = 0x80;

/** Flags, lock index, session and fence in front of the value as it is: values are bytes, and large. */
export const kvCodec: Codec<KvRecord> = {
  encode(record) {
    const session = Buffer.from(record.session);
    const { fence } = record;
    const valueStart = FIXED_BYTES + session.length + (fence === undefined ? 0 : FENCE_BYTES);
    const out = Buffer.allocUnsafe(valueStart + record.value.length);
    out.writeBigUInt64BE(record.flags, 0);
    out.writeUInt32BE(record.lockIndex, 8);
    out.writeUInt8(session.length | (fence === undefined ? 0 : HAS_FENCE), 12);
    out.set(session, FIXED_BYTES);
    if (fence !== undefined) out.writeUIntBE(fence, valueStart - FENCE_BYTES, FENCE_BYTES);
    out.set(record.value, valueStart);
    return out;
  },
  decode(bytes) {
    const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const hasFence = (all.readUInt8(12) & HAS_FENCE) !== 0;
    const sessionEnd = FIXED_BYTES + (all.readUInt8(12) & ~HAS_FENCE);
    const valueStart = sessionEnd + (hasFence ? FENCE_BYTES : 0);
    assert(valueStart <= all.length, "a session's ID lies within its row");
    return {
      flags: all.readBigUInt64BE(0),
      lockIndex: all.readUInt32BE(8),
      session: all.toString("utf8", FIXED_BYTES, sessionEnd),
      ...(hasFence ? { fence: all.readUIntBE(sessionEnd, FENCE_BYTES) } : {}),
      value: all.subarray(valueStart),
    };
  },
};
