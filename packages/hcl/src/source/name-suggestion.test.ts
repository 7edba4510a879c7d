import { describe, expect, test } from "vitest";
import { closestName, nameSuggestion } from "./name-suggestion.ts";

describe("nameSuggestion() and closestName()", () => {
  test.each<[string, readonly string[], string | undefined, string | undefined]>([
    ["upper", ["upper"], "upper", "upper"],
    ["uppr", ["lower", "upper"], "upper", "upper"],
    // Two edits are near enough, three are not.
    ["abc", ["ade"], "ade", "ade"],
    ["abc", ["def"], undefined, undefined],
    ["abc", [], undefined, undefined],
    // The first in their order, or the nearest.
    ["abcd", ["abxy", "abcx"], "abxy", "abcx"],
    ["abcd", ["abcx", "abxy"], "abcx", "abcx"],
    // Of equals the first in their order, or the first by name.
    ["abcd", ["abcy", "abcx"], "abcy", "abcx"],
    ["abcd", ["abcx", "abcy"], "abcx", "abcx"],
  ])("%s among %j", (given, names, first, closest) => {
    expect(nameSuggestion(given, names)).toBe(first);
    expect(closestName(given, names)).toBe(closest);
  });
});
