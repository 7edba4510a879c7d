import { alignLines } from "./diff/align.ts";

const CONTEXT = 3;

interface Line {
  readonly mark: " " | "-" | "+";
  readonly text: string;
}

/** The difference of two texts as `diff -u` writes it; empty where they are equal. */
export function unifiedDiff(before: string, after: string, oldName: string, newName: string): string {
  const old = linesOf(before);
  const next = linesOf(after);
  const lines: Line[] = alignLines(old, next).map(({ before: i, after: j }) => ({
    mark: i === undefined ? "+" : j === undefined ? "-" : " ",
    text: (i === undefined ? next[j ?? 0] : old[i]) ?? "",
  }));
  const changed = lines.flatMap(({ mark }, index) => (mark === " " ? [] : [index]));
  if (changed.length === 0) return "";
  let text = `--- ${oldName}\n+++ ${newName}\n`;
  for (const [from, to] of hunks(changed, lines.length)) text += hunkText(lines, from, to);
  return text;
}

function linesOf(text: string): readonly string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

/** Changes that are near share a hunk. */
function hunks(changed: readonly number[], length: number): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  for (const index of changed) {
    const last = found.at(-1);
    const from = Math.max(0, index - CONTEXT);
    const to = Math.min(length, index + CONTEXT + 1);
    if (last !== undefined && from <= last[1]) last[1] = to;
    else found.push([from, to]);
  }
  return found;
}

function hunkText(lines: readonly Line[], from: number, to: number): string {
  const count = (list: readonly Line[], skip: "-" | "+"): number =>
    list.filter(({ mark }) => mark !== skip).length;
  const front = lines.slice(0, from);
  const hunk = lines.slice(from, to);
  const range = (skip: "-" | "+"): string => {
    const size = count(hunk, skip);
    const start = count(front, skip) + (size === 0 ? 0 : 1);
    return size === 1 ? `${start}` : `${start},${size}`;
  };
  return `@@ -${range("+")} +${range("-")} @@\n${hunk.map(({ mark, text }) => `${mark}${text}\n`).join("")}`;
}
