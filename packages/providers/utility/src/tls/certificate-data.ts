import { X509Certificate } from "node:crypto";
import { AsnConvert } from "@peculiar/asn1-schema";
import { BasicConstraints, Certificate, id_ce_basicConstraints } from "@peculiar/asn1-x509";
import {
  block,
  computed,
  type DataDefinition,
  type Fields,
  optional,
  type PlainRecord,
  ProviderFailure,
} from "@tutti/plugin";
import { type Runtime, RuntimeError } from "@tutti/runtime";
import { BOOL, listType, NUMBER, objectType, STRING } from "@tutti/values";
import { exactlyOneOf, invalidValue } from "../attribute-rules.ts";
import { utilityError } from "../errors.ts";
import { formatDistinguishedName } from "./distinguished-name.ts";
import { stateHash } from "./keys.ts";
import { bytesOfPem, pemOf } from "./pem.ts";
import { bufferOf } from "./signing.ts";

const HTTPS_PORT = 443;
const CONNECT_MS = 30_000;

const CERTIFICATE = objectType({
  cert_pem: STRING,
  is_ca: BOOL,
  issuer: STRING,
  not_after: STRING,
  not_before: STRING,
  public_key_algorithm: STRING,
  serial_number: STRING,
  sha1_fingerprint: STRING,
  signature_algorithm: STRING,
  subject: STRING,
  version: NUMBER,
});

/** `tls_certificate`: what certificates say, of a text or of a server. */
export const CERTIFICATE_DATA: DataDefinition<Runtime> = {
  block: block({
    id: computed(STRING, { description: "A checksum of the certificates." }),
    url: optional(STRING, {
      description: "Of a server: `https://HOST`, or `tls://HOST:PORT`. Nothing is asked through a proxy.",
    }),
    content: optional(STRING, { description: "A certificate, as PEM." }),
    verify_chain: optional(BOOL, { description: "Whether the server's must be trusted (default: true)." }),
    certificates: computed(listType(CERTIFICATE), {
      description: "The certificates, that of the server last.",
    }),
  }),
  validate: (config) => [...exactlyOneOf(config, ["content", "url"]), ...urlMistakes(config)],
  read: async (config, { client, signal }) => {
    const content = config.string("content");
    const ders = content === undefined ? await asked(config, client, signal) : [derOf(content)];
    const certificates = ders.map(described);
    const texts = ders.map((der) => pemOf("CERTIFICATE", der)).join("");
    return { id: stateHash(Buffer.from(texts)), certificates };
  },
};

function urlMistakes(config: Fields) {
  const url = config.string("url");
  if (url === undefined || /^(https|tls):\/\//.test(url)) return [];
  return [
    invalidValue("url", `Attribute url must be a URL that begins with https:// or tls://, got: "${url}"`),
  ];
}

function derOf(content: string): Uint8Array {
  try {
    return bytesOfPem("CERTIFICATE", content);
  } catch (error) {
    throw new ProviderFailure(
      utilityError("failed-to-decode-pem"),
      error instanceof Error ? error.message : String(error),
    );
  }
}

/** The server's own last. */
async function asked(
  config: Fields,
  { network }: Runtime,
  signal: AbortSignal,
): Promise<readonly Uint8Array[]> {
  const text = config.text("url");
  // A scheme that URLs do not know has no host in them.
  const url = URL.canParse(text) ? new URL(text.replace(/^tls:/, "https:")) : undefined;
  if (url === undefined || url.hostname === "")
    throw new ProviderFailure(
      utilityError("failed-to-fetch-certificates"),
      `"${text}" is no URL of a server.`,
    );
  const port = portOf(text, url);
  try {
    const found = await network.peerCertificates(
      {
        host: url.hostname.replace(/^\[|\]$/g, ""),
        port,
        timeoutMs: CONNECT_MS,
        ...(config.bool("verify_chain") === false ? { tlsUnverified: true } : {}),
      },
      signal,
    );
    return found.toReversed();
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    throw new ProviderFailure(
      utilityError("failed-to-fetch-certificates"),
      `unable to execute TLS connection towards ${url.hostname}:${port}: ${error.message}`,
    );
  }
}

function portOf(text: string, { port }: URL): number {
  if (/^https:/.test(text)) return port === "" ? HTTPS_PORT : Number(port);
  const written = /^tls:\/\/[^/?#]*:(\d+)(?=$|[/?#])/.exec(text)?.[1];
  if (written !== undefined) return Number(written);
  throw new ProviderFailure(utilityError("failed-to-fetch-certificates"), `Port missing from URL: ${text}`);
}

/** As Go calls them. */
const SIGNATURES: Readonly<Record<string, string>> = {
  "1.2.840.113549.1.1.4": "MD5-RSA",
  "1.2.840.113549.1.1.5": "SHA1-RSA",
  "1.2.840.113549.1.1.11": "SHA256-RSA",
  "1.2.840.113549.1.1.12": "SHA384-RSA",
  "1.2.840.113549.1.1.13": "SHA512-RSA",
  "1.2.840.10040.4.3": "DSA-SHA1",
  "2.16.840.1.101.3.4.3.2": "DSA-SHA256",
  "1.2.840.10045.4.1": "ECDSA-SHA1",
  "1.2.840.10045.4.3.2": "ECDSA-SHA256",
  "1.2.840.10045.4.3.3": "ECDSA-SHA384",
  "1.2.840.10045.4.3.4": "ECDSA-SHA512",
  "1.3.101.112": "Ed25519",
};
const KEYS: Readonly<Record<string, string>> = {
  "1.2.840.113549.1.1.1": "RSA",
  "1.2.840.10040.4.1": "DSA",
  "1.2.840.10045.2.1": "ECDSA",
  "1.3.101.112": "Ed25519",
};

function described(der: Uint8Array): PlainRecord {
  const { certificate, known } = parsed(der);
  const { tbsCertificate, signatureAlgorithm } = certificate;
  const limits = [...(tbsCertificate.extensions ?? [])].find(
    ({ extnID }) => extnID === id_ce_basicConstraints,
  );
  return {
    cert_pem: pemOf("CERTIFICATE", der),
    is_ca: limits !== undefined && AsnConvert.parse(limits.extnValue, BasicConstraints).cA,
    issuer: formatDistinguishedName(tbsCertificate.issuer),
    not_after: moment(tbsCertificate.validity.notAfter.getTime()),
    not_before: moment(tbsCertificate.validity.notBefore.getTime()),
    public_key_algorithm: KEYS[tbsCertificate.subjectPublicKeyInfo.algorithm.algorithm] ?? "0",
    serial_number: BigInt(`0x${known.serialNumber}`).toString(),
    sha1_fingerprint: known.fingerprint.replaceAll(":", "").toLowerCase(),
    signature_algorithm: SIGNATURES[signatureAlgorithm.algorithm] ?? "0",
    subject: formatDistinguishedName(tbsCertificate.subject),
    version: tbsCertificate.version + 1,
  };
}

function parsed(der: Uint8Array): { readonly certificate: Certificate; readonly known: X509Certificate } {
  try {
    return { certificate: AsnConvert.parse(bufferOf(der), Certificate), known: new X509Certificate(der) };
  } catch (error) {
    throw new ProviderFailure(
      utilityError("unable-to-parse-certificate"),
      error instanceof Error ? error.message : String(error),
    );
  }
}

/** RFC 3339 in whole seconds. */
function moment(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, "Z");
}
