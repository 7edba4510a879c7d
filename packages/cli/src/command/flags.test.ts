import { describe, expect, it } from "vitest";
import { durationFlag, parseDuration } from "./duration-flag.ts";
import { boolFlag, listFlag, numberFlag, parseFlags, textFlag } from "./flags.ts";

const SPECS = {
  "auto-approve": boolFlag(),
  lock: boolFlag(true),
  "lock-timeout": durationFlag(),
  parallelism: numberFlag(10),
  out: textFlag(),
  var: listFlag(),
};

describe("parseFlags()", () => {
  it("reads every form and keeps the order of uses", () => {
    const parsed = parseFlags(SPECS, [
      "-auto-approve",
      "-var",
      "k=v",
      "--var=x=1",
      "-lock=false",
      "plan.out",
      "-x",
    ]);
    expect(parsed.error).toBeUndefined();
    expect(parsed.values).toMatchObject({
      "auto-approve": true,
      lock: false,
      var: ["k=v", "x=1"],
      parallelism: 10,
    });
    expect(parsed.uses.map(({ value }) => value)).toEqual(["true", "k=v", "x=1", "false"]);
    expect(parsed.rest).toEqual(["plan.out", "-x"]);
  });

  const errors: readonly (readonly [readonly string[], string])[] = [
    [["-bogus"], "flag provided but not defined: -bogus"],
    [["-bogus=1"], "flag provided but not defined: -bogus"],
    [["-toString"], "flag provided but not defined: -toString"],
    [["-out"], "flag needs an argument: -out"],
    [["-lock=maybe"], 'invalid boolean value "maybe" for -lock: parse error'],
    [["-parallelism=x"], 'invalid value "x" for flag -parallelism: parse error'],
    [["-lock-timeout", "x"], 'invalid value "x" for flag -lock-timeout: parse error'],
    [["-=x"], "bad flag syntax: -=x"],
    [["---x"], "bad flag syntax: ---x"],
  ];
  it.each(errors)("%j gives Go's error", (args, text) => {
    expect(parseFlags(SPECS, args).error).toBe(text);
  });

  it("ends at -- and at a lone dash", () => {
    expect(parseFlags(SPECS, ["--", "-out"]).rest).toEqual(["-out"]);
    expect(parseFlags(SPECS, ["-", "-out"]).rest).toEqual(["-", "-out"]);
  });
});

describe("parseDuration()", () => {
  it.each([
    ["0", 0],
    ["0s", 0],
    ["1h2m3.5s", 3_723_500],
    ["-1ms", -1],
    ["5", undefined],
    ["", undefined],
  ])("%j", (text, wanted) => expect(parseDuration(text)).toBe(wanted));
});
