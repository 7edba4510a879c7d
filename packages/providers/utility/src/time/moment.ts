import { dateParts, formatTimestamp, parseTimestamp, type Timestamp } from "@tutti/functions";
import {
  type AttributeDefinition,
  attributePath,
  computed,
  errorDiagnostic,
  type Fields,
  optional,
  type PlainRecord,
  type ProviderDiagnostic,
  ProviderFailure,
} from "@tutti/plugin";
import type { Clock } from "@tutti/runtime";
import { mapType, NUMBER, STRING } from "@tutti/values";
import { utilityError } from "../errors.ts";

const told = (what: string) => computed(NUMBER, { description: what });

/** The parts of a moment, in UTC or at the offset that it was written with. */
export const MOMENT_PARTS: Readonly<Record<string, AttributeDefinition>> = {
  year: told("The year."),
  month: told("The month, from 1."),
  day: told("The day of the month."),
  hour: told("The hour."),
  minute: told("The minute."),
  second: told("The second."),
  unix: told("Seconds since 1970."),
};

/** A change of these makes another object. */
export const TRIGGERS: AttributeDefinition = optional(mapType(STRING), {
  forceNew: true,
  description: "Texts of any kind; a change takes another moment.",
});

/** What `MOMENT_PARTS` are of a moment. */
export function momentParts(moment: Timestamp): PlainRecord {
  const { weekday: _, ...parts } = dateParts(moment);
  return { ...parts, unix: moment.seconds };
}

/** Now, to the second. */
export function momentOf(clock: Clock): Timestamp {
  return { seconds: Math.floor(clock.now() / 1000), nanoseconds: 0, offsetMinutes: 0 };
}

/** What the schema cannot say of a timestamp. */
export function momentMistakes(config: Fields, name: string): readonly ProviderDiagnostic[] {
  const text = config.string(name);
  if (text === undefined || typeof parseTimestamp(text) !== "string") return [];
  return [errorDiagnostic(utilityError("invalid-rfc3339-string-value"), refusal(text), attributePath(name))];
}

/** The moment that a text names. */
export function readMoment(text: string): Timestamp {
  const moment = parseTimestamp(text);
  if (typeof moment === "string")
    throw new ProviderFailure(utilityError("invalid-rfc3339-string-value"), refusal(text));
  return moment;
}

function refusal(text: string): string {
  return `A string value was provided that is not valid RFC3339 string format.\n\nGiven Value: ${text}\nError: ${parseTimestamp(text)}`;
}

/** How much later; each part may be negative. */
export interface Shift {
  readonly years?: number;
  readonly months?: number;
  readonly days?: number;
  readonly seconds?: number;
}

/** A day that a month does not have goes on into the next, as with Go's `AddDate`. */
export function later(moment: Timestamp, { years = 0, months = 0, days = 0, seconds = 0 }: Shift): Timestamp {
  const { year, month, day, hour, minute, second } = dateParts(moment);
  const local = new Date(0);
  local.setUTCFullYear(year + years, month - 1 + months, day + days);
  local.setUTCHours(hour, minute, second);
  const at = local.getTime() / 1000 - moment.offsetMinutes * 60 + seconds;
  return { ...moment, seconds: at };
}

/** As states have it. */
export function writeMoment(moment: Timestamp): string {
  return formatTimestamp(moment);
}
