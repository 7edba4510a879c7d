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
}

const FIXED_BYTES = 13;

/** Flags, lock index and session in front of the value as it is: values are bytes, and large. */
export const kvCodec: Codec<KvRecord> = {
  encode(record) {
    const session = Buffer.from(record.session);
    const out = Buffer.allocUnsafe(FIXED_BYTES + session.length + record.value.length);
    out.writeBigUInt64BE(record.flags, 0);
    out.writeUInt32BE(record.lockIndex, 8);
    out.writeUInt8(session.length, 12);
    out.set(session, FIXED_BYTES);
    out.set(record.value, FIXED_BYTES + session.length);
    return out;
  },
  decode(bytes) {
    const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const valueStart = FIXED_BYTES + all.readUInt8(12);
    assert(valueStart <= all.length, "a session's ID lies within its row");
    return {
      flags: all.readBigUInt64BE(0),
      lockIndex: all.readUInt32BE(8),
      session: all.toString("utf8", FIXED_BYTES, valueStart),
      value: all.subarray(valueStart),
    };
  },
};
