import type { ProviderFactory } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { utilityFactory } from "../utility-factory.ts";
import { EPHEMERAL_BYTES, RANDOM_BYTES } from "./random-bytes.ts";
import { RANDOM_ID } from "./random-id.ts";
import { RANDOM_INTEGER } from "./random-integer.ts";
import { EPHEMERAL_PASSWORD, randomPassword } from "./random-password.ts";
import { RANDOM_PET } from "./random-pet.ts";
import { RANDOM_SHUFFLE } from "./random-shuffle.ts";
import { RANDOM_STRING } from "./random-string.ts";
import { RANDOM_UUID, RANDOM_UUID7 } from "./random-uuid.ts";

/** `hashicorp/random`: values that are drawn once and stay. */
export function createProviderFactory(runtime: Runtime): ProviderFactory {
  const parts = {
    resources: {
      random_bytes: RANDOM_BYTES,
      random_id: RANDOM_ID,
      random_integer: RANDOM_INTEGER,
      random_password: randomPassword(runtime.random),
      random_pet: RANDOM_PET,
      random_shuffle: RANDOM_SHUFFLE,
      random_string: RANDOM_STRING,
      random_uuid: RANDOM_UUID,
      random_uuid4: RANDOM_UUID,
      random_uuid7: RANDOM_UUID7,
    },
    dataSources: {},
    ephemeral: { random_bytes: EPHEMERAL_BYTES, random_password: EPHEMERAL_PASSWORD },
  };
  return utilityFactory("random", parts, runtime);
}
