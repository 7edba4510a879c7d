import { describe, expect, test } from "vitest";
import { ConnectionLimit } from "./connection-limit.ts";

/** What `enter` says of each that comes; `-` before an address lets one go. */
function play(max: number, steps: readonly string[]): string {
  const limit = new ConnectionLimit(max);
  return steps
    .map((step) => {
      if (!step.startsWith("-")) return limit.enter(step) ? "in" : "no";
      limit.leave(step.slice(1));
      return "out";
    })
    .join(" ");
}

describe("ConnectionLimit", () => {
  test.each<[string, number, readonly string[], string]>([
    ["as many as it says", 2, ["a", "a", "a"], "in in no"],
    ["each address for itself", 1, ["a", "b", "a", "b"], "in in no no"],
    ["room again when one leaves", 1, ["a", "-a", "a", "a"], "in out in no"],
    ["a client is one in both versions", 1, ["10.0.0.1", "::ffff:10.0.0.1", "::FFFF:10.0.0.1"], "in no no"],
    ["and leaves as one", 1, ["::ffff:10.0.0.1", "-10.0.0.1", "10.0.0.1"], "in out in"],
    ["what only begins alike is another", 1, ["::ffff:1", "1", "10.0.0.1"], "in in in"],
    ["0 is no limit", 0, ["a", "a", "a"], "in in in"],
    ["who is not there leaves nothing behind", 1, ["-a", "a", "a"], "out in no"],
  ])("%s", (_, max, steps, wanted) => expect(play(max, steps)).toBe(wanted));

  test("is changed while it counts, and closes nothing", () => {
    const limit = new ConnectionLimit(0);
    expect([limit.enter("a"), limit.enter("a"), limit.enter("a")]).toEqual([true, true, true]);
    limit.perClientMax = 2;
    expect(limit.enter("a")).toBe(false);
    limit.leave("a");
    expect(limit.enter("a")).toBe(false);
    limit.leave("a");
    expect(limit.enter("a")).toBe(true);
    limit.perClientMax = 3;
    expect([limit.enter("a"), limit.enter("a")]).toEqual([true, false]);
  });
});
