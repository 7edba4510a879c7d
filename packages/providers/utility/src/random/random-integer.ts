import { block, computed, optional, ProviderFailure, type ResourceDefinition, required } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { NUMBER, STRING } from "@tutti/values";
import { utilityError } from "../errors.ts";
import { importRefusal } from "./import-refusal.ts";
import { KEEPERS } from "./keepers.ts";
import { KEPT_VALUE } from "./kept-value.ts";
import { drawBy } from "./seeded.ts";

/** `random_integer`: a whole number between two others, both included. */
export const RANDOM_INTEGER: ResourceDefinition<Runtime> = {
  block: block({
    keepers: KEEPERS,
    min: required(NUMBER, { forceNew: true, description: "The least that it may be." }),
    max: required(NUMBER, { forceNew: true, description: "The most that it may be." }),
    seed: optional(STRING, { forceNew: true, description: "The same seed draws the same number." }),
    id: computed(STRING, { description: "The number, as a text." }),
    result: computed(NUMBER, { description: "The number." }),
  }),
  ...KEPT_VALUE,
  create: async (planned, { client }) => {
    const min = planned.number("min") ?? 0;
    const max = planned.number("max") ?? 0;
    if (max < min)
      throw new ProviderFailure(
        utilityError("create-random-integer-error"),
        "The minimum (min) value needs to be smaller than or equal to maximum (max) value.",
      );
    const result = min + drawBy(planned.string("seed"), client.random)(max - min + 1);
    return { id: String(result), result };
  },
  import: async (id) => {
    const [result, min, max, seed, ...more] = id.split(",");
    if (result === undefined || min === undefined || max === undefined || more.length > 0)
      throw importRefusal(
        "Invalid import usage: expecting {result},{min},{max} or {result},{min},{max},{seed}",
      );
    return { id: result, result: whole(result), min: whole(min), max: whole(max), seed };
  },
};

function whole(text: string): number {
  const number = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(number)) throw importRefusal(`"${text}" is no whole number.`);
  return number;
}
