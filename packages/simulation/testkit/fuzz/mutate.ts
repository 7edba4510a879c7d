import type { Draw } from "./draw.ts";

/** What stands at the edges of what readers of text, numbers and bytes can take. */
const ODD = [
  ...["", "\0", "\n", "\r\n", "\t", " ", '"', "\\", "{", "}", "[", "]", "(", ")", ",", ":", "=", ".", "/"],
  ...["-", "*", "#", "'", "$", "%", "<", ">", "\u00e9", "\u65e5", "\u{1f468}", "\ud800", "\u0301", "\ufeff"],
  ...["\u2028", "\x7f", "\xff", "-1", "0", "1e999", "1e-999", "18446744073709551616", "0.1", "null", "true"],
  ...["[]", "{}", '""', "..", "__proto__", "constructor", "NaN"],
];
const LENGTH_MAX = 20_000;
const COPIES_MAX = 40;

/** One to six changes to a text; now and then what stands in another one comes in. */
export function mutateText(
  text: string,
  draw: Draw,
  words: readonly string[],
  corpus: readonly string[],
): string {
  let mutated = text;
  for (let left = 1 + draw.below(6); left > 0; left--) {
    const [from, to] = piece(mutated, draw);
    mutated = changed(mutated, from, to, draw, words, corpus);
  }
  return mutated.slice(0, LENGTH_MAX);
}

function changed(
  text: string,
  from: number,
  to: number,
  draw: Draw,
  words: readonly string[],
  corpus: readonly string[],
): string {
  const [start, middle, end] = [text.slice(0, from), text.slice(from, to), text.slice(to)];
  switch (draw.below(8)) {
    case 0:
      return start + end;
    case 1:
      return start + draw.pick(ODD) + end;
    case 2:
      return start + draw.pick(words.length === 0 ? ODD : words) + text.slice(from);
    case 3:
      return start + middle.repeat(1 + draw.below(COPIES_MAX)) + end;
    case 4: {
      const [at, until] = piece(text, draw);
      return start + text.slice(at, until) + text.slice(from);
    }
    case 5: {
      const other = corpus.length === 0 ? text : draw.pick(corpus);
      const [at, until] = piece(other, draw);
      return start + other.slice(at, until) + end;
    }
    case 6: {
      const code = text.charCodeAt(from) || 0;
      return start + String.fromCharCode((code + (1 << draw.below(8))) & 0xff) + text.slice(from + 1);
    }
    default:
      return draw.chance(0.2) ? start : start + draw.pick(words.length === 0 ? ODD : words) + end;
  }
}

const BORDER = /[\s"'{}()[\],:=.]/;

/** A piece of a text: mostly short, mostly from a border between words to another. */
export function piece(text: string, draw: Draw): readonly [from: number, to: number] {
  const from = border(text, draw.below(text.length + 1), draw);
  const length = draw.chance(0.8) ? draw.below(24) : draw.below(text.length + 1);
  const to = border(text, Math.min(text.length, from + length), draw);
  return from <= to ? [from, to] : [to, from];
}

function border(text: string, at: number, draw: Draw): number {
  if (draw.chance(0.3)) return at;
  let to = at;
  while (to < text.length && to - at < 30 && !BORDER.test(text.charAt(to))) to += 1;
  return to;
}
