import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { block, computed, type Fields, optional, type ResourceDefinition, required } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { NUMBER, STRING } from "@tutti/values";
import { invalidValue } from "../attribute-rules.ts";
import { STATE_ONLY } from "../state-only.ts";
import { publicAttributes, readPrivateKey } from "./keys.ts";
import { openSshPrivateKey } from "./openssh.ts";

const ALGORITHMS = ["RSA", "ECDSA", "ED25519"] as const;
const CURVES: Readonly<Record<string, string>> = {
  P224: "secp224r1",
  P256: "prime256v1",
  P384: "secp384r1",
  P521: "secp521r1",
};
const RSA_BITS = 2048;

/** What is told of a public key, of a resource and of data. */
export const PUBLIC_KEY = {
  id: computed(STRING, { description: "The SHA1 checksum of the public key." }),
  public_key_pem: computed(STRING, { description: "The public key, as PEM." }),
  public_key_openssh: computed(STRING, {
    description: "The public key, as a line of `authorized_keys`; empty for the curve P224.",
  }),
  public_key_fingerprint_md5: computed(STRING, { description: "Of `public_key_openssh`, by MD5." }),
  public_key_fingerprint_sha256: computed(STRING, { description: "Of `public_key_openssh`, by SHA256." }),
};

/** `tls_private_key`: a key, which lies in the state as it is. */
export const PRIVATE_KEY: ResourceDefinition<Runtime> = {
  version: 1,
  block: block({
    algorithm: required(STRING, { forceNew: true, description: "`RSA`, `ECDSA` or `ED25519`." }),
    rsa_bits: optional(NUMBER, { forceNew: true, default: RSA_BITS, description: "Of an RSA key." }),
    ecdsa_curve: optional(STRING, {
      forceNew: true,
      default: "P224",
      description: "Of an ECDSA key: `P224`, `P256`, `P384` or `P521`.",
    }),
    private_key_pem: computed(STRING, { sensitive: true, description: "The key, as PEM (PKCS#1, SEC 1)." }),
    private_key_openssh: computed(STRING, { sensitive: true, description: "The key, as OpenSSH writes it." }),
    private_key_pem_pkcs8: computed(STRING, { sensitive: true, description: "The key, as PEM (PKCS#8)." }),
    ...PUBLIC_KEY,
  }),
  ...STATE_ONLY,
  validate: (config) => [
    ...oneOf(config, "algorithm", ALGORITHMS),
    ...oneOf(config, "ecdsa_curve", Object.keys(CURVES)),
  ],
  create: async (planned, { client: { random } }) => attributesOf(generated(planned), random.bytes(4)),
  /** Versions before had fewer attributes. */
  upgrade: (stored) => {
    const pem = stored["private_key_pem"];
    if (typeof pem !== "string") return stored;
    return { ...stored, ...attributesOf(readPrivateKey(pem), Buffer.from("0123").subarray(0, 4)) };
  },
};

function oneOf(config: Fields, name: string, allowed: readonly string[]) {
  const value = config.string(name);
  if (value === undefined || allowed.includes(value)) return [];
  const list = allowed.map((one) => `"${one}"`).join(" ");
  return [invalidValue(name, `Attribute ${name} value must be one of: [${list}], got: "${value}"`)];
}

function generated(planned: Fields): KeyObject {
  switch (planned.text("algorithm")) {
    case "RSA":
      return generateKeyPairSync("rsa", { modulusLength: planned.number("rsa_bits") ?? RSA_BITS }).privateKey;
    case "ECDSA":
      return generateKeyPairSync("ec", { namedCurve: CURVES[planned.text("ecdsa_curve")] ?? "" }).privateKey;
    default:
      return generateKeyPairSync("ed25519").privateKey;
  }
}

function attributesOf(key: KeyObject, check: Uint8Array) {
  const type = key.asymmetricKeyType === "rsa" ? "pkcs1" : key.asymmetricKeyType === "ec" ? "sec1" : "pkcs8";
  return {
    private_key_pem: key.export({ type, format: "pem" }).toString(),
    private_key_pem_pkcs8: key.export({ type: "pkcs8", format: "pem" }).toString(),
    private_key_openssh: openSshPrivateKey(key, check),
    ...publicAttributes(key),
  };
}
