import type { Timestamp } from "@tutti/functions";
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
import { atLeast, atLeastOneOf } from "../attribute-rules.ts";
import { STATE_ONLY } from "../state-only.ts";
import { importedParts } from "./imported-parts.ts";
import {
  later,
  MOMENT_PARTS,
  momentMistakes,
  momentOf,
  momentParts,
  readMoment,
  type Shift,
  TRIGGERS,
  writeMoment,
} from "./moment.ts";

/** By these names, each alone; of several the last one of this list counts. */
const SHIFTS: Readonly<Record<string, (count: number) => Shift>> = {
  rotation_days: (days) => ({ days }),
  rotation_hours: (hours) => ({ seconds: hours * 3600 }),
  rotation_minutes: (minutes) => ({ seconds: minutes * 60 }),
  rotation_months: (months) => ({ months }),
  rotation_years: (years) => ({ years }),
};

const NAMES = Object.keys(SHIFTS);
const IMPORT_ORDER = ["years", "months", "days", "hours", "minutes"].map((unit) => `rotation_${unit}`);
const TOLD = [...Object.keys(MOMENT_PARTS), "id", "rfc3339", "rotation_rfc3339"];

const rotation = (name: string): readonly [string, AttributeDefinition] => [
  name,
  optional(NUMBER, { description: `After how many ${name.slice("rotation_".length)}.` }),
];

/** `time_rotating`: a moment that is taken anew when another has passed. */
export const TIME_ROTATING: ResourceDefinition<Runtime> = {
  block: block({
    ...MOMENT_PARTS,
    ...Object.fromEntries(NAMES.map(rotation)),
    id: computed(STRING, { description: "As `rfc3339`." }),
    rfc3339: optionalComputed(STRING, {
      forceNew: true,
      description: "Counted from here; by default from now.",
    }),
    rotation_rfc3339: optionalComputed(STRING, { description: "When it is taken anew." }),
    triggers: TRIGGERS,
  }),
  validate: (config) => [
    ...atLeastOneOf(config, [...IMPORT_ORDER.toReversed(), "rotation_rfc3339"]),
    ...NAMES.flatMap((name) => atLeast(config, name, 1)),
    ...momentMistakes(config, "rfc3339"),
    ...momentMistakes(config, "rotation_rfc3339"),
  ],
  // Passed: it is gone, and so it is planned anew.
  read: async (state, { client: { clock } }) => {
    const until = state.string("rotation_rfc3339");
    return until !== undefined && clock.now() > readMoment(until).seconds * 1000 ? undefined : {};
  },
  delete: STATE_ONLY.delete,
  adjust: (planned, prior, _, config) => {
    if (prior === undefined) return {};
    if ([...NAMES, "rfc3339", "rotation_rfc3339"].some((name) => config.isUnknown(name)))
      return { unknown: TOLD };
    return { set: told(planned, config.string("rotation_rfc3339"), readMoment(planned.text("rfc3339"))) };
  },
  create: async (planned, { client: { clock }, config }) => {
    const from = planned.string("rfc3339");
    return told(
      planned,
      config.string("rotation_rfc3339"),
      from === undefined ? momentOf(clock) : readMoment(from),
    );
  },
  update: async (planned, _, { config }) =>
    told(planned, config.string("rotation_rfc3339"), readMoment(planned.text("rfc3339"))),
  import: async (id) => {
    const [base = "", until = "", ...more] = id.split(",");
    if (base !== "" && until !== "" && more.length === 0)
      return { triggers: {}, ...moments(readMoment(base), readMoment(until)) };
    const parts = importedParts(id, "BASETIMESTAMP,ROTATIONTIMESTAMP or BASETIMESTAMP", IMPORT_ORDER);
    const from = readMoment(parts.base);
    return { triggers: {}, ...parts.numbers, ...moments(from, rotated(from, parts.number) ?? from) };
  },
};

function told(planned: Fields, until: string | undefined, from: Timestamp): PlainRecord {
  const number = (name: string): number => planned.number(name) ?? 0;
  // A number of years goes before a moment that is given, that before all others.
  const given = number("rotation_years") === 0 && until !== undefined ? readMoment(until) : undefined;
  return moments(from, given ?? rotated(from, number) ?? from);
}

function rotated(from: Timestamp, number: (name: string) => number): Timestamp | undefined {
  const counted = NAMES.findLast((name) => number(name) !== 0);
  const shift = counted === undefined ? undefined : SHIFTS[counted]?.(number(counted));
  return shift === undefined ? undefined : later(from, shift);
}

function moments(from: Timestamp, until: Timestamp): PlainRecord {
  const id = writeMoment(from);
  return { ...momentParts(until), id, rfc3339: id, rotation_rfc3339: writeMoment(until) };
}
