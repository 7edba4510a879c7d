import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createScreen } from "../../../../testkit/screen.ts";
import { createErrorOutput } from "../../../command/error-output.ts";
import { createFoot } from "./foot.ts";

function open(width = 40, height = 10) {
  const screen = createScreen(width, height);
  return { screen, foot: createFoot({ stdout: screen, stderr: createErrorOutput(screen) }) };
}

test("what is written goes above the foot", () => {
  const { screen, foot } = open();
  foot.stdout.write("one\n");
  foot.show(["[=  ]"]);
  foot.stderr.note("two\n");
  foot.stdout.write(new TextEncoder().encode("three\n"));
  expect(screen.lines).toEqual(["one", "two", "three", "[=  ]"]);
  foot.show(["a", "[== ]"]);
  expect(screen.lines).toEqual(["one", "two", "three", "a", "[== ]"]);
  foot.show([]);
  expect(screen.lines).toEqual(["one", "two", "three"]);
});

test("while a line is not whole, as where something is asked, there is no foot", () => {
  const { screen, foot } = open();
  foot.show(["foot"]);
  foot.stdout.write("Enter a value: ");
  foot.show(["foot"]);
  expect(screen.lines).toEqual(["Enter a value: "]);
  foot.stdout.write("yes\n");
  expect(screen.lines).toEqual(["Enter a value: yes", "foot"]);
});

describe("a line is cut to the width, less one column", () => {
  test.each([
    ["1234567890", "123456789"],
    ["123456789", "123456789"],
    ["12345678", "12345678"],
  ])("%s", (line) => {
    const { screen, foot } = open(10);
    foot.show([line]);
    expect(screen.lines[0]).toBe(line.length > 9 ? "12345678~" : line);
  });

  test("characters that may be two columns wide count two", () => {
    const { screen, foot } = open(10);
    foot.show(["漢漢漢漢漢"]);
    expect(screen.lines).toEqual(["漢漢漢漢~"]);
  });

  test("what would move the cursor is escaped", () => {
    const { screen, foot } = open();
    foot.show(["a\u001b[2Jb\nc"]);
    expect(screen.lines).toEqual(["a\\u001b[2Jb\\nc"]);
  });
});

test("whatever is written and shown, what was written stays, and the foot stands once", () => {
  const line = fc.string({ unit: fc.constantFrom(..."ab漢 "), maxLength: 12 });
  const write = fc.record({ kind: fc.constant("write" as const), text: line });
  const show = fc.record({ kind: fc.constant("show" as const), lines: fc.array(line, { maxLength: 4 }) });
  fc.assert(
    fc.property(fc.array(fc.oneof(write, show), { maxLength: 30 }), (steps) => {
      const { screen, foot } = open(20, 6);
      const written: string[] = [];
      let last: readonly string[] = [];
      for (const step of steps) {
        if (step.kind === "write") {
          written.push(step.text);
          foot.stdout.write(`${step.text}\n`);
        } else {
          last = step.lines;
          foot.show(step.lines);
        }
      }
      expect(screen.lines).toEqual([...written, ...last]);
    }),
  );
});
