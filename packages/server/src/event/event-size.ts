import { Buffer } from "node:buffer";
import type { UserEvent } from "./events.ts";

/** What an event may take on the wire, in bytes, its name, filters and framing included. */
const EVENT_BYTES_MAX = 512;

/** What an event is called on the wire begins with it. */
const PREFIX_BYTES = "consul:event:".length;

/**
 * Which limit of Consul's an event breaks, in the words for it: gossip packs
 * an event twice (msgpack, of two ages), and looks at the size each time.
 */
export function eventSizeMistake(event: Omit<UserEvent, "time">): string | undefined {
  const name = PREFIX_BYTES + Buffer.byteLength(event.name);
  const packed = packedBytes(event);
  if (name + packed > EVENT_BYTES_MAX)
    return `user event exceeds configured limit of ${EVENT_BYTES_MAX} bytes before encoding`;
  // Kind of message, map, and its fields LTime (of one byte), Name, Payload and CC.
  const framed = 1 + 1 + (6 + 1) + (5 + textBytes(name)) + (8 + textBytes(packed)) + (3 + 1);
  return framed > EVENT_BYTES_MAX
    ? `encoded user event exceeds configured limit of ${EVENT_BYTES_MAX} bytes after encoding`
    : undefined;
}

/** A map of the fields that say something, each with its short name. */
function packedBytes({ id, name, payload, ...filters }: Omit<UserEvent, "time">): number {
  const fields: readonly (readonly [string, number])[] = [
    ["ID", id.length],
    ["n", Buffer.byteLength(name)],
    ["p", payload.length],
    ["nf", Buffer.byteLength(filters.nodeFilter)],
    ["sf", Buffer.byteLength(filters.serviceFilter)],
    ["tf", Buffer.byteLength(filters.tagFilter)],
  ];
  const version = "_v".length + 1;
  return fields
    .filter(([, bytes]) => bytes > 0)
    .reduce((sum, [field, bytes]) => sum + textBytes(field.length) + newTextBytes(bytes), 1 + version);
}

/** A text with the length that stands before it. */
function textBytes(bytes: number): number {
  return (bytes < 32 ? 1 : 3) + bytes;
}

/** The same in the newer form, which the inner one is written in. */
function newTextBytes(bytes: number): number {
  return (bytes < 32 ? 1 : bytes < 256 ? 2 : 3) + bytes;
}
