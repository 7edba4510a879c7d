import vm from "node:vm";
import { expect, test } from "vitest";
import { instrument } from "./instrument.mjs";
import { mutantsOf } from "./mutants-of.mjs";

/** Runs instrumented code with one mutant on (-1: none), and gives what it left in `out`. */
function run(source, on) {
  const code = instrument("x.ts", source, mutantsOf("x.ts", source));
  let turns = 0;
  const context = {
    out: undefined,
    $mutants$: () => (index) => index === on,
    $turn$: () => {
      turns += 1;
      if (turns > 100) throw new Error("endless");
    },
  };
  vm.runInNewContext(code, context);
  return context.out;
}

const all = (source) => mutantsOf("x.ts", source).mutants.map(({ index }) => run(source, index));

test("without a mutant the code does what it did", () => {
  const source = "const a = [3, 1, 2].filter((x) => x > 1); out = a.length === 2 && a[0] - 1;";
  expect(run(source, -1)).toBe(vm.runInNewContext(source, { out: undefined }));
});

test("each mutant changes its own place only, however deep it stands", () => {
  expect(all("const a = 1, b = 2; out = a < b ? a - b : !(b > a);")).toEqual([
    -1, // a < b -> a <= b
    false, // a < b -> a >= b
    3, // a - b -> a + b
    -1,
    -1,
    -1,
  ]);
});

test("a statement, a branch and the way on are taken away", () => {
  expect(all("out = 0; for (const x of [1, 2]) { if (x === 1) continue; out += x; }")).toEqual([
    0, // [1, 2] -> []
    1, // x !== 1
    3, // the branch
    -2, // out -= x
  ]);
});

test("a loop that a mutant makes endless is stopped", () => {
  const source = "let i = 0; while (i < 3) i++; out = i;";
  const { mutants } = mutantsOf("x.ts", source);
  const { index } = mutants.find(({ mutator }) => mutator === "update");
  expect(run(source, -1)).toBe(3);
  expect(() => run(source, index)).toThrow("endless");
});

test("lines stay where they are", () => {
  const source = "let a = 1;\nif (a === 1) {\n  out = a;\n}\n";
  const code = instrument("x.ts", source, mutantsOf("x.ts", source));
  expect(code.split("\n")).toHaveLength(source.split("\n").length);
  expect(code.split("\n")[2]).toContain("out = a");
});

test("a file without anything to change is left as it is", () => {
  expect(instrument("x.ts", "export type A = 1;", mutantsOf("x.ts", "export type A = 1;"))).toBe(
    "export type A = 1;",
  );
});
