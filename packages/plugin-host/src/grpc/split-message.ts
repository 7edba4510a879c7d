import { type DescMessage, fromBinary, type MessageShape } from "@bufbuild/protobuf";
import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/** A message without its maps, and of each map the entries as they came. */
export interface SplitMessage<Desc extends DescMessage> {
  readonly rest: MessageShape<Desc>;
  /** By the name of the field, then by key: the bytes of a message. */
  readonly maps: ReadonlyMap<string, ReadonlyMap<string, Uint8Array>>;
}

/**
 * Reads a message whose maps from texts to messages are large: their values
 * are found, which costs a step each, and not read. Throws where it is none.
 */
export function splitMessage<Desc extends DescMessage>(desc: Desc, bytes: Uint8Array): SplitMessage<Desc> {
  const maps = new Map<string, Map<string, Uint8Array>>();
  const byNumber = new Map<number, Map<string, Uint8Array>>();
  for (const field of desc.fields) {
    if (field.fieldKind !== "map" || field.mapKind !== "message") continue;
    const found = new Map<string, Uint8Array>();
    maps.set(field.localName, found);
    byNumber.set(field.number, found);
  }
  const reader = new BinaryReader(bytes);
  const rest: Uint8Array[] = [];
  while (reader.pos < reader.len) {
    const start = reader.pos;
    const [number, wireType] = reader.tag();
    const map = byNumber.get(number);
    if (map !== undefined && wireType === WireType.LengthDelimited) readEntry(reader.bytes(), map);
    else {
      reader.skip(wireType, number);
      rest.push(bytes.subarray(start, reader.pos));
    }
  }
  return { rest: fromBinary(desc, joined(rest)), maps };
}

const KEY = 1;
const VALUE = 2;

function readEntry(entry: Uint8Array, map: Map<string, Uint8Array>): void {
  const reader = new BinaryReader(entry);
  let key = "";
  let value: Uint8Array = new Uint8Array();
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag();
    if (number === KEY) key = reader.string();
    else if (number === VALUE) value = reader.bytes();
    else reader.skip(wireType, number);
  }
  map.set(key, value);
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const writer = new BinaryWriter();
  for (const piece of pieces) writer.raw(piece);
  return writer.finish();
}
