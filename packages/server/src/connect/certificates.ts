import { Buffer } from "node:buffer";
import { createHash, createPublicKey, type KeyObject, sign, X509Certificate } from "node:crypto";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  ExtendedKeyUsage,
  Extension,
  Extensions,
  GeneralName,
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_subjectAltName,
  id_ce_subjectKeyIdentifier,
  id_kp_clientAuth,
  id_kp_serverAuth,
  KeyIdentifier,
  KeyUsage,
  KeyUsageFlags,
  Name,
  RelativeDistinguishedName,
  SubjectAlternativeName,
  SubjectKeyIdentifier,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
} from "@peculiar/asn1-x509";

/**
 * Certificates of the mesh, laid out as Consul lays them out. They are put
 * together and signed at once: the library for whole certificates signs off the
 * loop, of which an agent under simulation knows nothing.
 */

/** A key that signs, and its certificate in PEM. */
export interface Signer {
  readonly key: KeyObject;
  readonly certificate: string;
}

export interface Lifetime {
  readonly fromMs: number;
  readonly toMs: number;
}

const COMMON_NAME = "2.5.4.3";
const ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
const RSA_WITH_SHA256 = "1.2.840.113549.1.1.11";
const DER_NULL = new Uint8Array([5, 0]).buffer;

/** An authority that signs itself. */
export function createRoot(
  key: KeyObject,
  subject: { readonly commonName: string; readonly uri: string; readonly serial: number },
  lifetime: Lifetime,
): string {
  const publicKey = createPublicKey(key);
  const name = nameOf(subject.commonName);
  const id = keyIdOf(publicKey);
  return issue(key, name, {
    serial: subject.serial,
    subject: name,
    publicKey: infoOf(publicKey),
    lifetime,
    extensions: [...authorityExtensions(), subjectKeyId(id), authorityKeyId(id), uriName(subject.uri)],
  });
}

/** A certificate for a service, by which it is a client as well as a server. */
export function createLeaf(
  signer: Signer,
  subject: {
    readonly commonName: string;
    readonly uri: string;
    readonly serial: number;
    readonly publicKey: KeyObject;
  },
  lifetime: Lifetime,
): string {
  const { digitalSignature, keyEncipherment, dataEncipherment, keyAgreement } = KeyUsageFlags;
  return issue(signer.key, subjectOf(signer.certificate), {
    serial: subject.serial,
    subject: nameOf(subject.commonName),
    publicKey: infoOf(subject.publicKey),
    lifetime,
    extensions: [
      extension(
        id_ce_keyUsage,
        new KeyUsage(digitalSignature | keyEncipherment | dataEncipherment | keyAgreement),
        true,
      ),
      extension(id_ce_extKeyUsage, new ExtendedKeyUsage([id_kp_clientAuth, id_kp_serverAuth])),
      extension(id_ce_basicConstraints, new BasicConstraints(), true),
      subjectKeyId(keyIdOf(subject.publicKey)),
      authorityKeyId(keyIdOf(createPublicKey(signer.key))),
      uriName(subject.uri),
    ],
  });
}

/** The certificate of a new authority, signed by the old one: whoever trusts that trusts the new one by it. */
export function crossSign(signer: Signer, certificate: string, serial: number, lifetime: Lifetime): string {
  const { tbsCertificate } = parse(certificate);
  const kept = [...(tbsCertificate.extensions ?? [])].filter(
    ({ extnID }) => extnID !== id_ce_authorityKeyIdentifier,
  );
  return issue(signer.key, subjectOf(signer.certificate), {
    serial,
    subject: tbsCertificate.subject,
    publicKey: tbsCertificate.subjectPublicKeyInfo,
    lifetime,
    extensions: [...kept, authorityKeyId(keyIdOf(createPublicKey(signer.key)))],
  });
}

/** By which the keys of a certificate are told apart. */
export function keyIdOf(publicKey: KeyObject): Buffer {
  return createHash("sha256")
    .update(publicKey.export({ type: "spki", format: "der" }))
    .digest();
}

/** `13:4f:…`. */
export function colonHex(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString("hex")
    .replace(/(..)(?!$)/g, "$1:");
}

interface Body {
  readonly serial: number;
  readonly subject: Name;
  readonly publicKey: SubjectPublicKeyInfo;
  readonly lifetime: Lifetime;
  readonly extensions: readonly Extension[];
}

function issue(key: KeyObject, issuer: Name, body: Body): string {
  const isRsa = key.asymmetricKeyType === "rsa";
  const algorithm = new AlgorithmIdentifier({
    algorithm: isRsa ? RSA_WITH_SHA256 : ECDSA_WITH_SHA256,
    ...(isRsa ? { parameters: DER_NULL } : {}),
  });
  const tbsCertificate = new TBSCertificate({
    version: Version.v3,
    serialNumber: serialBytes(body.serial),
    signature: algorithm,
    issuer,
    validity: new Validity({
      notBefore: new Date(body.lifetime.fromMs),
      notAfter: new Date(body.lifetime.toMs),
    }),
    subject: body.subject,
    subjectPublicKeyInfo: body.publicKey,
    extensions: new Extensions([...body.extensions]),
  });
  const signature = sign("sha256", Buffer.from(AsnConvert.serialize(tbsCertificate)), key);
  const certificate = new Certificate({
    tbsCertificate,
    signatureAlgorithm: algorithm,
    signatureValue: arrayBufferOf(signature),
  });
  return new X509Certificate(Buffer.from(AsnConvert.serialize(certificate))).toString();
}

function parse(pem: string): Certificate {
  return AsnConvert.parse(arrayBufferOf(new X509Certificate(pem).raw), Certificate);
}

function subjectOf(pem: string): Name {
  return parse(pem).tbsCertificate.subject;
}

function nameOf(commonName: string): Name {
  const value = new AttributeValue({ printableString: commonName });
  return new Name([new RelativeDistinguishedName([new AttributeTypeAndValue({ type: COMMON_NAME, value })])]);
}

function infoOf(publicKey: KeyObject): SubjectPublicKeyInfo {
  const der = publicKey.export({ type: "spki", format: "der" });
  return AsnConvert.parse(arrayBufferOf(der), SubjectPublicKeyInfo);
}

function authorityExtensions(): readonly Extension[] {
  const { digitalSignature, keyCertSign, cRLSign } = KeyUsageFlags;
  return [
    extension(id_ce_keyUsage, new KeyUsage(digitalSignature | keyCertSign | cRLSign), true),
    extension(id_ce_basicConstraints, new BasicConstraints({ cA: true }), true),
  ];
}

function subjectKeyId(id: Buffer): Extension {
  return extension(id_ce_subjectKeyIdentifier, new SubjectKeyIdentifier(arrayBufferOf(id)));
}

function authorityKeyId(id: Buffer): Extension {
  const keyIdentifier = new KeyIdentifier(arrayBufferOf(id));
  return extension(id_ce_authorityKeyIdentifier, new AuthorityKeyIdentifier({ keyIdentifier }));
}

function uriName(uniformResourceIdentifier: string): Extension {
  return extension(
    id_ce_subjectAltName,
    new SubjectAlternativeName([new GeneralName({ uniformResourceIdentifier })]),
  );
}

function extension(extnID: string, value: object, critical = false): Extension {
  return new Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });
}

/** The least bytes that hold it, its sign left over. */
function serialBytes(serial: number): ArrayBuffer {
  const hex = serial.toString(16);
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex");
  return arrayBufferOf((bytes[0] ?? 0) > 0x7f ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

function arrayBufferOf(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}
