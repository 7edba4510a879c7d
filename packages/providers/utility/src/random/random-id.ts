import {
  block,
  computed,
  optional,
  type PlainRecord,
  type ResourceDefinition,
  required,
} from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { NUMBER, STRING } from "@tutti/values";
import { importRefusal } from "./import-refusal.ts";
import { KEEPERS } from "./keepers.ts";
import { KEPT_VALUE } from "./kept-value.ts";

/** `random_id`: some bytes, in four ways of writing them. */
export const RANDOM_ID: ResourceDefinition<Runtime> = {
  block: block({
    keepers: KEEPERS,
    byte_length: required(NUMBER, { forceNew: true, description: "How many bytes; 1 at least." }),
    prefix: optional(STRING, { forceNew: true, description: "Stands before all of them but `id`." }),
    id: computed(STRING, { description: "As `b64_url`, without the prefix." }),
    b64_url: computed(STRING, { description: "Base64 for URLs, without padding." }),
    b64_std: computed(STRING, { description: "Base64." }),
    hex: computed(STRING, { description: "Hexadecimal digits, twice as many as bytes." }),
    dec: computed(STRING, { description: "A decimal number." }),
  }),
  ...KEPT_VALUE,
  create: async (planned, { client }) =>
    forms(client.random.bytes(planned.number("byte_length") ?? 0), planned.text("prefix")),
  import: async (id) => {
    const comma = id.lastIndexOf(",");
    const prefix = comma === -1 ? undefined : id.slice(0, comma);
    const encoded = id.slice(comma + 1);
    const bytes = Buffer.from(encoded, "base64url");
    if (bytes.toString("base64url") !== encoded)
      throw importRefusal(
        `"${encoded}" is no unpadded base64 for URLs, as b64_url is; a prefix stands before it with a comma.`,
      );
    return { byte_length: bytes.length, prefix, ...forms(bytes, prefix ?? "") };
  },
};

function forms(bytes: Uint8Array, prefix: string): PlainRecord {
  const buffer = Buffer.from(bytes);
  const hex = buffer.toString("hex");
  const id = buffer.toString("base64url");
  return {
    id,
    b64_url: prefix + id,
    b64_std: prefix + buffer.toString("base64"),
    hex: prefix + hex,
    dec: prefix + BigInt(`0x0${hex}`).toString(),
  };
}
