import { block, computed, optional, type ResourceDefinition } from "@tutti/plugin";
import type { Random, Runtime } from "@tutti/runtime";
import { NUMBER, STRING } from "@tutti/values";
import adjectives from "node-petname/src/words/adjectives.json" with { type: "json" };
import adverbs from "node-petname/src/words/adverbs.json" with { type: "json" };
import names from "node-petname/src/words/names.json" with { type: "json" };
import { KEEPERS } from "./keepers.ts";
import { KEPT_VALUE } from "./kept-value.ts";
import { drawBy } from "./seeded.ts";

/** `random_pet`: a name that people can say. */
export const RANDOM_PET: ResourceDefinition<Runtime> = {
  block: block({
    keepers: KEEPERS,
    length: optional(NUMBER, { default: 2, forceNew: true, description: "How many words; by default 2." }),
    prefix: optional(STRING, { forceNew: true, description: "A word before them." }),
    separator: optional(STRING, {
      default: "-",
      forceNew: true,
      description: 'Between the words; by default "-".',
    }),
    id: computed(STRING, { description: "The name." }),
  }),
  ...KEPT_VALUE,
  create: async (planned, { client }) => {
    const prefix = planned.text("prefix");
    const words = petWords(planned.number("length") ?? 0, client.random);
    return { id: [...(prefix === "" ? [] : [prefix]), ...words].join(planned.text("separator")) };
  },
};

/** An animal; before it an adjective; before that as many adverbs as are wanted. */
function petWords(count: number, random: Random): readonly string[] {
  const draw = drawBy(undefined, random);
  const one = (words: readonly string[]): string => (words[draw(words.length)] ?? "").toLowerCase();
  const adverbsBefore = Array.from({ length: Math.max(0, count - 2) }, () => one(adverbs));
  return [...adverbsBefore, ...(count > 1 ? [one(adjectives)] : []), ...(count > 0 ? [one(names)] : [])];
}
