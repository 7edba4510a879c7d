import { block, computed, type DataDefinition, optional } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { STRING } from "@tutti/values";
import { exactlyOneOf } from "../attribute-rules.ts";
import { algorithmOf, publicAttributes, readAnyPrivateKey } from "./keys.ts";
import { PUBLIC_KEY } from "./private-key.ts";

const KEYS = ["private_key_pem", "private_key_openssh"] as const;

/** `tls_public_key`: what is public of a private key. */
export const PUBLIC_KEY_DATA: DataDefinition<Runtime> = {
  block: block({
    private_key_pem: optional(STRING, { sensitive: true, description: "The private key, as PEM." }),
    private_key_openssh: optional(STRING, {
      sensitive: true,
      description: "The private key, as OpenSSH writes it.",
    }),
    algorithm: computed(STRING, { description: "`RSA`, `ECDSA` or `ED25519`." }),
    ...PUBLIC_KEY,
  }),
  validate: (config) => exactlyOneOf(config, KEYS),
  read: async (config) => {
    const key = readAnyPrivateKey(config.string("private_key_pem") ?? config.text("private_key_openssh"));
    return { algorithm: algorithmOf(key), ...publicAttributes(key) };
  },
};
