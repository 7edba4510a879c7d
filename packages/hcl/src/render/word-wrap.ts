/**
 * Breaks lines at blanks so that none is wider than `width`, where words
 * allow it. Spaces at a break go. Widths count characters.
 */
export function wordWrap(text: string, width: number): string {
  return text
    .split("\n")
    .map((line) => wrapLine(line, width))
    .join("\n");
}

const WORDS = /([ \t]*)([^ \t]+)/g;

function wrapLine(line: string, width: number): string {
  const lines: string[] = [];
  let current = "";
  let columns = 0;
  let trailing = line;
  for (const [whole, space = "", word = ""] of line.matchAll(WORDS)) {
    trailing = trailing.slice(whole.length);
    const length = countCharacters(word);
    if (columns > 0 && columns + space.length + length > width) {
      lines.push(current);
      current = word;
      columns = length;
    } else {
      current += space + word;
      columns += space.length + length;
    }
  }
  if (columns + trailing.length <= width) current += trailing;
  lines.push(current);
  return lines.join("\n");
}

function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
