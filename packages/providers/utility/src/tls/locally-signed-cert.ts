import { CertificationRequest } from "@peculiar/asn1-csr";
import { AsnConvert } from "@peculiar/asn1-schema";
import {
  Certificate,
  type Extension,
  Extensions,
  id_ce_subjectAltName,
  id_ce_subjectKeyIdentifier,
  SubjectKeyIdentifier,
} from "@peculiar/asn1-x509";
import { block, computed, ProviderFailure, type ResourceDefinition, required } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { STRING } from "@tutti/values";
import { utilityError } from "../errors.ts";
import { CERTIFICATE_ATTRIBUTES, CERTIFICATE_LIFE } from "./certificate-attributes.ts";
import { type Holder, type Issuer, issueCertificate } from "./issue-certificate.ts";
import { algorithmOf, readPrivateKey } from "./keys.ts";
import { bytesOfPem } from "./pem.ts";
import { bufferOf } from "./signing.ts";

/** `tls_locally_signed_cert`: what was asked for, signed by an authority whose key is at hand. */
export const LOCALLY_SIGNED_CERT: ResourceDefinition<Runtime> = {
  block: block({
    ...CERTIFICATE_ATTRIBUTES,
    cert_request_pem: required(STRING, { forceNew: true, description: "The request, as PEM." }),
    ca_cert_pem: required(STRING, { forceNew: true, description: "The authority's certificate, as PEM." }),
    ca_private_key_pem: required(STRING, {
      forceNew: true,
      sensitive: true,
      description: "The authority's key, as PEM.",
    }),
    ca_key_algorithm: computed(STRING, { description: "Of the authority's key." }),
  }),
  ...CERTIFICATE_LIFE,
  create: async (planned, { client }) => {
    const holder = requested(planned.text("cert_request_pem"));
    const key = readPrivateKey(planned.text("ca_private_key_pem"), "CA private key PEM");
    const authority = authorityOf(planned.text("ca_cert_pem"));
    return {
      ca_key_algorithm: algorithmOf(key),
      ...issueCertificate(planned, holder, { key, authority }, client),
    };
  },
};

/** Of what a request asks for its names count, and nothing else. */
function requested(pem: string): Holder {
  const { certificationRequestInfo: info } = parsed("certificate request PEM", () =>
    AsnConvert.parse(bufferOf(bytesOfPem("CERTIFICATE REQUEST", pem)), CertificationRequest),
  );
  const asked = [...(info.attributes ?? [])].flatMap(({ type, values }) =>
    type === "1.2.840.113549.1.9.14" ? values.flatMap((one) => [...AsnConvert.parse(one, Extensions)]) : [],
  );
  return {
    subject: info.subject,
    publicKey: info.subjectPKInfo,
    otherNames: asked.filter(({ extnID }) => extnID === id_ce_subjectAltName),
  };
}

function authorityOf(pem: string): NonNullable<Issuer["authority"]> {
  const { tbsCertificate } = parsed("CA certificate PEM", () =>
    AsnConvert.parse(bufferOf(bytesOfPem("CERTIFICATE", pem)), Certificate),
  );
  const found = (id: string): Extension | undefined =>
    [...(tbsCertificate.extensions ?? [])].find(({ extnID }) => extnID === id);
  const keyId = found(id_ce_subjectKeyIdentifier)?.extnValue;
  return {
    name: tbsCertificate.subject,
    keyId: keyId && AsnConvert.parse(keyId, SubjectKeyIdentifier).buffer,
  };
}

function parsed<T>(what: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new ProviderFailure(
      utilityError("failed-to-parse-private-key", what),
      error instanceof Error ? error.message : String(error),
    );
  }
}
