import { goQuote } from "@tutti/values";

const LAYOUT = '"2006-01-02T15:04:05Z07:00"';
/** The parts of a moment in their order: as Go's layout names them, what stands there, and from where to where. */
const PARTS: readonly (readonly [name: string, form: RegExp, range?: readonly [string, number, number]])[] = [
  ['"', /^"/],
  ["2006", /^\d{4}/],
  ["-", /^-/],
  ["01", /^\d\d/, ["month", 1, 12]],
  ["-", /^-/],
  ["02", /^\d\d/, ["day", 1, 31]],
  ["T", /^T/],
  ["15", /^\d\d?/, ["hour", 0, 23]],
  [":", /^:/],
  ["04", /^\d\d/, ["minute", 0, 59]],
  [":", /^:/],
  ["05", /^\d\d([.,]\d+)?/, ["second", 0, 59]],
  ["Z07:00", /^(Z|[+-]\d\d:\d\d)/],
  ['"', /^"/],
];

/** Why what is written in JSON is no moment of RFC 3339, as Go says it; undefined where it is one. */
export function momentMistake(written: string): string | undefined {
  const mistake = mistakeIn(written);
  return mistake === undefined ? undefined : `parsing time ${mistake}`;
}

function mistakeIn(written: string): string | undefined {
  const shown = goQuote(written);
  let rest = written;
  for (const [name, form, range] of PARTS) {
    const found = form.exec(rest)?.[0];
    if (found === undefined)
      return `${shown} as ${goQuote(LAYOUT)}: cannot parse ${goQuote(rest)} as ${goQuote(name)}`;
    const [field, min, max] = range ?? ["", 0, Number.POSITIVE_INFINITY];
    const value = Number.parseInt(found, 10);
    if (value < min || value > max) return `${shown}: ${field} out of range`;
    rest = rest.slice(found.length);
  }
  const [year = 0, month = 0, day = 0] = written
    .slice(1, 1 + "2006-01-02".length)
    .split("-")
    .map(Number);
  return day > daysOf(year, month) ? `${shown}: day out of range` : undefined;
}

function daysOf(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}
