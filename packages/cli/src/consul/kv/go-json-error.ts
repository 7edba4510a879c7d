/** What is wrong with a JSON text, in the words of Go's decoder; undefined where nothing is. */
export function goJsonError(text: string): string | undefined {
  const scanner: Scanner = { text, at: 0 };
  const error = scanValue(scanner, 0);
  if (error !== undefined) return error;
  skipBlanks(scanner);
  return scanner.at < text.length ? invalid(scanner, "after top-level value") : undefined;
}

/** What Go's decoder says about a text that stops too early. */
const UNEXPECTED_END = "unexpected end of JSON input";
const DEPTH_MAX = 10_000;

interface Scanner {
  readonly text: string;
  at: number;
}

function invalid(scanner: Scanner, where: string): string {
  const character = scanner.text[scanner.at];
  if (character === undefined) return UNEXPECTED_END;
  return `invalid character ${quote(String.fromCodePoint(scanner.text.codePointAt(scanner.at) ?? 0))} ${where}`;
}

function quote(character: string): string {
  if (character === "'") return "'\\''";
  if (character === '"') return "'\"'";
  const inner = JSON.stringify(character).slice(1, -1).replace("\\u00", "\\x");
  return `'${inner}'`;
}

function skipBlanks(scanner: Scanner): void {
  while (" \t\r\n".includes(scanner.text[scanner.at] ?? "x")) scanner.at++;
}

function scanValue(scanner: Scanner, depth: number): string | undefined {
  if (depth > DEPTH_MAX) return "exceeded max depth";
  skipBlanks(scanner);
  const first = scanner.text[scanner.at];
  if (first === "{") return scanObject(scanner, depth);
  if (first === "[") return scanArray(scanner, depth);
  if (first === '"') return scanString(scanner);
  if (first === "-" || (first !== undefined && first >= "0" && first <= "9")) return scanNumber(scanner);
  for (const literal of ["true", "false", "null"]) {
    if (first === literal[0]) return scanLiteral(scanner, literal);
  }
  return invalid(scanner, "looking for beginning of value");
}

function scanObject(scanner: Scanner, depth: number): string | undefined {
  scanner.at++;
  skipBlanks(scanner);
  if (scanner.text[scanner.at] === "}") return step(scanner);
  for (;;) {
    skipBlanks(scanner);
    if (scanner.text[scanner.at] !== '"')
      return invalid(scanner, "looking for beginning of object key string");
    const key = scanString(scanner);
    if (key !== undefined) return key;
    skipBlanks(scanner);
    if (scanner.text[scanner.at] !== ":") return invalid(scanner, "after object key");
    scanner.at++;
    const value = scanValue(scanner, depth + 1);
    if (value !== undefined) return value;
    skipBlanks(scanner);
    if (scanner.text[scanner.at] === "}") return step(scanner);
    if (scanner.text[scanner.at] !== ",") return invalid(scanner, "after object key:value pair");
    scanner.at++;
  }
}

function scanArray(scanner: Scanner, depth: number): string | undefined {
  scanner.at++;
  skipBlanks(scanner);
  if (scanner.text[scanner.at] === "]") return step(scanner);
  for (;;) {
    const value = scanValue(scanner, depth + 1);
    if (value !== undefined) return value;
    skipBlanks(scanner);
    if (scanner.text[scanner.at] === "]") return step(scanner);
    if (scanner.text[scanner.at] !== ",") return invalid(scanner, "after array element");
    scanner.at++;
  }
}

function scanString(scanner: Scanner): string | undefined {
  const { text } = scanner;
  for (scanner.at++; scanner.at < text.length; scanner.at++) {
    const character = text[scanner.at] ?? "";
    if (character === '"') return step(scanner);
    if (character < " ") return invalid(scanner, "in string literal");
    if (character !== "\\") continue;
    scanner.at++;
    const letter = text[scanner.at] ?? "";
    if (letter === "u") {
      for (let digit = 0; digit < 4; digit++) {
        scanner.at++;
        if (!/[0-9a-fA-F]/.test(text[scanner.at] ?? ""))
          return invalid(scanner, "in \\u hexadecimal character escape");
      }
    } else if (letter === "" || !'"\\/bfnrt'.includes(letter)) {
      return invalid(scanner, "in string escape code");
    }
  }
  return UNEXPECTED_END;
}

function scanNumber(scanner: Scanner): string | undefined {
  const { text } = scanner;
  const digits = (): boolean => {
    const from = scanner.at;
    while (/[0-9]/.test(text[scanner.at] ?? "")) scanner.at++;
    return scanner.at > from;
  };
  if (text[scanner.at] === "-") scanner.at++;
  if (text[scanner.at] === "0") scanner.at++;
  else if (!digits()) return invalid(scanner, "in numeric literal");
  if (text[scanner.at] === ".") {
    scanner.at++;
    if (!digits()) return invalid(scanner, "after decimal point in numeric literal");
  }
  if (/[eE]/.test(text[scanner.at] ?? "")) {
    scanner.at++;
    if (/[+-]/.test(text[scanner.at] ?? "")) scanner.at++;
    if (!digits()) return invalid(scanner, "in exponent of numeric literal");
  }
  return undefined;
}

function scanLiteral(scanner: Scanner, literal: string): string | undefined {
  for (const expected of literal) {
    if (scanner.text[scanner.at] !== expected)
      return invalid(scanner, `in literal ${literal} (expecting '${expected}')`);
    scanner.at++;
  }
  return undefined;
}

function step(scanner: Scanner): undefined {
  scanner.at++;
  return undefined;
}
