import { type AttributeDefinition, computed, type PlainRecord } from "@tutti/plugin";
import { STRING } from "@tutti/values";
import { checksums } from "../checksums.ts";

/** What is told of a file's content, by resources and data sources alike. */
export const TOLD_OF_CONTENT: Readonly<Record<string, AttributeDefinition>> = {
  id: computed(STRING, { description: "As `content_sha1`." }),
  content_md5: computed(STRING, { description: "MD5, hexadecimal." }),
  content_sha1: computed(STRING, { description: "SHA-1, hexadecimal." }),
  content_sha256: computed(STRING, { description: "SHA-256, hexadecimal." }),
  content_sha512: computed(STRING, { description: "SHA-512, hexadecimal." }),
  content_base64sha256: computed(STRING, { description: "SHA-256, in base64." }),
  content_base64sha512: computed(STRING, { description: "SHA-512, in base64." }),
};

/** The same of these bytes. */
export function toldOf(bytes: Uint8Array): PlainRecord {
  const { md5, sha1, sha256, sha512, base64sha256, base64sha512 } = checksums(bytes);
  return {
    id: sha1,
    content_md5: md5,
    content_sha1: sha1,
    content_sha256: sha256,
    content_sha512: sha512,
    content_base64sha256: base64sha256,
    content_base64sha512: base64sha512,
  };
}
