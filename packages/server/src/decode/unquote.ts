const ESCAPES: ReadonlyMap<string, number> = new Map([
  ["a", 7],
  ["b", 8],
  ["f", 12],
  ["n", 10],
  ["r", 13],
  ["t", 9],
  ["v", 11],
  ["\\", 92],
  ['"', 34],
]);

/** What a Go string literal, in `"` or backquotes, stands for; undefined where it is none. */
export function unquote(literal: string): string | undefined {
  const inner = literal.slice(1, -1);
  if (literal.startsWith("`")) return inner.replaceAll("\r", "");
  if (inner.includes("\n")) return undefined;
  const bytes: number[] = [];
  let at = 0;
  for (const part of inner.matchAll(
    /[^\\]+|\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.))/gu,
  )) {
    if (part.index !== at) return undefined;
    at += part[0].length;
    const found = part[0].startsWith("\\") ? escaped(part) : encode(part[0]);
    if (found === undefined) return undefined;
    bytes.push(...found);
  }
  return at === inner.length ? new TextDecoder().decode(Uint8Array.from(bytes)) : undefined;
}

/** `\x` and octal digits are bytes, `\u` and `\U` characters. */
function escaped([, hex, short, long, octal, named]: RegExpMatchArray): readonly number[] | undefined {
  if (hex !== undefined) return [Number.parseInt(hex, 16)];
  if (octal !== undefined) return byte(Number.parseInt(octal, 8));
  const point = short ?? long;
  if (point !== undefined) return character(Number.parseInt(point, 16));
  const code = ESCAPES.get(named ?? "");
  return code === undefined ? undefined : [code];
}

function byte(value: number): readonly number[] | undefined {
  return value > 0xff ? undefined : [value];
}

function character(point: number): readonly number[] | undefined {
  const exists = point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
  return exists ? encode(String.fromCodePoint(point)) : undefined;
}

function encode(text: string): readonly number[] {
  return [...new TextEncoder().encode(text)];
}
