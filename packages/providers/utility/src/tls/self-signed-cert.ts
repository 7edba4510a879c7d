import { block, blockList, computed, optional, type ResourceDefinition, required } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { BOOL, STRING } from "@tutti/values";
import { CERTIFICATE_ATTRIBUTES, CERTIFICATE_LIFE } from "./certificate-attributes.ts";
import { issueCertificate } from "./issue-certificate.ts";
import { algorithmOf, readPrivateKey } from "./keys.ts";
import { publicKeyInfo } from "./signing.ts";
import { OTHER_NAMES, otherNames, SUBJECT, subjectName } from "./subject.ts";

/** `tls_self_signed_cert`: a certificate that nobody vouches for, or the first of an authority. */
export const SELF_SIGNED_CERT: ResourceDefinition<Runtime> = {
  block: block(
    {
      ...CERTIFICATE_ATTRIBUTES,
      private_key_pem: required(STRING, {
        forceNew: true,
        sensitive: true,
        description: "The key that it is of, and that signs it, as PEM.",
      }),
      ...OTHER_NAMES,
      set_authority_key_id: optional(BOOL, {
        forceNew: true,
        default: false,
        description: "It tells the key that signed it (the extension `authorityKeyIdentifier`).",
      }),
      key_algorithm: computed(STRING, { description: "Of the key." }),
    },
    { subject: blockList(SUBJECT, { maxItems: 1, forceNew: true }) },
  ),
  ...CERTIFICATE_LIFE,
  create: async (planned, { client }) => {
    const key = readPrivateKey(planned.text("private_key_pem"), "private key PEM");
    const subject = subjectName(planned);
    const holder = { subject, publicKey: publicKeyInfo(key), otherNames: otherNames(planned, subject) };
    return {
      key_algorithm: algorithmOf(key),
      ...issueCertificate(planned, holder, { key, authority: undefined }, client),
    };
  },
};
