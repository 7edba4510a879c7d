import { expect, test } from "vitest";
import { parseBlocks, settle, withOutputs } from "./typed-blocks.mjs";

const text = "before\n\n```console\n$ a\nold 1\nold 2\n$ b\n```\n\nafter\n";

test("parseBlocks() gives each typed line with what the page says it printed", () => {
  expect(parseBlocks(text).map((block) => block.commands)).toEqual([
    [
      { text: "a", output: "old 1\nold 2" },
      { text: "b", output: "" },
    ],
  ]);
});

test("parseBlocks() takes the lines of a command together, and withOutputs() gives them back", () => {
  const page = "```console\n$ cat > a <<'E'\n> one\n>\n> two\n> E\n> printed\n$ b\n> its second line\n```\n";
  const [block] = parseBlocks(page);
  expect(block.commands.map((command) => command.text)).toEqual([
    "cat > a <<'E'\none\n\ntwo\nE\nprinted",
    "b\nits second line",
  ]);
  expect(withOutputs(page, [block], ["", ""])).toBe(page);
});

test("parseBlocks() takes a mark behind what was printed as printed", () => {
  const [block] = parseBlocks("```console\n$ a\nout\n> quoted\n```\n");
  expect(block.commands).toEqual([{ text: "a", output: "out\n> quoted" }]);
});

test("withOutputs() replaces the outputs and nothing else", () => {
  expect(withOutputs(text, parseBlocks(text), ["", "new $&"])).toBe(
    "before\n\n```console\n$ a\n$ b\nnew $&\n```\n\nafter\n",
  );
});

test("settle() hides ids, times and the machine's name only", () => {
  expect(settle("made 0a1b2c3d-0000-4000-8000-000000000000 after 12s on vm.node.dc1.consul  \nx")).toBe(
    "made <uuid> after <time> on <node>.node.dc1.consul\nx",
  );
  expect(settle("at 2026-11-30 02:17:16.953 +0000 UTC, 2026-11-30T02:17:13.960Z, of 2026-11-30")).toBe(
    "at <moment>, <moment>, of 2026-11-30",
  );
});

test("settle() sorts the lines of what runs side by side", () => {
  const lines = ["a[1]: Creating...", "a[0]: Creating...", "", "b"];
  expect(settle(lines.join("\n"))).toBe("a[0]: Creating...\na[1]: Creating...\n\nb");
});
