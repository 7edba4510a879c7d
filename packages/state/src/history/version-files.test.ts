import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { chainsOf, isFull, listVersions, outdated, type VersionFile } from "./version-files.ts";

/** `W10 d3`: a whole version of 10 bytes, then one of 3 that builds on it; numbers from 1. */
function filesOf(text: string): readonly VersionFile[] {
  return text
    .split(" ")
    .filter((word) => word !== "")
    .map((word, at) => ({
      number: at + 1,
      whole: word.startsWith("W"),
      path: `${at + 1}`,
      size: Number(word.slice(1)),
    }));
}

const numbers = (files: readonly VersionFile[]): string => files.map(({ number }) => number).join(" ");

test.each([
  ["", ""],
  ["W1", "1"],
  ["W1 d1 d1 W1 W1 d1", "1 2 3|4|5 6"],
  // What its first one was is gone.
  ["d1 d1 W1", "1 2|3"],
])("versions go by the whole one that they build on: %s", (text, chains) =>
  expect(chainsOf(filesOf(text)).map(numbers).join("|")).toBe(chains),
);

test.each<[string, string, number, number, boolean]>([
  ["the first of all", "", 100, 100, true],
  ["behind a chain without its first", "d1 d1", 100, 100, true],
  ["behind a whole one", "W10", 100, 100, false],
  ["a quarter of the versions is there", "W10 d1", 8, 100, true],
  ["one less is", "W10 d1", 12, 100, false],
  ["of three versions each is whole", "W10", 3, 100, true],
  ["of one version too", "W10", 1, 100, true],
  ["what was added is as long as the first", "W10 d5 d5", 100, 100, false],
  ["what was added is longer", "W10 d5 d6", 100, 100, true],
  ["all fits just", "W10 d5 d5", 100, 20, false],
  ["all does not fit", "W10 d5 d5", 100, 19, true],
])("the next version is whole or not: %s", (_, text, versions, bytes, full) =>
  expect(isFull(filesOf(text), { versions, bytes })).toBe(full),
);

test.each<[string, string, number, number, string]>([
  ["nothing is there", "", 1, 1, ""],
  ["all fits", "W10 d1 W10", 3, 21, ""],
  ["one version is too much: its chain goes, the last of it first", "W10 d1 W10 d1", 3, 100, "2 1"],
  ["one byte is too much", "W10 d1 W10 d1", 9, 21, "2 1"],
  ["as many chains as need be", "W10 W10 W10 d1", 9, 11, "1 2"],
  ["no more than need be", "W10 W10 W10 d1", 9, 21, "1"],
  ["not what the newest builds on", "W10 d1 d1 d1", 1, 1, ""],
  ["what builds on nothing", "d1 d1 W10", 1, 100, "2 1"],
])("what goes: %s", (_, text, versions, bytes, going) =>
  expect(numbers(outdated(filesOf(text), { versions, bytes }))).toBe(going),
);

describe("the files of a folder", () => {
  const simulation = createSimulation(1);
  const { disk } = simulation.host("a");
  const list = (folder: string): Promise<readonly VersionFile[]> =>
    simulation.until(listVersions(disk, folder));

  test("are those that are named as versions, by number", async () => {
    const names = [
      "10.delta",
      "9.delta",
      "2.whole",
      "0.whole",
      "01.whole",
      "1.other",
      "1.whole.tmp",
      "x1.whole",
    ];
    await simulation.until(disk.makeDirectory("h"));
    for (const [at, name] of [...names, "1234567890123456.whole", "-1.whole"].entries())
      await simulation.until(disk.replaceFile(`h/${name}`, "z".repeat(at)));
    expect(await list("h")).toEqual([
      { number: 2, whole: true, path: "h/2.whole", size: 2 },
      { number: 9, whole: false, path: "h/9.delta", size: 1 },
      { number: 10, whole: false, path: "h/10.delta", size: 0 },
    ]);
  });

  test("are none where there is no folder", async () => {
    await simulation.until(disk.writeFile("f", ""));
    expect(await list("nowhere")).toEqual([]);
    expect(await list("f")).toEqual([]);
  });
});
