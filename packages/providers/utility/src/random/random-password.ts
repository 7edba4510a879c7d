import { block, computed, type EphemeralDefinition, type ResourceDefinition } from "@tutti/plugin";
import type { Random, Runtime } from "@tutti/runtime";
import { STRING } from "@tutti/values";
import { keptText } from "./kept-text.ts";
import { digitsAllowed, drawText, TEXT_ARGUMENTS, textMistakes } from "./text-rules.ts";

/** Rounds of bcrypt, as two's exponent: Go's default. It looks at the first 72 bytes of a text. */
const COST = 10;
const SALT_BYTES = 16;

const SECRETS = {
  result: computed(STRING, { sensitive: true, description: "The text." }),
  bcrypt_hash: computed(STRING, { sensitive: true, description: "Its bcrypt hash (of the first 72 bytes)." }),
};

/** `random_password`: a text that is not shown. `random` salts what is hashed. */
export function randomPassword(random: Random): ResourceDefinition<Runtime> {
  return keptText({
    version: 3,
    attributes: { ...SECRETS, id: computed(STRING, { description: 'Always "none".' }) },
    // One version of the provider hashed other bytes than those that it told.
    async tell(text, stored) {
      const kept = stored?.["bcrypt_hash"];
      const isRight = typeof kept === "string" && (await matches(text, kept));
      return { id: "none", result: text, bcrypt_hash: isRight ? kept : await hashed(text, random) };
    },
  });
}

/** The same, for one run. */
export const EPHEMERAL_PASSWORD: EphemeralDefinition<Runtime> = {
  block: block({ ...TEXT_ARGUMENTS, ...SECRETS }),
  validate: textMistakes,
  async open(config, { client: { random } }) {
    const result = drawText(config, random);
    const numeric = digitsAllowed(config) ?? true;
    return { computed: { result, bcrypt_hash: await hashed(result, random), numeric } };
  },
};

/** Off the loop's turn: it takes 50 ms and more. */
async function hashed(text: string, random: Random): Promise<string> {
  const { encodeBase64, hash } = await import("bcryptjs");
  const salt = encodeBase64(Array.from(random.bytes(SALT_BYTES)), SALT_BYTES);
  return hash(text, `$2a$${COST}$${salt}`);
}

async function matches(text: string, kept: string): Promise<boolean> {
  const { compare } = await import("bcryptjs");
  return compare(text, kept);
}
