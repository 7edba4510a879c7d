/**
 * All mutants of a file in one text, each behind a switch: `$mutant$(7) ? (a <=
 * b) : (a < b)`. So a file is transformed once, and a mutant is chosen by a
 * variable. Loops count their turns, so that a mutant that never ends is seen
 * from within. Lines stay where they are.
 */

/** @param {{ mutants: import("./mutants-of.mjs").Mutant[], loops: { start: number, end: number, block: boolean }[] }} found */
export function instrument(file, source, { mutants, loops }) {
  const edits = [
    ...groups(mutants),
    ...loops.map(({ start, end, block }) =>
      block
        ? { start: start + 1, end: start + 1, write: () => "$turn$();" }
        : { start, end, write: (inner) => `{$turn$();${inner}}` },
    ),
  ].sort((a, b) => a.start - b.start || b.end - a.end);
  const [body] = render(source, edits, 0, 0, source.length);
  if (edits.length === 0) return source;
  return `const $mutant$=globalThis.$mutants$(${JSON.stringify(file)}),$turn$=globalThis.$turn$;${body}`;
}

/** Mutants of one span stand in one chain of choices. */
function groups(mutants) {
  const bySpan = new Map();
  for (const mutant of mutants) {
    const key = `${mutant.start}-${mutant.end}-${mutant.remove}`;
    bySpan.set(key, [...(bySpan.get(key) ?? []), mutant]);
  }
  return [...bySpan.values()].map((group) => ({
    start: group[0].start,
    end: group[0].end,
    write: (inner) =>
      group[0].remove
        ? `{if(!${group.map(({ index }) => `$mutant$(${index})`).join("&&!")}){${inner}}}`
        : `(${group.map(({ index, after }) => `$mutant$(${index})?(${after}):`).join("")}(${inner}))`,
  }));
}

/** Writes the text from `start` to `end`, with the edits from number `next` that lie inside. */
function render(source, edits, next, start, end) {
  let text = "";
  let at = start;
  let index = next;
  while (index < edits.length && edits[index].start < end && edits[index].end <= end) {
    const edit = edits[index];
    text += source.slice(at, edit.start);
    const [inner, after] = render(source, edits, index + 1, edit.start, edit.end);
    text += edit.write(inner);
    at = edit.end;
    index = after;
  }
  return [text + source.slice(at, end), index];
}
