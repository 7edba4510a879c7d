/**
 * Compact JSON laid out as `indentJson` does, from the byte `start` on; where
 * it ends, or 0 where it holds more than ASCII or there is no room for it.
 */
export function indentAscii(json: string, margin: number, out: Uint8Array, start: number): number {
  if (start + json.length > out.length) return 0;
  let to = start;
  let depth = 0;
  let inString = false;
  for (let at = 0; at < json.length; at++) {
    const unit = json.charCodeAt(at);
    if (unit > 0x7f) return 0;
    if (inString) {
      out[to++] = unit;
      if (unit === QUOTE) inString = false;
      else if (unit === BACKSLASH) out[to++] = json.charCodeAt(++at) & 0x7f;
    } else if (unit === QUOTE) {
      inString = true;
      out[to++] = unit;
    } else if (unit <= BLANK) return 0;
    else {
      const opens = unit === OPEN_BRACE || unit === OPEN_BRACKET;
      const closes = unit === CLOSE_BRACE || unit === CLOSE_BRACKET;
      const isEmpty = opens && isClosing(json.charCodeAt(at + 1));
      if (opens && !isEmpty) depth += 1;
      if (closes) depth -= 1;
      // What is left takes a byte a unit until the next of these.
      if (to + LINE + margin + 2 * depth + json.length - at > out.length) return 0;
      if (closes) to = breakLine(out, to, margin + 2 * depth);
      out[to++] = unit;
      if (unit === COLON) out[to++] = BLANK;
      else if (isEmpty) out[to++] = json.charCodeAt(++at);
      else if (opens || unit === COMMA) to = breakLine(out, to, margin + 2 * depth);
    }
  }
  return to;
}

function breakLine(out: Uint8Array, to: number, blanks: number): number {
  out[to] = LINE_BREAK;
  out.fill(BLANK, to + 1, to + 1 + blanks);
  return to + 1 + blanks;
}

function isClosing(unit: number): boolean {
  return unit === CLOSE_BRACE || unit === CLOSE_BRACKET;
}

/** A line break, a blank behind a colon, and what stands before them. */
const LINE = 4;
const LINE_BREAK = 0x0a;
const BLANK = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
