import {
  type AttributeDefinition,
  block,
  computed,
  type Fields,
  optional,
  optionalComputed,
  type PlainRecord,
  type ResourceDefinition,
} from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { NUMBER, STRING } from "@tutti/values";
import { atLeastOneOf } from "../attribute-rules.ts";
import { STATE_ONLY } from "../state-only.ts";
import { importedParts } from "./imported-parts.ts";
import {
  later,
  MOMENT_PARTS,
  momentMistakes,
  momentOf,
  momentParts,
  readMoment,
  TRIGGERS,
  writeMoment,
} from "./moment.ts";

const UNITS = ["years", "months", "days", "hours", "minutes", "seconds"] as const;
const OFFSETS = UNITS.map((unit) => `offset_${unit}`);
const TOLD = [...Object.keys(MOMENT_PARTS), "id", "rfc3339"];

const offset = (name: string): readonly [string, AttributeDefinition] => [
  name,
  optional(NUMBER, { description: `How many ${name.slice("offset_".length)} later; may be negative.` }),
];

/** `time_offset`: a moment so much later than another. */
export const TIME_OFFSET: ResourceDefinition<Runtime> = {
  block: block({
    ...MOMENT_PARTS,
    ...Object.fromEntries(OFFSETS.map(offset)),
    base_rfc3339: optionalComputed(STRING, { description: "Later than what; by default than now." }),
    id: computed(STRING, { description: "As `base_rfc3339`." }),
    rfc3339: computed(STRING, { description: "The moment." }),
    triggers: TRIGGERS,
  }),
  validate: (config) => [...atLeastOneOf(config, OFFSETS), ...momentMistakes(config, "base_rfc3339")],
  ...STATE_ONLY,
  adjust: (planned, prior) => {
    if (prior === undefined) return {};
    if (planned.isUnknown("base_rfc3339") || OFFSETS.some((name) => planned.isUnknown(name)))
      return { unknown: TOLD };
    return { set: told(planned, planned.text("base_rfc3339")) };
  },
  create: async (planned, { client: { clock } }) =>
    told(planned, planned.string("base_rfc3339") ?? writeMoment(momentOf(clock))),
  update: async (planned) => told(planned, planned.text("base_rfc3339")),
  import: async (id) => {
    const parts = importedParts(id, "BASETIMESTAMP", OFFSETS);
    return { ...parts.numbers, triggers: {}, ...toldBy(parts.number, parts.base) };
  },
};

function told(planned: Fields, base: string): PlainRecord {
  return toldBy((name) => planned.number(name) ?? 0, base);
}

function toldBy(number: (name: string) => number, base: string): PlainRecord {
  const from = readMoment(base);
  const moment = later(from, {
    years: number("offset_years"),
    months: number("offset_months"),
    days: number("offset_days"),
    seconds: number("offset_hours") * 3600 + number("offset_minutes") * 60 + number("offset_seconds"),
  });
  const id = writeMoment(from);
  return { ...momentParts(moment), id, base_rfc3339: id, rfc3339: writeMoment(moment) };
}
