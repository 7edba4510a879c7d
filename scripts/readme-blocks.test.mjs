import { expect, test } from "vitest";
import { parseBlocks, settle, withOutputs } from "./readme-blocks.mjs";

const text = "before\n\n```console\n$ a\nold 1\nold 2\n$ b\n```\n\nafter\n";

test("parseBlocks() gives each typed line with what the README says it printed", () => {
  expect(parseBlocks(text).map((block) => block.commands)).toEqual([
    [
      { text: "a", output: "old 1\nold 2" },
      { text: "b", output: "" },
    ],
  ]);
});

test("withOutputs() replaces the outputs and nothing else", () => {
  expect(withOutputs(text, parseBlocks(text), ["", "new $&"])).toBe(
    "before\n\n```console\n$ a\n$ b\nnew $&\n```\n\nafter\n",
  );
});

test("settle() hides ids, durations and the machine's name only", () => {
  expect(settle("made 0a1b2c3d-0000-4000-8000-000000000000 after 12s on vm.node.dc1.consul  \nx")).toBe(
    "made <uuid> after <time> on <node>.node.dc1.consul\nx",
  );
});

test("settle() sorts the lines of what runs side by side", () => {
  const lines = ["a[1]: Creating...", "a[0]: Creating...", "", "b"];
  expect(settle(lines.join("\n"))).toBe("a[0]: Creating...\na[1]: Creating...\n\nb");
});
