/** Classes of characters that the lexer asks about. */

const ID_CONTINUE = /[\p{ID_Continue}-]/u;
const ID_START = /[\p{ID_Start}_]/u;
const ID_REST = /[\p{ID_Continue}-]*/uy;

const DIGIT = 1;
const LETTER = 2;
const DASH = 4;

const ASCII_CLASS = new Uint8Array(128);
for (let code = 0; code < 128; code++) {
  const char = String.fromCharCode(code);
  if (/[0-9]/.test(char)) ASCII_CLASS[code] = DIGIT;
  else if (/[A-Za-z_]/.test(char)) ASCII_CLASS[code] = LETTER;
  else if (char === "-") ASCII_CLASS[code] = DASH;
}

export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Where the identifier that starts at `from` ends; `from` itself if none starts there. */
export function identifierEnd(text: string, from: number): number {
  const first = text.charCodeAt(from);
  if (Number.isNaN(first)) return from;
  if (first < 0x80 ? ASCII_CLASS[first] !== LETTER : !ID_START.test(characterAt(text, from))) return from;
  let at = from + (first < 0x80 ? 1 : characterAt(text, from).length);
  for (;;) {
    const code = text.charCodeAt(at);
    if (code < 0x80 && ASCII_CLASS[code] !== 0) {
      at += 1;
      continue;
    }
    if (!(code >= 0x80) || !ID_CONTINUE.test(characterAt(text, at))) return at;
    ID_REST.lastIndex = at;
    ID_REST.exec(text);
    at = ID_REST.lastIndex;
  }
}

/** The character (code point) at an offset. */
export function characterAt(text: string, at: number): string {
  const unit = text.charCodeAt(at);
  const paired = unit >= 0xd800 && unit <= 0xdbff && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00;
  return text.slice(at, at + (paired ? 2 : 1));
}

/** A byte that was not UTF-8, as `decodeSource` writes it down. */
export function isBadByte(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  if ((unit & 0xfc00) === 0xd800) return (text.charCodeAt(at + 1) & 0xfc00) !== 0xdc00;
  return (unit & 0xfc00) === 0xdc00 && (text.charCodeAt(at - 1) & 0xfc00) !== 0xd800;
}

/** Whether a name can be written as an identifier. */
export function isIdentifier(name: string): boolean {
  return name !== "" && identifierEnd(name, 0) === name.length;
}
