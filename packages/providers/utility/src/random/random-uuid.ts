import { formatUuid } from "@tutti/functions";
import { block, computed, type ResourceDefinition } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { STRING } from "@tutti/values";
import { importRefusal } from "./import-refusal.ts";
import { KEEPERS } from "./keepers.ts";
import { KEPT_VALUE } from "./kept-value.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** `random_uuid` and `random_uuid4`: 122 random bits (RFC 9562, version 4). */
export const RANDOM_UUID: ResourceDefinition<Runtime> = uuidResource(({ random }) => random.uuid());

/** `random_uuid7`: the time in milliseconds and 74 random bits (RFC 9562, version 7). */
export const RANDOM_UUID7: ResourceDefinition<Runtime> = uuidResource(({ random, clock }) => {
  const bytes = Buffer.from(random.bytes(16));
  bytes.writeUIntBE(Math.floor(clock.now()), 0, 6);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  return formatUuid(bytes);
});

function uuidResource(draw: (runtime: Runtime) => string): ResourceDefinition<Runtime> {
  return {
    block: block({
      keepers: KEEPERS,
      id: computed(STRING, { description: "As `result`." }),
      result: computed(STRING, { description: "The UUID." }),
    }),
    ...KEPT_VALUE,
    create: async (_, { client }) => named(draw(client)),
    import: async (id) => {
      if (!UUID.test(id)) throw importRefusal(`"${id}" is no UUID.`);
      return named(id.toLowerCase());
    },
  };
}

function named(uuid: string): { readonly id: string; readonly result: string } {
  return { id: uuid, result: uuid };
}
