import { expect, test } from "vitest";
import { mutantsOf } from "./mutants-of.mjs";

const found = (source) =>
  mutantsOf("x.ts", source).mutants.map(
    ({ mutator, before, after, remove }) => `${mutator}: ${before} -> ${remove ? "removed" : after}`,
  );

const cases = [
  ["x(a === b);", ["statement: x(a === b); -> removed", "comparison: a === b -> a !== b"]],
  ["y = a < b;", ["comparison: a < b -> a <= b", "comparison: a < b -> a >= b"]],
  ["y = a - b;", ["arithmetic: a - b -> a + b"]],
  ["y = list.length + 1;", ["arithmetic: list.length + 1 -> list.length - 1"]],
  ["y = name + other;", []],
  ["y = 'a' + 1;", []],
  ["y = !a;", ["negation: !a -> a"]],
  ["y = -a;", ["negation: -a -> a"]],
  ["y = a && b;", ["logic: a && b -> (a) || (b)"]],
  [
    "y = a && b < 1;",
    [
      "logic: a && b < 1 -> (a) || (b < 1)",
      "logic: a && b < 1 -> a",
      "comparison: b < 1 -> b <= 1",
      "comparison: b < 1 -> b >= 1",
    ],
  ],
  ["y = a ?? b;", ["logic: a ?? b -> b"]],
  ["y = true;", ["boolean: true -> false"]],
  ["y = 'kind';", []],
  ["y = 'a message';", ["text: 'a message' -> \"\""]],
  ["y = `v${x}`;", ['text: `v${x}` -> ""']],
  ["y = t.split(',');", ["text: ',' -> \"\""]],
  ["y = [a];", ["array: [a] -> []"]],
  ["y = [a] as const;", []],
  ["y = [...a, ...b];", ["array: [...a, ...b] -> []", "order: [...a, ...b] -> [...b, ...a]"]],
  ["y = { ...a, ...b };", ["order: { ...a, ...b } -> {...b, ...a}"]],
  ["y = compare(a, b);", ["order: compare(a, b) -> compare(b, a)"]],
  ["y = compare(rights, name);", []],
  ["y = list.every(f);", ["method: list.every(f) -> list.some(f)"]],
  ["y = list.filter(f);", ["method: list.filter(f) -> list"]],
  ["y = a?.b.filter(f).c;", []],
  ["y = a?.filter(f);", ["method: a?.filter(f) -> a"]],
  ["i++;", ["update: i++ -> i--"]],
  ["i += 2;", ["update: i += 2 -> i -= 2"]],
  ["if (f(x)) g();", ["condition: f(x) -> !(f(x))", "branch: g(); -> removed"]],
  ["function f(x): string | undefined { return g(x); }", ["answer: g(x) -> undefined"]],
  ["const f = (x): boolean => g(x);", ["answer: g(x) -> !(g(x))"]],
  ["function f(x): string { return g(x); }", []],
  ["for (const x of y) { if (x) continue; }", ["condition: x -> !(x)", "branch: continue; -> removed"]],
  [
    "if (x) { f(); g(); }",
    [
      "condition: x -> !(x)",
      "branch: { f(); g(); } -> removed",
      "statement: f(); -> removed",
      "statement: g(); -> removed",
    ],
  ],
  // Documentation, and the words of bugs; what decides within them stays.
  [
    "y = { doc: 'a b', title: 'a b', description: `a ${b < c}` };",
    ["comparison: b < c -> b <= c", "comparison: b < c -> b >= c"],
  ],
  ["y = { summary: 'a b', usage: 'a b' };", []],
  ["y = { summary: 'a b', detail: 'a b' };", ["text: 'a b' -> \"\""]],
  ["y = errorDiagnostic('a b', 'c d');", ["text: 'a b' -> \"\""]],
  ["y = found.error(`a b`, x ? 'c d' : `e ${x}`);", ['text: `a b` -> ""', "condition: x -> !(x)"]],
  ["y = new ProviderFailure('a b', list.join(', '));", ["text: 'a b' -> \"\""]],
  ["y = say('a b', 'c d');", ["text: 'a b' -> \"\"", "text: 'c d' -> \"\""]],
  ["y = { detail: () => 'a b' };", []],
  ["y = { detail: f(() => 'a b') };", ["text: 'a b' -> \"\""]],
  ["if (x) throw new Error('a b');", ["condition: x -> !(x)"]],
  ["if (x) { throw new TypeError(`a ${b}`); }", ["condition: x -> !(x)"]],
  [
    "if (x) throw new Refusal('a b');",
    ["condition: x -> !(x)", "branch: throw new Refusal('a b'); -> removed", "text: 'a b' -> \"\""],
  ],
  ["y = assert(x, 'a b');", []],
  ["function y(): Outcome<true> { return true; }", []],
  ["function y(): boolean { return true; }", ["boolean: true -> false"]],
  ["function y(): Promise<true | false> { return true; }", ["boolean: true -> false"]],
  ["y = { Hash: ignored(text, 'a b') };", []],
  ["y = declareErrors({ a: 'a b' });", []],
  // What has no effect has no mutants.
  ['import x from "a b"; export * from "a b";', []],
  ["type T = 'a b' | true; interface Q { a: true }", []],
  ["const o = { 'a b': x };", []],
  // Left alone, with a reason.
  ["y = a < b; // no mutant: both sides are never equal", []],
  ["// no mutant: for speed only\ny = a < b;", []],
];

test.each(cases)("mutantsOf(%j)", (source, wanted) => {
  expect(found(source)).toEqual(wanted);
});

test("help texts have no mutants", () => {
  expect(mutantsOf("packages/cli/src/terraform/usage/x.ts", "y = ['a b'];").mutants).toHaveLength(1);
  expect(mutantsOf("packages/cli/src/terraform/views/x.ts", "y = ['a b'];").mutants).toHaveLength(2);
});

test("a mutant tells its line and its span", () => {
  const [mutant] = mutantsOf("x.ts", "// ü\n\ny = a < b;").mutants;
  expect(mutant).toMatchObject({ index: 0, line: 3, start: 10, end: 15 });
});

test("a file that cannot be read is told", () => {
  expect(() => mutantsOf("x.ts", "y = (")).toThrow("x.ts: ");
});
