import { block, computed, type DataDefinition, optional, optionalComputed } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { mapType, STRING } from "@tutti/values";
import { randomNumber } from "./random-number.ts";

/** `null_data_source`: gives back what it is given. A `locals` block does the same. */
export const NULL_DATA_SOURCE: DataDefinition<Runtime> = {
  block: {
    ...block({
      has_computed_default: optionalComputed(STRING, { description: 'By default "default".' }),
      id: computed(STRING, { deprecated: true, description: 'Always "static".' }),
      inputs: optional(mapType(STRING), { description: "What `outputs` will be." }),
      outputs: computed(mapType(STRING), { description: "What `inputs` is." }),
      random: computed(STRING, { description: "Another number with each reading." }),
    }),
    deprecated: true,
  },
  read: async (config, { client }) => ({
    has_computed_default: config.string("has_computed_default") ?? "default",
    id: "static",
    outputs: Object.fromEntries(config.map("inputs")),
    random: randomNumber(client.random),
  }),
};
