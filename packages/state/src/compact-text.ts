/** Names of one object that are looked through for a repeated one; an object with more, out of order, is read. */
const NAMES_MAX = 32;

/** Of one object. */
interface Names {
  readonly all: string[];
  greatest: string;
}

/** Where in a text we are, and what came of it so far. */
interface Reading {
  readonly text: string;
  at: number;
  readonly pieces: string[];
  /** Where what is not copied yet begins. */
  from: number;
}

/**
 * What `compactJson` would make of the tree of a JSON text, without the tree:
 * the text without its blanks. Undefined where the tree may be written in
 * another way than it stands there (escapes, letters beyond ASCII, numbers that
 * are no small whole ones, names that begin with a digit or come twice). The
 * text is JSON: whoever calls has seen that.
 */
export function compactText(text: string): string | undefined {
  const reading: Reading = { text, at: 0, pieces: [], from: 0 };
  /** Of each object around the place its names so far; a list has none. */
  const around: (Names | undefined)[] = [];
  let isName = false;
  while (reading.at < text.length) {
    const unit = text.charCodeAt(reading.at);
    if (unit === QUOTE) {
      const start = reading.at;
      if (!passString(reading)) return undefined;
      const names = around.at(-1);
      if (isName && names !== undefined && !isNew(names, text.slice(start + 1, reading.at - 1)))
        return undefined;
      isName = false;
      continue;
    }
    if (unit === OPEN_BRACE || unit === OPEN_BRACKET)
      around.push(unit === OPEN_BRACE ? { all: [], greatest: "" } : undefined);
    else if (unit === CLOSE_BRACE || unit === CLOSE_BRACKET) around.pop();
    else if (isBlank(unit)) {
      passBlanks(reading);
      continue;
    } else if (unit === MINUS || isDigit(unit)) {
      if (!passNumber(reading)) return undefined;
      continue;
    }
    if (unit === OPEN_BRACE || unit === COMMA) isName = around.at(-1) !== undefined;
    reading.at += 1;
  }
  reading.pieces.push(text.slice(reading.from));
  // Joined, and not added up: what is added up keeps its pieces.
  return reading.pieces.join("");
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

function isBlank(unit: number): boolean {
  return unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09;
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

function passBlanks(reading: Reading): void {
  const { text } = reading;
  reading.pieces.push(text.slice(reading.from, reading.at));
  while (isBlank(text.charCodeAt(reading.at))) reading.at += 1;
  reading.from = reading.at;
}

/** Goes behind a string; false where it is written in another way: an escape, `<`, `>`, `&`, or no printed ASCII. */
function passString(reading: Reading): boolean {
  const { text } = reading;
  for (let at = reading.at + 1; ; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) {
      reading.at = at + 1;
      return true;
    }
    // Also NaN, behind the end.
    if (!(unit >= 0x20 && unit < 0x7f) || unit === 0x5c || unit === 0x3c || unit === 0x3e || unit === 0x26)
      return false;
  }
}

/** Goes behind a whole number of at most 15 digits; false for any other. */
function passNumber(reading: Reading): boolean {
  const { text } = reading;
  const negative = text.charCodeAt(reading.at) === MINUS;
  const first = reading.at + (negative ? 1 : 0);
  let at = first;
  while (isDigit(text.charCodeAt(at))) at += 1;
  const next = text.charCodeAt(at);
  if (next === 0x2e || (next | 0x20) === 0x65 || at - first > 15) return false;
  if (negative && text.charCodeAt(first) === 0x30) return false;
  reading.at = at;
  return true;
}

/** Adds a name; false where it was there, or may be put into another order. */
function isNew(names: Names, name: string): boolean {
  if (isDigit(name.charCodeAt(0))) return false;
  if (name > names.greatest) names.greatest = name;
  else if (names.all.length >= NAMES_MAX || names.all.includes(name)) return false;
  names.all.push(name);
  return true;
}
