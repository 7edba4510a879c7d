/** The syntax of format strings: `%[flags][width][.precision][[argument]]verb`. */

import { FuncError, goQuote } from "@tutti/values";

export interface Verb {
  /** As it stands in the format string. */
  readonly raw: string;
  /** In bytes from the start of the format string. */
  readonly offset: number;
  /** Counted from 1. */
  readonly argument: number;
  readonly mode: string;
  readonly zero: boolean;
  readonly sharp: boolean;
  readonly plus: boolean;
  readonly minus: boolean;
  readonly space: boolean;
  readonly width: number | undefined;
  readonly precision: number | undefined;
}

export type FormatPart = string | Verb;

const VERB = /%([0#\-+ ]*)([1-9][0-9]*)?(?:(\.)([0-9]*))?(?:\[([1-9][0-9]*)\])?([a-zA-Z])/y;
/** As much of a verb as is in order, to find the character that is not. */
const VERB_START = /%[0#\-+ ]*(?:[1-9][0-9]*)?(?:\.[0-9]*)?(?:\[(?:[1-9][0-9]*(?:\](?=.))?)?)?/sy;

/** The texts and verbs of a format string, in order. */
export function parseFormat(format: string): readonly FormatPart[] | FuncError {
  const parts: FormatPart[] = [];
  let nextArgument = 1;
  let at = 0;
  for (;;) {
    const percent = format.indexOf("%", at);
    if (percent < 0) {
      parts.push(format.slice(at));
      return parts;
    }
    if (percent > at) parts.push(format.slice(at, percent));
    if (format[percent + 1] === "%") {
      parts.push("%");
      at = percent + 2;
      continue;
    }
    VERB.lastIndex = percent;
    const match = VERB.exec(format);
    if (match === null) return badVerb(format, percent);
    const verb = toVerb(match, byteLength(format.slice(0, percent)), nextArgument);
    nextArgument = verb.argument + 1;
    parts.push(verb);
    at = VERB.lastIndex;
  }
}

function toVerb(match: RegExpExecArray, offset: number, nextArgument: number): Verb {
  const [raw, flags = "", width, point, precision, argument, mode = ""] = match;
  return {
    raw,
    offset,
    argument: argument === undefined ? nextArgument : Number(argument),
    mode,
    zero: flags.includes("0"),
    sharp: flags.includes("#"),
    plus: flags.includes("+"),
    minus: flags.includes("-"),
    space: flags.includes(" "),
    width: width === undefined ? undefined : Number(width),
    precision: point === undefined ? undefined : Number(precision),
  };
}

function badVerb(format: string, start: number): FuncError {
  VERB_START.lastIndex = start;
  const read = VERB_START.exec(format)?.[0] ?? "%";
  const at = start + read.length;
  const point = format.codePointAt(at);
  const offset = byteLength(format.slice(0, at));
  if (point === undefined) return new FuncError(`invalid format string starting at offset ${offset}`);
  const letter = goQuote(String.fromCodePoint(point)).slice(1, -1);
  return new FuncError(`unrecognized format character '${letter}' at offset ${offset}`);
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
