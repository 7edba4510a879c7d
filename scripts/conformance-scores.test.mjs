import { expect, test } from "vitest";
import { compareScores, readScores } from "./conformance-scores.mjs";

test("readScores() reads what the three runners print", () => {
  const printed = [
    "hcl suite: 16/16",
    "terraform corpus exact: expr 90/100 fmt 63/63",
    "terraform corpus: expr 97/100 fmt 63/63",
    "http: scenarios exact 50/103 core 60/103; steps exact 400/900 core 500/900",
  ].join("\n");
  expect(readScores(printed)).toEqual({
    "hcl suite": [16, 16],
    "terraform expr exact": [90, 100],
    "terraform fmt exact": [63, 63],
    "terraform expr loose": [97, 100],
    "terraform fmt loose": [63, 63],
    "consul http steps exact": [400, 900],
    "consul http steps core": [500, 900],
  });
});

test("compareScores() names what fell, a missing score included, and keeps what rose", () => {
  const { fallen, next } = compareScores({ a: [5, 9], b: [5, 9], c: [5, 9] }, { a: [4, 9], b: [6, 9] });
  expect(fallen).toEqual(["a", "c"]);
  expect(next).toEqual({ a: [5, 9], b: [6, 9], c: [5, 9] });
});
