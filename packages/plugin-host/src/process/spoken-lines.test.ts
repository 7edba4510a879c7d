import type { Log } from "@tutti/runtime";
import { expect, test } from "vitest";
import { SpokenLines } from "./spoken-lines.ts";

function spoken(...pieces: readonly string[]) {
  const told: string[] = [];
  const log: Log = {
    writes: () => true,
    write: (level, message, fields = {}, area) =>
      told.push(`${area} ${level} ${message} ${JSON.stringify(fields)}`),
  };
  const lines = new SpokenLines(log, "kit");
  for (const piece of pieces) lines.take(new TextEncoder().encode(piece));
  return { last: lines.last(), told };
}

const numbered = (word: string, count: number): string =>
  Array.from({ length: count }, (_, at) => `${word} ${at}\n`).join("");

test("lines of a log go where the log says, with what they hold", () => {
  const { last, told } = spoken(
    '{"@level":"warn","@message":"low ink","@timestamp":"t","@module":"kit.pen","left":3,"of":{"a":1}}\n{"@mess',
    'age":"no level"}\nplain\n{"a":1}\n',
  );
  expect(told).toEqual([
    'provider warn low ink {"program":"kit","@module":"kit.pen","left":3,"of":"{\\"a\\":1}"}',
    'provider debug no level {"program":"kit"}',
    'provider debug plain {"program":"kit"}',
    'provider debug {"a":1} {"program":"kit"}',
  ]);
  expect(last).toEqual(["plain", '{"a":1}']);
});

test("the last ten lines say why it ended", () => {
  expect(spoken(numbered("line", 12), "half").last).toEqual([
    ...Array.from({ length: 9 }, (_, at) => `line ${at + 3}`),
    "half",
  ]);
});

test("of a crash it is the report, from where it begins", () => {
  const { last } = spoken(numbered("before", 12), "panic: out of ink\n", numbered("frame", 200));
  expect([last.length, last[0], last.at(-1)]).toEqual([100, "panic: out of ink", "frame 98"]);
});

test("lines without anything in them are none, and blanks at the end of one are not told", () => {
  const { last, told } = spoken("one  \r\n\n   \ntwo\n", "  ");
  expect(last).toEqual(["one", "two"]);
  expect(told).toEqual(['provider debug one {"program":"kit"}', 'provider debug two {"program":"kit"}']);
});

test("of many lines those are kept that came last, each as it was", () => {
  expect(spoken(numbered("line", 10), "last  \n").last).toEqual([
    ...Array.from({ length: 9 }, (_, at) => `line ${at + 1}`),
    "last",
  ]);
});
