import { expect, test } from "vitest";
import { indexSource } from "./source-index.ts";

const TEXT = "a = 1\nb {\n}\n";

test("indexSource() reads a file once, whichever lookup asks for it", () => {
  const first = indexSource("a.tf", () => TEXT);
  expect(indexSource("a.tf", (name) => (name === "a.tf" ? TEXT : undefined))).toBe(first);
});

test("indexSource() reads a file again when its text is another one", () => {
  const first = indexSource("a.tf", () => TEXT);
  expect(indexSource("a.tf", () => "")?.text).toBe("");
  expect(indexSource("a.tf", () => TEXT)).not.toBe(first);
});

test("indexSource() keeps eight files, those that were asked for last", () => {
  const ask = (name: string) => indexSource(name, () => TEXT);
  const first = ask("0.tf");
  const second = ask("1.tf");
  for (let i = 2; i < 8; i++) ask(`${i}.tf`);
  expect(ask("0.tf")).toBe(first);
  ask("8.tf");
  expect(ask("0.tf")).toBe(first);
  expect(ask("1.tf")).not.toBe(second);
});
