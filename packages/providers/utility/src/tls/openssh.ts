/** Keys as OpenSSH writes them (RFC 4253, and PROTOCOL.key of OpenSSH). */

import { createHash, createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject } from "node:crypto";

/** Curves that OpenSSH knows, by their names in JSON Web Keys. */
const CURVES: Readonly<Record<string, string>> = {
  "P-256": "nistp256",
  "P-384": "nistp384",
  "P-521": "nistp521",
};
const MAGIC = "openssh-key-v1\0";
/** A private part is filled up to it; 8 where nothing is encrypted. */
const BLOCK_SIZE = 8;
const LINE_LENGTH = 64;

type Parts = readonly (string | Uint8Array)[];

/** The public key as bytes; undefined for a curve that OpenSSH does not know. */
export function sshBlob(key: KeyObject): Buffer | undefined {
  // P-224 has no name among JSON Web Keys either.
  if (key.asymmetricKeyDetails?.namedCurve === "secp224r1") return undefined;
  return joined(publicParts(key.export({ format: "jwk" })));
}

function publicParts(jwk: JsonWebKey): Parts {
  switch (jwk.kty) {
    case "RSA":
      return ["ssh-rsa", mpint(jwk.e), mpint(jwk.n)];
    case "EC": {
      const curve = CURVES[jwk.crv ?? ""] ?? "";
      return [`ecdsa-sha2-${curve}`, curve, Buffer.concat([Buffer.of(4), bytesOf(jwk.x), bytesOf(jwk.y)])];
    }
    default:
      return ["ssh-ed25519", bytesOf(jwk.x)];
  }
}

/** A line of `authorized_keys`. */
export function openSshPublicKey(blob: Buffer): string {
  const type = blob.subarray(4, 4 + blob.readUInt32BE(0)).toString();
  return `${type} ${blob.toString("base64")}\n`;
}

export function fingerprints(blob: Buffer): { readonly md5: string; readonly sha256: string } {
  const md5 = createHash("md5")
    .update(blob)
    .digest("hex")
    .replace(/(..)(?!$)/g, "$1:");
  const sha256 = createHash("sha256").update(blob).digest("base64").replace(/=+$/, "");
  return { md5, sha256: `SHA256:${sha256}` };
}

/** Nothing of it is encrypted. `check` are four bytes that stand twice in it; empty for a curve that OpenSSH does not know. */
export function openSshPrivateKey(key: KeyObject, check: Uint8Array): string {
  const blob = sshBlob(createPublicKey(key));
  if (blob === undefined) return "";
  const jwk = key.export({ format: "jwk" });
  const inner = Buffer.concat([check, check, joined([...privateParts(jwk), ""])]);
  const fill = (BLOCK_SIZE - (inner.length % BLOCK_SIZE)) % BLOCK_SIZE;
  const padded = Buffer.concat([inner, Buffer.from(Array.from({ length: fill }, (_, at) => at + 1))]);
  const count = Buffer.of(0, 0, 0, 1);
  const all = Buffer.concat([
    Buffer.from(MAGIC),
    joined(["none", "none", ""]),
    count,
    joined([blob, padded]),
  ]);
  const lines = all.toString("base64").match(new RegExp(`.{1,${LINE_LENGTH}}`, "g")) ?? [];
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines.join("\n")}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

function privateParts(jwk: JsonWebKey): Parts {
  switch (jwk.kty) {
    case "RSA":
      return ["ssh-rsa", ...[jwk.n, jwk.e, jwk.d, jwk.qi, jwk.p, jwk.q].map(mpint)];
    case "EC":
      return [...publicParts(jwk), mpint(jwk.d)];
    default:
      return ["ssh-ed25519", bytesOf(jwk.x), Buffer.concat([bytesOf(jwk.d), bytesOf(jwk.x)])];
  }
}

/** Throws an `Error` that says what is wrong. */
export function parseOpenSsh(text: string): KeyObject {
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]*?)-----END OPENSSH PRIVATE KEY-----/.exec(
    text,
  )?.[1];
  const bytes = Buffer.from(body ?? "", "base64");
  if (bytes.subarray(0, MAGIC.length).toString() !== MAGIC)
    throw new Error("failed to parse openssh private key: ssh: invalid openssh private key format");
  const outer = new Reader(bytes.subarray(MAGIC.length));
  const cipher = outer.text();
  if (cipher !== "none")
    throw new Error("failed to parse openssh private key: ssh: this private key is passphrase protected");
  outer.text();
  outer.bytes();
  outer.skip(4);
  outer.bytes();
  const inner = new Reader(outer.bytes());
  inner.skip(8);
  return createPrivateKey({ key: jwkOf(inner), format: "jwk" });
}

function jwkOf(reader: Reader): JsonWebKey {
  const type = reader.text();
  if (type === "ssh-ed25519") {
    const x = reader.bytes();
    const d = reader.bytes().subarray(0, x.length);
    return { kty: "OKP", crv: "Ed25519", x: base64Url(x), d: base64Url(d) };
  }
  if (type === "ssh-rsa") {
    const [n, e, d, qi, p, q] = Array.from({ length: 6 }, () => reader.number());
    if (
      n === undefined ||
      e === undefined ||
      d === undefined ||
      qi === undefined ||
      p === undefined ||
      q === undefined
    )
      throw new Error("failed to parse openssh private key: it is cut off");
    const dp = d % (p - 1n);
    const dq = d % (q - 1n);
    const text = (number: bigint): string => base64Url(bytesOfNumber(number));
    return {
      kty: "RSA",
      n: text(n),
      e: text(e),
      d: text(d),
      p: text(p),
      q: text(q),
      dp: text(dp),
      dq: text(dq),
      qi: text(qi),
    };
  }
  const crv = Object.keys(CURVES).find((name) => type === `ecdsa-sha2-${CURVES[name]}`);
  if (crv === undefined) throw new Error("failed to parse openssh private key: ssh: unhandled key type");
  reader.text();
  const point = reader.bytes().subarray(1);
  const size = point.length / 2;
  const d = bytesOfNumber(reader.number());
  const filled = Buffer.concat([Buffer.alloc(Math.max(0, size - d.length)), d]);
  return {
    kty: "EC",
    crv,
    x: base64Url(point.subarray(0, size)),
    y: base64Url(point.subarray(size)),
    d: base64Url(filled),
  };
}

/** Fields with their lengths before them. */
class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  skip(count: number): void {
    this.#at += count;
  }

  bytes(): Buffer {
    if (this.#at + 4 > this.#bytes.length)
      throw new Error("failed to parse openssh private key: it is cut off");
    const length = this.#bytes.readUInt32BE(this.#at);
    const start = this.#at + 4;
    this.#at = start + length;
    if (this.#at > this.#bytes.length) throw new Error("failed to parse openssh private key: it is cut off");
    return this.#bytes.subarray(start, this.#at);
  }

  text(): string {
    return this.bytes().toString();
  }

  number(): bigint {
    const hex = this.bytes().toString("hex");
    return hex === "" ? 0n : BigInt(`0x${hex}`);
  }
}

function joined(parts: Parts): Buffer {
  return Buffer.concat(
    parts.flatMap((part) => {
      const bytes = Buffer.from(part as Uint8Array);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return [length, bytes];
    }),
  );
}

/** A number that is not negative, in the least bytes that hold it and its sign. */
function mpint(text: string | undefined): Buffer {
  let bytes = bytesOf(text);
  while (bytes[0] === 0) bytes = bytes.subarray(1);
  return (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes;
}

function bytesOf(text: string | undefined): Buffer {
  return Buffer.from(text ?? "", "base64url");
}

function bytesOfNumber(number: bigint): Buffer {
  const hex = number.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
}

function base64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64url");
}
