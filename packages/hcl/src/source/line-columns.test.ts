import fc from "fast-check";
import { expect, test } from "vitest";
import { clusterStarts } from "./cluster-starts.ts";
import { LineColumns } from "./line-columns.ts";
import { utf8Length } from "./text-lengths.ts";

/** What clings to what stands before or behind it, in runs longer than a window, too. */
const PIECES = [
  ...[
    "a",
    " ",
    "\t",
    "é",
    "e\u0301",
    "\u0301",
    "\u200d",
    "\u{1f468}",
    "\u{1f468}\u200d\u{1f469}",
    "\u{1f1e9}\u{1f1ea}",
  ],
  ...[
    "\u{1f1e9}",
    "\r",
    "\r\n",
    "\u1100",
    "\u1161",
    "\u11a8",
    "\u0600",
    "\u0915\u094d\u0937",
    "\ufeff",
    "\udcff",
  ],
  ...[
    "\u{1f1e9}".repeat(150),
    "x\u0301".repeat(80),
    `a${"\u0301".repeat(300)}`,
    "\u{1f468}\u200d".repeat(90),
  ],
];
const line = fc.array(fc.constantFrom(...PIECES), { maxLength: 30 }).map((pieces) => pieces.join(""));
const segmenter = new Intl.Segmenter("und", { granularity: "grapheme" });

test("clusters are those of the whole text", () => {
  fc.assert(
    fc.property(line, (text) => {
      expect(clusterStarts(text)).toEqual(Array.from(segmenter.segment(text), ({ index }) => index));
    }),
    { seed: 1, numRuns: 100 },
  );
});

test("columns and bytes of an offset are those of what stands before it", () => {
  fc.assert(
    fc.property(line, fc.nat(), fc.constantFrom(1, 2), (text, any, tabColumns) => {
      const at = any % (text.length + 1);
      // No place is in the middle of a character.
      const offset = at > 0 && (text.codePointAt(at - 1) ?? 0) > 0xffff ? at - 1 : at;
      const before = text.slice(0, offset);
      const tabs = (before.split("\t").length - 1) * (tabColumns - 1);
      const columns = [...segmenter.segment(before)].length + tabs;
      expect(new LineColumns(text, tabColumns).at(offset)).toEqual({ columns, bytes: utf8Length(before) });
    }),
    { seed: 2, numRuns: 100 },
  );
});

test("a long line costs its length, however many places on it are asked for", () => {
  // As in fuzz.test.ts: 32 times the text takes 32 times as long, and 1024 times in quadratic time.
  const cost = (count: number): number => {
    const text = "é ".repeat(count);
    const costs = [1, 2, 3].map(() => {
      const before = process.cpuUsage();
      const columns = new LineColumns(text, 1);
      for (let offset = 0; offset < text.length; offset++) columns.at(offset);
      const { user, system } = process.cpuUsage(before);
      return user + system;
    });
    return Math.min(...costs);
  };
  expect(cost(32_000) / Math.max(cost(1_000), 3_000)).toBeLessThan(200);
});
