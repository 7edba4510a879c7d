import { Buffer } from "node:buffer";
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  X509Certificate,
} from "node:crypto";
import {
  bits,
  boolean,
  der,
  explicit,
  implicit,
  integer,
  objectId,
  octets,
  sequence,
  set,
  time,
  utf8,
} from "./der.ts";

/** Both as PEM. */
export interface CertificateWithKey {
  readonly certificate: string;
  readonly key: string;
}

export interface Validity {
  readonly fromMs: number;
  readonly days: number;
  /** At most 20 bytes, unique among those of one authority. */
  readonly serial: Uint8Array;
}

export interface LeafNames {
  readonly commonName: string;
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly Uint8Array[];
}

const OID = {
  ecdsaSha256: "1.2.840.10045.4.3.2",
  commonName: "2.5.4.3",
  organization: "2.5.4.10",
  subjectKey: "2.5.29.14",
  keyUsage: "2.5.29.15",
  alternativeNames: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  nameConstraints: "2.5.29.30",
  authorityKey: "2.5.29.35",
  extendedKeyUsage: "2.5.29.37",
  serverAuth: "1.3.6.1.5.5.7.3.1",
  clientAuth: "1.3.6.1.5.5.7.3.2",
} as const;

/** Bits of a key's usage, the first one leftmost. */
const USAGE = {
  digitalSignature: 0x80,
  keyEncipherment: 0x20,
  certificateSign: 0x04,
  crlSign: 0x02,
} as const;
const DAY_MS = 86_400_000;

/** A new authority that signs itself. `permitted`: the only names it may sign for, where there are some. */
export function createAuthority(
  commonName: string,
  validity: Validity,
  permitted: readonly string[],
): CertificateWithKey {
  const { privateKey, publicKey } = newKeys();
  const keyId = keyIdOf(publicKey);
  const name = nameOf(commonName);
  const extensions = [
    extension(OID.basicConstraints, true, sequence(boolean(true))),
    extension(
      OID.keyUsage,
      true,
      bits(Buffer.from([USAGE.digitalSignature | USAGE.certificateSign | USAGE.crlSign]), 1),
    ),
    extension(OID.subjectKey, false, octets(keyId)),
    extension(OID.authorityKey, false, sequence(implicit(0, keyId))),
    ...(permitted.length === 0 ? [] : [extension(OID.nameConstraints, true, permittedNames(permitted))]),
  ];
  const certificate = signed({ issuer: name, subject: name, publicKey, validity, extensions }, privateKey);
  return { certificate, key: pemOfKey(privateKey) };
}

/** A certificate for servers and clients, signed by an authority. */
export function createLeaf(
  authority: CertificateWithKey,
  names: LeafNames,
  validity: Validity,
): CertificateWithKey {
  const { privateKey, publicKey } = newKeys();
  const issuer = new X509Certificate(authority.certificate);
  const alternatives = [
    ...names.dnsNames.map((name) => implicit(2, Buffer.from(name, "ascii"))),
    ...names.ipAddresses.map((address) => implicit(7, address)),
  ];
  const extensions = [
    extension(OID.keyUsage, true, bits(Buffer.from([USAGE.digitalSignature | USAGE.keyEncipherment]), 5)),
    extension(OID.extendedKeyUsage, false, sequence(objectId(OID.serverAuth), objectId(OID.clientAuth))),
    extension(OID.basicConstraints, true, sequence()),
    extension(OID.subjectKey, false, octets(keyIdOf(publicKey))),
    extension(OID.authorityKey, false, sequence(implicit(0, keyIdOf(issuer.publicKey)))),
    extension(OID.alternativeNames, false, sequence(...alternatives)),
  ];
  const subject = nameOf(names.commonName);
  const parts = { issuer: subjectOf(issuer), subject, publicKey, validity, extensions };
  return { certificate: signed(parts, createPrivateKey(authority.key)), key: pemOfKey(privateKey) };
}

function newKeys(): { readonly privateKey: KeyObject; readonly publicKey: KeyObject } {
  return generateKeyPairSync("ec", { namedCurve: "P-256" });
}

function pemOfKey(key: KeyObject): string {
  return key.export({ type: "sec1", format: "pem" }).toString();
}

function spki(key: KeyObject): Buffer {
  return key.export({ type: "spki", format: "der" });
}

function keyIdOf(key: KeyObject): Buffer {
  return createHash("sha256")
    .update(spki(createPublicKey(key.export({ type: "spki", format: "pem" }))))
    .digest();
}

function nameOf(commonName: string): Buffer {
  const attribute = (id: string, text: string): Buffer => set(sequence(objectId(id), utf8(text)));
  return sequence(attribute(OID.organization, "Tutti"), attribute(OID.commonName, commonName));
}

/** The subject of a certificate as it is encoded there: what it signs must name it byte for byte. */
function subjectOf(certificate: X509Certificate): Buffer {
  const whole = certificate.raw;
  const tbs = contentAt(whole, contentAt(whole, 0).start);
  // version, serial, algorithm, issuer, validity stand before the subject.
  let at = tbs.start;
  for (let skipped = 0; skipped < 5; skipped++) at = contentAt(whole, at).end;
  return whole.subarray(at, contentAt(whole, at).end);
}

function contentAt(bytes: Buffer, at: number): { readonly start: number; readonly end: number } {
  const first = bytes[at + 1] ?? 0;
  if (first < 0x80) return { start: at + 2, end: at + 2 + first };
  const count = first & 0x7f;
  const start = at + 2 + count;
  return { start, end: start + bytes.readUIntBE(at + 2, count) };
}

function extension(id: string, critical: boolean, content: Buffer): Buffer {
  return sequence(objectId(id), ...(critical ? [boolean(true)] : []), octets(content));
}

function permittedNames(names: readonly string[]): Buffer {
  return sequence(der(0xa0, ...names.map((name) => sequence(implicit(2, Buffer.from(name, "ascii"))))));
}

interface Parts {
  readonly issuer: Buffer;
  readonly subject: Buffer;
  readonly publicKey: KeyObject;
  readonly validity: Validity;
  readonly extensions: readonly Buffer[];
}

function signed(parts: Parts, key: KeyObject): string {
  const { fromMs, days, serial } = parts.validity;
  const algorithm = sequence(objectId(OID.ecdsaSha256));
  const tbs = sequence(
    explicit(0, integer(Uint8Array.from([2]))),
    integer(serial),
    algorithm,
    parts.issuer,
    sequence(time(fromMs), time(fromMs + days * DAY_MS)),
    parts.subject,
    spki(parts.publicKey),
    explicit(3, sequence(...parts.extensions)),
  );
  const whole = sequence(tbs, algorithm, bits(sign("sha256", tbs, key)));
  const lines = whole.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}
