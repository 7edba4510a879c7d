import { createHash } from "node:crypto";
import { FetchFailure } from "../fetch-context.ts";

const TYPE_BY_LENGTH: ReadonlyMap<number, string> = new Map([
  [32, "md5"],
  [40, "sha1"],
  [64, "sha256"],
  [128, "sha512"],
]);

/** Compares the bytes with `TYPE:HEX` or `HEX`, as `?checksum=` gives it. */
export function verifyChecksum(bytes: Uint8Array, wanted: string, name: string): void {
  const colon = wanted.indexOf(":");
  const hex = (colon < 0 ? wanted : wanted.slice(colon + 1)).toLowerCase();
  if (wanted.startsWith("file:"))
    throw new FetchFailure(
      "a checksum that lies in a file is not read: write it into the address, as ?checksum=sha256:…",
    );
  const bad = /[^0-9a-f]/.exec(hex)?.[0];
  if (bad !== undefined)
    throw new FetchFailure(
      `invalid checksum: invalid checksum: encoding/hex: invalid byte: U+${bad.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")} '${bad}'`,
    );
  const type = colon < 0 ? TYPE_BY_LENGTH.get(hex.length) : wanted.slice(0, colon);
  if (type === undefined || ![...TYPE_BY_LENGTH.values()].includes(type))
    throw new FetchFailure(`invalid checksum: unsupported checksum type: ${type ?? wanted}`);
  const got = createHash(type).update(bytes).digest("hex");
  if (got !== hex)
    throw new FetchFailure(
      `Checksums did not match for ${name}.\nExpected: ${hex}\nGot: ${got}\n*${type}.digest`,
    );
}
