import {
  dateParts,
  formatTimestamp,
  MONTHS,
  parseTimestamp,
  type Timestamp,
  WEEKDAYS,
} from "@tutti/functions";
import { type FunctionDefinition, fromPlain, type PlainRecord } from "@tutti/plugin";
import { FuncError, goQuote, NUMBER, objectType, parseDuration, STRING, toFloat64 } from "@tutti/values";

const DAY_S = 86_400;

const PARTS = {
  day: NUMBER,
  hour: NUMBER,
  iso_week: NUMBER,
  iso_year: NUMBER,
  minute: NUMBER,
  month: NUMBER,
  month_name: STRING,
  second: NUMBER,
  weekday: NUMBER,
  weekday_name: STRING,
  year: NUMBER,
  year_day: NUMBER,
};

const OF_TEXT = objectType({ ...PARTS, unix: NUMBER });
const OF_NUMBER = objectType({ ...PARTS, rfc3339: STRING });
const OF_DURATION = objectType({
  hours: NUMBER,
  microseconds: NUMBER,
  milliseconds: NUMBER,
  minutes: NUMBER,
  nanoseconds: NUMBER,
  seconds: NUMBER,
});

/** `provider::time::…`. */
export const TIME_FUNCTIONS: Readonly<Record<string, FunctionDefinition>> = {
  duration_parse: {
    schema: {
      parameters: [{ name: "duration", type: STRING }],
      returnType: OF_DURATION,
      summary: "Parse a Go duration string into an object",
      description: "The whole of a duration such as `1h30m`, in each of the units.",
    },
    call([duration]) {
      const text = duration?.asString ?? "";
      const parsed = parseDuration(text);
      if (!parsed.ok)
        return new FuncError(
          `Error parsing duration string: ${goQuote(text)} is not a valid duration string`,
          0,
        );
      const { exactNs, ns } = parsed;
      return fromPlain(OF_DURATION, {
        hours: ns / 3.6e12,
        minutes: ns / 6e10,
        seconds: ns / 1e9,
        milliseconds: String(exactNs / 1_000_000n),
        microseconds: String(exactNs / 1000n),
        nanoseconds: String(exactNs),
      });
    },
  },
  rfc3339_parse: {
    schema: {
      parameters: [{ name: "timestamp", type: STRING }],
      returnType: OF_TEXT,
      summary: "Parse an RFC3339 timestamp string into an object",
      description: "The parts of the moment that an RFC 3339 timestamp names, at its own offset.",
    },
    call([timestamp]) {
      const text = timestamp?.asString ?? "";
      const moment = parseTimestamp(text);
      if (typeof moment === "string")
        return new FuncError(
          `Error parsing RFC3339 timestamp: ${goQuote(text)} is not a valid RFC3339 timestamp`,
          0,
        );
      return fromPlain(OF_TEXT, { ...parts(moment), unix: moment.seconds });
    },
  },
  unix_timestamp_parse: {
    schema: {
      parameters: [{ name: "unix_timestamp", type: NUMBER }],
      returnType: OF_NUMBER,
      summary: "Parse a unix timestamp integer into an object",
      description: "The parts of the moment so many seconds after 1970 began, in UTC.",
    },
    call([seconds]) {
      const number = seconds === undefined ? Number.NaN : toFloat64(seconds.asNumber);
      if (!Number.isSafeInteger(number)) return new FuncError("a whole number of 64 bits is required", 0);
      const moment = { seconds: number, nanoseconds: 0, offsetMinutes: 0 };
      return fromPlain(OF_NUMBER, { ...parts(moment), rfc3339: formatTimestamp(moment) });
    },
  },
};

function parts(moment: Timestamp): PlainRecord {
  const { weekday, ...date } = dateParts(moment);
  const day = dayNumber(moment);
  // ISO 8601: a week belongs to the year that has its Thursday.
  const thursday = day - ((weekday + 6) % 7) + 3;
  const { year: isoYear } = dateParts({ seconds: thursday * DAY_S, nanoseconds: 0, offsetMinutes: 0 });
  return {
    ...date,
    weekday,
    weekday_name: WEEKDAYS[weekday],
    month_name: MONTHS[date.month - 1],
    year_day: day - firstDay(date.year) + 1,
    iso_year: isoYear,
    iso_week: Math.floor((thursday - firstDay(isoYear)) / 7) + 1,
  };
}

/** Days since 1970, on the clock there. */
function dayNumber({ seconds, offsetMinutes }: Timestamp): number {
  return Math.floor((seconds + offsetMinutes * 60) / DAY_S);
}

function firstDay(year: number): number {
  const first = new Date(0);
  first.setUTCFullYear(year, 0, 1);
  return first.getTime() / (DAY_S * 1000);
}
