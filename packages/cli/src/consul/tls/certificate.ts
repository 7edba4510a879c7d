// The library keeps its classes' descriptions in this registry: it must be there before it is loaded.
import "reflect-metadata";
import { Buffer } from "node:buffer";
import { createPrivateKey, KeyObject, X509Certificate as NodeCertificate, type webcrypto } from "node:crypto";
import { AsnConvert } from "@peculiar/asn1-schema";
import {
  GeneralName,
  GeneralSubtree,
  GeneralSubtrees,
  id_ce_nameConstraints,
  NameConstraints,
} from "@peculiar/asn1-x509";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  Extension,
  type JsonGeneralName,
  KeyUsageFlags,
  KeyUsagesExtension,
  Name,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";

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
  /** As text. */
  readonly ipAddresses: readonly string[];
}

const DAY_MS = 86_400_000;
const NEW_KEY = { name: "ECDSA", namedCurve: "P-256" } as const;
const { subtle } = crypto;

/** A new authority that signs itself. `permitted`: the only names it may sign for, where there are some. */
export async function createAuthority(
  commonName: string,
  validity: Validity,
  permitted: readonly string[],
): Promise<CertificateWithKey> {
  const keys = await newKeys();
  const keyId = await SubjectKeyIdentifierExtension.create(keys.publicKey);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    ...timesOf(validity),
    name: nameOf(commonName),
    keys,
    signingAlgorithm: { name: "ECDSA", hash: "SHA-256" },
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(
        KeyUsageFlags.digitalSignature | KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign,
        true,
      ),
      keyId,
      new AuthorityKeyIdentifierExtension(keyId.keyId),
      ...(permitted.length === 0 ? [] : [permittedNames(permitted)]),
    ],
  });
  return { certificate: pemOf(certificate), key: pemOfKey(keys.privateKey) };
}

/**
 * A certificate for servers and clients, signed by an authority, which may be
 * anybody's: RSA, ECDSA or Ed25519. Fails where the key is not the certificate's.
 */
export async function createLeaf(
  authority: CertificateWithKey,
  names: LeafNames,
  validity: Validity,
): Promise<CertificateWithKey> {
  const issuer = new X509Certificate(authority.certificate);
  const authorityKey = createPrivateKey(authority.key);
  if (!new NodeCertificate(authority.certificate).checkPrivateKey(authorityKey))
    throw new Error("the key is not that of the certificate");
  const { algorithm, hash } = signingOf(authorityKey);
  const keys = await newKeys();
  const certificate = await X509CertificateGenerator.create({
    ...timesOf(validity),
    subject: nameOf(names.commonName),
    issuer: issuer.subjectName,
    publicKey: keys.publicKey,
    signingKey: await importKey(authorityKey, algorithm),
    signingAlgorithm: { name: algorithm.name, hash },
    extensions: [
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.keyEncipherment, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
      new BasicConstraintsExtension(false, undefined, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      new AuthorityKeyIdentifierExtension(await keyIdOf(issuer)),
      new SubjectAlternativeNameExtension([
        ...names.dnsNames.map((value): JsonGeneralName => ({ type: "dns", value })),
        ...names.ipAddresses.map((value): JsonGeneralName => ({ type: "ip", value })),
      ]),
    ],
  });
  return { certificate: pemOf(certificate), key: pemOfKey(keys.privateKey) };
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return subtle.generateKey(NEW_KEY, true, ["sign", "verify"]);
}

function timesOf({ fromMs, days, serial }: Validity) {
  return {
    serialNumber: Buffer.from(serial).toString("hex"),
    notBefore: new Date(fromMs),
    notAfter: new Date(fromMs + days * DAY_MS),
  };
}

function nameOf(commonName: string): Name {
  return new Name([{ O: ["Tutti"] }, { CN: [commonName] }]);
}

/** The id that the authority gives its own key, whatever that was made of: verifiers compare the two. */
async function keyIdOf(issuer: X509Certificate): Promise<string> {
  const own = issuer.getExtension(SubjectKeyIdentifierExtension);
  return (own ?? (await SubjectKeyIdentifierExtension.create(issuer.publicKey))).keyId;
}

function permittedNames(names: readonly string[]): Extension {
  const permittedSubtrees = new GeneralSubtrees(
    names.map((dNSName) => new GeneralSubtree({ base: new GeneralName({ dNSName }) })),
  );
  const constraints = new NameConstraints({ permittedSubtrees });
  return new Extension(id_ce_nameConstraints, true, AsnConvert.serialize(constraints));
}

interface Signing {
  readonly algorithm:
    | webcrypto.RsaHashedImportParams
    | webcrypto.EcKeyImportParams
    | { readonly name: "Ed25519" };
  readonly hash: string;
}

/** The hash as long as the curve, as is usual. */
const CURVES: Readonly<Record<string, Signing>> = {
  prime256v1: { algorithm: { name: "ECDSA", namedCurve: "P-256" }, hash: "SHA-256" },
  secp384r1: { algorithm: { name: "ECDSA", namedCurve: "P-384" }, hash: "SHA-384" },
  secp521r1: { algorithm: { name: "ECDSA", namedCurve: "P-521" }, hash: "SHA-512" },
};

function signingOf(key: KeyObject): Signing {
  const { asymmetricKeyType, asymmetricKeyDetails } = key;
  if (asymmetricKeyType === "rsa")
    return { algorithm: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, hash: "SHA-256" };
  if (asymmetricKeyType === "ed25519") return { algorithm: { name: "Ed25519" }, hash: "SHA-512" };
  const signing = CURVES[asymmetricKeyDetails?.namedCurve ?? ""];
  if (signing === undefined) throw new Error(`a key of the kind ${asymmetricKeyType} cannot sign here`);
  return signing;
}

function importKey(key: KeyObject, algorithm: Signing["algorithm"]): Promise<webcrypto.CryptoKey> {
  const bytes = new Uint8Array(key.export({ type: "pkcs8", format: "der" }));
  return subtle.importKey("pkcs8", bytes, algorithm, false, ["sign"]);
}

function pemOf(certificate: X509Certificate): string {
  return `${certificate.toString("pem").trimEnd()}\n`;
}

function pemOfKey(key: webcrypto.CryptoKey): string {
  return KeyObject.from(key).export({ type: "sec1", format: "pem" }).toString();
}
