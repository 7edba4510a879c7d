import { expect, it } from "vitest";
import { gatherOutput } from "./gathered-output.ts";

function open() {
  const written: (string | Uint8Array)[] = [];
  const pauses: (() => void)[] = [];
  const output = gatherOutput(
    (data) => written.push(data),
    (run) => pauses.push(run),
  );
  const pause = (): void => {
    for (const run of pauses.splice(0)) run();
  };
  return { output, written, pauses, pause };
}

it("writes once what was said before a pause, in its order", () => {
  const { output, written, pauses, pause } = open();
  for (const text of ["a\n", "b\n"]) output.write(text);
  expect(written).toEqual([]);
  expect(pauses).toHaveLength(1);
  pause();
  expect(written).toEqual(["a\nb\n"]);
  output.write("c\n");
  pause();
  expect(written).toEqual(["a\nb\n", "c\n"]);
});

it("writes when it is told to, and nothing twice", () => {
  const { output, written, pause } = open();
  output.flush();
  output.write("a");
  output.flush();
  output.flush();
  pause();
  expect(written).toEqual(["a"]);
});

it("keeps bytes in their place among texts", () => {
  const { output, written, pause } = open();
  output.write("a");
  output.write(new Uint8Array([1]));
  output.write("b");
  pause();
  expect(written).toEqual(["a", new Uint8Array([1]), "b"]);
});

it("keeps no more than a piece", () => {
  const { output, written, pause } = open();
  const line = `${"x".repeat(999)}\n`;
  for (let at = 0; at < 200; at++) output.write(line);
  expect(written.length).toBeGreaterThan(1);
  pause();
  expect(written.join("")).toBe(line.repeat(200));
});
