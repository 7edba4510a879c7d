/** A certificate, put together as Go's `crypto/x509` does it. */

import { type KeyObject, X509Certificate } from "node:crypto";
import { AsnConvert } from "@peculiar/asn1-schema";
import {
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  ExtendedKeyUsage,
  type Extension,
  Extensions,
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_subjectKeyIdentifier,
  KeyIdentifier,
  KeyUsage,
  type Name,
  SubjectKeyIdentifier,
  type SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
} from "@peculiar/asn1-x509";
import { type Fields, type PlainRecord, ProviderFailure } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { utilityError } from "../errors.ts";
import { EXTENDED_USAGES, KEY_USAGES } from "./certificate-uses.ts";
import { bufferOf, signingOf, subjectKeyId } from "./signing.ts";
import { extension } from "./subject.ts";

const HOUR_MS = 3_600_000;
const SERIAL_SIZE = 16;

/** Whose certificate it is. */
export interface Holder {
  readonly subject: Name;
  readonly publicKey: SubjectPublicKeyInfo;
  readonly otherNames: readonly Extension[];
}

/** Who signs it: with whose key, called what; of itself `keyId` follows from what is asked for. */
export interface Issuer {
  readonly key: KeyObject;
  /** Undefined: its holder. */
  readonly authority: { readonly name: Name; readonly keyId: ArrayBuffer | undefined } | undefined;
}

/** What the attributes of a certificate become. */
export function issueCertificate(
  planned: Fields,
  holder: Holder,
  issuer: Issuer,
  { clock, random }: Runtime,
): PlainRecord {
  const now = clock.now();
  const notBefore = new Date(now);
  const notAfter = new Date(now + (planned.number("validity_period_hours") ?? 0) * HOUR_MS);
  const serial = random.bytes(SERIAL_SIZE);
  const signing = signingOf(issuer.key);
  const tbsCertificate = new TBSCertificate({
    version: Version.v3,
    serialNumber: positive(serial),
    signature: signing.algorithm,
    issuer: issuer.authority?.name ?? holder.subject,
    validity: new Validity({ notBefore, notAfter }),
    subject: holder.subject,
    subjectPublicKeyInfo: holder.publicKey,
    extensions: new Extensions(extensionsOf(planned, holder, issuer)),
  });
  const certificate = new Certificate({
    tbsCertificate,
    signatureAlgorithm: signing.algorithm,
    signatureValue: signing.sign(AsnConvert.serialize(tbsCertificate)),
  });
  return {
    id: BigInt(`0x${Buffer.from(serial).toString("hex")}`).toString(),
    cert_pem: new X509Certificate(Buffer.from(AsnConvert.serialize(certificate))).toString(),
    validity_start_time: notBefore.toISOString(),
    validity_end_time: notAfter.toISOString(),
  };
}

function extensionsOf(planned: Fields, holder: Holder, { authority }: Issuer): Extension[] {
  const uses = planned.strings("allowed_uses");
  const usage = uses.reduce((all, use) => all | (KEY_USAGES[use] ?? 0), 0);
  const extended = uses.flatMap((use) => EXTENDED_USAGES[use] ?? []);
  const isAuthority = planned.bool("is_ca_certificate") === true;
  if (isAuthority && holder.subject.length === 0)
    throw new ProviderFailure(
      utilityError("invalid-certificate-subject"),
      "Must contain at least one Distinguished Name when creating Certificate Authority (CA)",
    );
  const own =
    isAuthority || planned.bool("set_subject_key_id") === true ? subjectKeyId(holder.publicKey) : undefined;
  const ofAuthority = authorityKeyId(planned, own, authority);
  return [
    ...(usage === 0 ? [] : [extension(id_ce_keyUsage, new KeyUsage(usage), true)]),
    ...(extended.length === 0 ? [] : [extension(id_ce_extKeyUsage, new ExtendedKeyUsage(extended))]),
    extension(id_ce_basicConstraints, new BasicConstraints(isAuthority ? { cA: true } : {}), true),
    ...(own === undefined ? [] : [extension(id_ce_subjectKeyIdentifier, new SubjectKeyIdentifier(own))]),
    ...(ofAuthority === undefined
      ? []
      : [
          extension(
            id_ce_authorityKeyIdentifier,
            new AuthorityKeyIdentifier({ keyIdentifier: new KeyIdentifier(ofAuthority) }),
          ),
        ]),
    ...holder.otherNames,
  ];
}

/** Of another's certificate that has one it always stands there; of one's own where it is asked for. */
function authorityKeyId(
  planned: Fields,
  own: ArrayBuffer | undefined,
  authority: Issuer["authority"],
): ArrayBuffer | undefined {
  if (authority !== undefined) return authority.keyId;
  if (planned.bool("set_authority_key_id") !== true) return undefined;
  if (own !== undefined) return own;
  throw new ProviderFailure(
    utilityError("invalid-certificate-authority"),
    "Could not determine Authority Key Identifier",
  );
}

/** As ASN.1 has a number that is not negative: in the least bytes that hold it and its sign. */
function positive(bytes: Uint8Array): ArrayBuffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  const least = first < 0 ? Uint8Array.of(0) : bytes.subarray(first);
  return bufferOf((least[0] ?? 0) >= 0x80 ? Buffer.concat([Uint8Array.of(0), least]) : least);
}
