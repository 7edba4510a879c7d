import { block, computed, optional, type ResourceDefinition, required } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { listType, NUMBER, STRING } from "@tutti/values";
import { KEEPERS } from "./keepers.ts";
import { KEPT_VALUE } from "./kept-value.ts";
import { drawBy, shuffled } from "./seeded.ts";

/** `random_shuffle`: the texts of a list in another order. */
export const RANDOM_SHUFFLE: ResourceDefinition<Runtime> = {
  block: block({
    keepers: KEEPERS,
    input: required(listType(STRING), { forceNew: true, description: "What is shuffled." }),
    result_count: optional(NUMBER, {
      forceNew: true,
      description:
        "How many are taken, by default all; where it is more, they come again, none more often than another by two.",
    }),
    seed: optional(STRING, { forceNew: true, description: "The same seed draws the same order." }),
    id: computed(STRING, { description: 'Always "-".' }),
    result: computed(listType(STRING), { description: "The texts in their new order." }),
  }),
  ...KEPT_VALUE,
  create: async (planned, { client }) => {
    const input = planned.strings("input");
    const count = input.length === 0 ? 0 : (planned.number("result_count") ?? input.length);
    const draw = drawBy(planned.string("seed"), client.random);
    const result: string[] = [];
    while (result.length < count) result.push(...shuffled(input, draw).slice(0, count - result.length));
    return { id: "-", result };
  },
};
