import { describe, expect, it } from "vitest";
import { parseFlags } from "../../command/flags.ts";
import { boolValue, durationValue, intValue, uintValue } from "./value-flags.ts";

const SPECS = { bool: boolValue(), uint: uintValue(), int: intValue(), duration: durationValue() };

// What Consul 1.9.8 says of `-stale`, of the flags of `operator autopilot set-config` and of `agent`.
describe("flags of kinds of Consul's own", () => {
  it.each([
    [
      "-bool=nope",
      'invalid boolean value "nope" for -bool: strconv.ParseBool: parsing "nope": invalid syntax',
    ],
    [
      "-bool=tRUE",
      'invalid boolean value "tRUE" for -bool: strconv.ParseBool: parsing "tRUE": invalid syntax',
    ],
    ["-uint=5x", 'invalid value "5x" for flag -uint: strconv.ParseUint: parsing "5x": invalid syntax'],
    ["-uint=-1", 'invalid value "-1" for flag -uint: strconv.ParseUint: parsing "-1": invalid syntax'],
    [
      "-uint=99999999999999999999",
      'invalid value "99999999999999999999" for flag -uint: strconv.ParseUint: parsing "99999999999999999999": value out of range',
    ],
    ["-int=0x10", 'invalid value "0x10" for flag -int: strconv.Atoi: parsing "0x10": invalid syntax'],
    ["-int=", 'invalid value "" for flag -int: strconv.Atoi: parsing "": invalid syntax'],
    ["-duration=zz", 'invalid value "zz" for flag -duration: time: invalid duration "zz"'],
    ["-duration=5", 'invalid value "5" for flag -duration: time: missing unit in duration "5"'],
    ["-duration=1x", 'invalid value "1x" for flag -duration: time: unknown unit "x" in duration "1x"'],
  ])("%s is refused", (word, error) => expect(parseFlags(SPECS, [word]).error).toBe(error));

  it.each([
    ["-bool", { bool: true }],
    ["-bool=F", { bool: false }],
    ["-uint=0x10", { uint: 16 }],
    ["-int=-3", { int: -3 }],
    ["-duration=1m30s", { duration: 90_000 }],
  ])("%s is taken", (word, values) => {
    const parsed = parseFlags(SPECS, [word]);
    expect(parsed.error).toBeUndefined();
    expect(parsed.values).toMatchObject(values);
  });
});
