import { crc32, deflateRawSync } from "node:zlib";

/** One entry as it shall stand in the archive, however wrong. */
export interface ZipEntry {
  readonly name: string;
  readonly content?: string | Uint8Array;
  /** Unix mode with its kind; 0 for an archive that was not made on Unix. */
  readonly mode?: number;
  /** What the directory says of its size, where that is a lie. */
  readonly claimedSize?: number;
}

/** A zip file made by hand, because those who make them refuse what an attack needs. */
export function zipFile(entries: readonly ZipEntry[]): Uint8Array {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, content = "", mode = 0o100644, claimedSize } of entries) {
    const bytes = Buffer.from(content);
    const packed = deflateRawSync(bytes);
    const names = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x800, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(claimedSize ?? bytes.length, 18);
    common.writeUInt16LE(names.length, 22);
    const body = Buffer.concat([Buffer.from("PK\u0003\u0004"), common, names, packed]);
    const made = Buffer.from([20, mode === 0 ? 0 : 3]);
    // Comment length, disk, internal attributes, external attributes, place.
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE((mode * 65536) >>> 0, 6);
    tail.writeUInt32LE(at, 10);
    directory.push(Buffer.concat([Buffer.from("PK\u0001\u0002"), made, common, tail, names]));
    bodies.push(body);
    at += body.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...bodies, central, Buffer.from("PK\u0005\u0006"), end]);
}
