import { Attributes, CertificationRequest, CertificationRequestInfo } from "@peculiar/asn1-csr";
import { AsnConvert } from "@peculiar/asn1-schema";
import { Attribute, Extensions } from "@peculiar/asn1-x509";
import { block, blockList, computed, type ResourceDefinition, required } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { STRING } from "@tutti/values";
import { STATE_ONLY } from "../state-only.ts";
import { algorithmOf, readPrivateKey, stateHash } from "./keys.ts";
import { pemOf } from "./pem.ts";
import { publicKeyInfo, signingOf } from "./signing.ts";
import { OTHER_NAMES, otherNames, SUBJECT, subjectName } from "./subject.ts";

const EXTENSION_REQUEST = "1.2.840.113549.1.9.14";

/** `tls_cert_request`: what somebody is asked to sign. */
export const CERT_REQUEST: ResourceDefinition<Runtime> = {
  block: block(
    {
      id: computed(STRING, { description: "The SHA1 checksum of the request." }),
      private_key_pem: required(STRING, {
        forceNew: true,
        sensitive: true,
        description: "The key that the certificate will be of, as PEM.",
      }),
      ...OTHER_NAMES,
      key_algorithm: computed(STRING, { description: "Of the key." }),
      cert_request_pem: computed(STRING, { description: "The request, as PEM." }),
    },
    { subject: blockList(SUBJECT, { maxItems: 1, forceNew: true }) },
  ),
  ...STATE_ONLY,
  create: async (planned) => {
    const key = readPrivateKey(planned.text("private_key_pem"), "private key PEM");
    const subject = subjectName(planned);
    const names = otherNames(planned, subject);
    const signing = signingOf(key);
    const certificationRequestInfo = new CertificationRequestInfo({
      subject,
      subjectPKInfo: publicKeyInfo(key),
      attributes: new Attributes(
        names.length === 0
          ? []
          : [
              new Attribute({
                type: EXTENSION_REQUEST,
                values: [AsnConvert.serialize(new Extensions([...names]))],
              }),
            ],
      ),
    });
    const request = new CertificationRequest({
      certificationRequestInfo,
      signatureAlgorithm: signing.algorithm,
      signature: signing.sign(AsnConvert.serialize(certificationRequestInfo)),
    });
    const bytes = new Uint8Array(AsnConvert.serialize(request));
    return {
      id: stateHash(bytes),
      key_algorithm: algorithmOf(key),
      cert_request_pem: pemOf("CERTIFICATE REQUEST", bytes),
    };
  },
};
