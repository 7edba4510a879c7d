import { FuncError, goQuote } from "@tutti/values";
import { type DateParts, dateParts, formatOffset, type Timestamp } from "./timestamp.ts";

/** January first. */
export const MONTHS: readonly string[] = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
/** Sunday first. */
export const WEEKDAYS: readonly string[] = [
  "Sunday",
  "Monday",
  "Tuesday",
  "Wednesday",
  "Thursday",
  "Friday",
  "Saturday",
];

/** A quoted part, the same letter several times, or anything else. */
const TOKEN = /''|'(?:[^']|'')*'?|([a-zA-Z])\1*|[^'a-zA-Z]+/g;

/** `formatdate`: letters stand for parts of the date, quotes keep letters as they are. */
export function formatDate(format: string, timestamp: Timestamp): string | FuncError {
  const parts = dateParts(timestamp);
  let out = "";
  for (const [token] of format.matchAll(TOKEN)) {
    const text = token.startsWith("'") ? quoted(token) : rendered(token, parts, timestamp);
    if (text instanceof FuncError) return text;
    out += text;
  }
  return out;
}

function quoted(token: string): string | FuncError {
  if (token.length === 1 || !token.endsWith("'")) return new FuncError("unterminated literal '", 0);
  return token === "''" ? "'" : token.slice(1, -1).replaceAll("''", "'");
}

interface Verb {
  readonly forms: Readonly<Record<number, (parts: DateParts, timestamp: Timestamp) => string>>;
  /** Which lengths there are, for the message. */
  readonly allowed: string;
}

const number = (part: (parts: DateParts) => number, name: string, letter: string): Verb => ({
  forms: {
    1: (parts) => String(part(parts)),
    2: (parts) => String(part(parts)).padStart(2, "0"),
  },
  allowed: `${name} must either be "${letter}" or "${letter}${letter}"`,
});

const VERBS: ReadonlyMap<string, Verb> = new Map<string, Verb>([
  [
    "Y",
    {
      forms: {
        2: ({ year }) => String(year % 100).padStart(2, "0"),
        4: ({ year }) => String(year).padStart(4, "0"),
      },
      allowed: 'year must either be "YY" or "YYYY"',
    },
  ],
  [
    "M",
    {
      forms: {
        1: ({ month }) => String(month),
        2: ({ month }) => String(month).padStart(2, "0"),
        3: ({ month }) => (MONTHS[month - 1] ?? "").slice(0, 3),
        4: ({ month }) => MONTHS[month - 1] ?? "",
      },
      allowed: 'month must be "M", "MM", "MMM", or "MMMM"',
    },
  ],
  ["D", number(({ day }) => day, "day of month", "D")],
  [
    "E",
    {
      forms: {
        3: ({ weekday }) => (WEEKDAYS[weekday] ?? "").slice(0, 3),
        4: ({ weekday }) => WEEKDAYS[weekday] ?? "",
      },
      allowed: 'day of week must either be "EEE" or "EEEE"',
    },
  ],
  ["h", number(({ hour }) => hour, "24-hour", "h")],
  ["H", number(({ hour }) => hour % 12 || 12, "12-hour", "H")],
  ["A", { forms: { 2: ({ hour }) => (hour < 12 ? "AM" : "PM") }, allowed: 'must be "AA"' }],
  ["a", { forms: { 2: ({ hour }) => (hour < 12 ? "am" : "pm") }, allowed: 'must be "aa"' }],
  ["m", number(({ minute }) => minute, "minute", "m")],
  ["s", number(({ second }) => second, "second", "s")],
  [
    "Z",
    {
      forms: {
        1: (_parts, timestamp) => formatOffset(timestamp, ":", true),
        3: (_parts, timestamp) =>
          timestamp.offsetMinutes === 0 ? "UTC" : formatOffset(timestamp, "", false),
        4: (_parts, timestamp) => formatOffset(timestamp, "", false),
        5: (_parts, timestamp) => formatOffset(timestamp, ":", false),
      },
      allowed: "timezone must be Z, ZZZZ, or ZZZZZ",
    },
  ],
]);

function rendered(token: string, parts: DateParts, timestamp: Timestamp): string | FuncError {
  const letter = token[0] ?? "";
  if (!/^[a-zA-Z]$/.test(letter)) return token;
  const verb = VERBS.get(letter);
  if (verb === undefined) return new FuncError(`invalid date format verb ${goQuote(token)}`, 0);
  const form = verb.forms[token.length];
  if (form !== undefined) return form(parts, timestamp);
  return new FuncError(`invalid date format verb ${goQuote(token)}: ${verb.allowed}`, 0);
}
