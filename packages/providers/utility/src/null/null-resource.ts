import { block, computed, optional, type ResourceDefinition } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { mapType, STRING } from "@tutti/values";
import { STATE_ONLY } from "../state-only.ts";
import { randomNumber } from "./random-number.ts";

/** `null_resource`: nothing, with a life of its own for provisioners. */
export const NULL_RESOURCE: ResourceDefinition<Runtime> = {
  block: block({
    id: computed(STRING, { description: "A random number, chosen at creation." }),
    triggers: optional(mapType(STRING), {
      forceNew: true,
      description: "Texts of any kind; a change makes another object, so that its provisioners run again.",
    }),
  }),
  create: async (_, { client }) => ({ id: randomNumber(client.random) }),
  ...STATE_ONLY,
};
