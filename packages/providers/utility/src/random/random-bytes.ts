import {
  block,
  computed,
  type EphemeralDefinition,
  type Fields,
  type PlainRecord,
  type ProviderDiagnostic,
  type ResourceDefinition,
  required,
} from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { NUMBER, STRING } from "@tutti/values";
import { atLeast } from "../attribute-rules.ts";
import { STATE_ONLY } from "../state-only.ts";
import { importRefusal } from "./import-refusal.ts";
import { STRICT_KEEPERS } from "./keepers.ts";

const ATTRIBUTES = {
  length: required(NUMBER, { forceNew: true, description: "How many; 1 at least." }),
  base64: computed(STRING, { sensitive: true, description: "Base64." }),
  hex: computed(STRING, { sensitive: true, description: "Hexadecimal digits in lower case." }),
};

/** `random_bytes`: a secret or a key. */
export const RANDOM_BYTES: ResourceDefinition<Runtime> = {
  block: block({ ...ATTRIBUTES, keepers: STRICT_KEEPERS }),
  validate,
  ...STATE_ONLY,
  create: async (planned, { client }) => forms(draw(planned, client)),
  import: async (id) => {
    const bytes = Buffer.from(id, "base64");
    if (bytes.toString("base64") !== id) throw importRefusal(`"${id}" is no base64.`);
    return { length: bytes.length, ...forms(bytes) };
  },
};

/** The same, for one run. */
export const EPHEMERAL_BYTES: EphemeralDefinition<Runtime> = {
  block: block(ATTRIBUTES),
  validate,
  open: async (config, { client }) => ({ computed: forms(draw(config, client)) }),
};

function validate(config: Fields): readonly ProviderDiagnostic[] {
  return atLeast(config, "length", 1);
}

function draw(config: Fields, { random }: Runtime): Uint8Array {
  return random.bytes(config.number("length") ?? 0);
}

function forms(bytes: Uint8Array): PlainRecord {
  const buffer = Buffer.from(bytes);
  return { base64: buffer.toString("base64"), hex: buffer.toString("hex") };
}
