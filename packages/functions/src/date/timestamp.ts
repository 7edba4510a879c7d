/** RFC 3339 timestamps, with the refusals of Terraform's parser. */

import { goQuote } from "@tutti/values";

/** A moment, and the offset of the clock that it was read from. */
export interface Timestamp {
  /** Since 1970, in UTC. */
  readonly seconds: number;
  readonly nanoseconds: number;
  readonly offsetMinutes: number;
}

/** The parts of a date on the clock at the timestamp's own offset. */
export interface DateParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** 0 is Sunday. */
  readonly weekday: number;
}

const PATTERN = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:Z|([+-])(\d\d):(\d\d))$/;

/** The timestamp, or why it is none. */
export function parseTimestamp(text: string): Timestamp | string {
  const match = PATTERN.exec(text);
  if (match === null) return `not a valid RFC3339 timestamp${explain(text)}`;
  const [, ...groups] = match;
  const [year, month, day, hour, minute, second] = groups.slice(0, 6).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const [fraction, sign, zoneHour, zoneMinute] = groups.slice(6);
  const inRange =
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysIn(year, month) &&
    hour <= 23 &&
    minute <= 59 &&
    second <= 59 &&
    Number(zoneHour ?? 0) <= 23 &&
    Number(zoneMinute ?? 0) <= 59;
  if (!inRange) return `not a valid RFC3339 timestamp${explain(text)}`;
  const offset = (Number(zoneHour ?? 0) * 60 + Number(zoneMinute ?? 0)) * (sign === "-" ? -1 : 1);
  const days = daysSince1970(year, month, day);
  return {
    seconds: days * 86_400 + hour * 3600 + minute * 60 + second - offset * 60,
    nanoseconds: Number((fraction ?? "").slice(0, 9).padEnd(9, "0")),
    offsetMinutes: offset,
  };
}

function daysIn(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Days of the Gregorian calendar, counted in eras of 400 years from March 1st. */
function daysSince1970(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** What stands on the clock there and then. */
export function dateParts({ seconds, offsetMinutes }: Timestamp): DateParts {
  const local = seconds + offsetMinutes * 60;
  const days = Math.floor(local / 86_400);
  const rest = local - days * 86_400;
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
    hour: Math.floor(rest / 3600),
    minute: Math.floor(rest / 60) % 60,
    second: rest % 60,
    weekday: (((days + 4) % 7) + 7) % 7,
  };
}

/** RFC 3339 without a fraction, as Terraform writes it. */
export function formatTimestamp(timestamp: Timestamp): string {
  const { year, month, day, hour, minute, second } = dateParts(timestamp);
  const two = (n: number): string => String(n).padStart(2, "0");
  const date = `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
  return `${date}T${two(hour)}:${two(minute)}:${two(second)}${formatOffset(timestamp, ":", true)}`;
}

/** `+02:00`; `Z` for UTC where that is wanted. */
export function formatOffset({ offsetMinutes }: Timestamp, colon: string, zulu: boolean): string {
  if (zulu && offsetMinutes === 0) return "Z";
  const minutes = Math.abs(offsetMinutes);
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${offsetMinutes < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}${colon}${two(minutes % 60)}`;
}

interface Element {
  /** What messages call it; a separator is called by itself. */
  readonly name: string;
  /** Takes its part off the front; undefined when it is not there. */
  readonly read: RegExp;
  readonly inRange?: (value: number, text: string) => boolean;
}

const separator = (text: string): Element => ({ name: text, read: new RegExp(`^${text}`) });

const ELEMENTS: readonly Element[] = [
  { name: "year", read: /^\d{4}/ },
  separator("-"),
  { name: "month", read: /^\d\d/, inRange: (n) => n >= 1 && n <= 12 },
  separator("-"),
  { name: "day of month", read: /^\d\d/ },
  separator("T"),
  { name: "hour", read: /^\d\d?/, inRange: (n) => n <= 23 },
  separator(":"),
  { name: "minute", read: /^\d\d/, inRange: (n) => n <= 59 },
  separator(":"),
  { name: "second", read: /^\d\d(?:[.,]\d+)?/, inRange: (n) => n < 60 },
  {
    name: "UTC offset",
    read: /^(?:Z|[+-]\d\d:\d\d)/,
    inRange: (_n, text) => /^(?:Z|.(?:[01]\d|2[0-4]):(?:[0-5]\d|60))$/.test(text),
  },
];

/** Goes through the text from the front to find the first part that is wrong. */
function explain(text: string): string {
  let rest = text;
  let hourDigits = "";
  for (const { name, read, inRange } of ELEMENTS) {
    const found = read.exec(rest)?.[0];
    if (found === undefined) return refusal(name, rest);
    const after = rest.slice(found.length);
    if (inRange?.(Number(found.replace(",", ".")), found) === false) return refusal(name, after);
    if (name === "hour") hourDigits = found;
    rest = after;
  }
  if (rest !== "") return `: cannot use ${goQuote(rest)} as timestamp segment`;
  if (hourDigits.length === 1) return ": hour must have exactly two digits";
  const zone = /[+-]\d\d:\d\d$/.exec(text)?.[0];
  if (zone !== undefined && (Number(zone.slice(1, 3)) > 23 || Number(zone.slice(4)) > 59))
    return `: cannot use ${goQuote(zone)} as UTC offset`;
  if (text.includes(",")) return `: cannot use "," as timestamp segment`;
  return ": day out of range";
}

function refusal(name: string, rest: string): string {
  if (name === "T") return ": missing required time introducer 'T'";
  if (name === ":" || name === "-") {
    return rest === ""
      ? `: end of string where ${goQuote(name)} is expected`
      : `: found ${goQuote(rest)} where ${goQuote(name)} is expected`;
  }
  if (rest === "") return `: end of string before ${name}`;
  if (name === "hour" && rest.includes(":")) return ": hour must be between 0 and 23 inclusive";
  if (name === "hour" && rest.length !== 2) return ": hour must have exactly two digits";
  if (name === "minute" && rest.length !== 2) return ": minute must have exactly two digits";
  return `: cannot use ${goQuote(rest)} as ${name}`;
}
