import { describe, expect, it, test } from "vitest";
import { WHOLE_LANGUAGE } from "../features.ts";
import { ROLLOUT_DEFAULTS, type Rollout, rolloutCount } from "../module/rollout.ts";
import { memorySources } from "../source/source-reader.ts";
import { loadConfig } from "../tree/load-config.ts";

async function load(files: Readonly<Record<string, string>>) {
  const reader = memorySources(new Map(Object.entries(files)), WHOLE_LANGUAGE);
  const { diagnostics, config } = await loadConfig(reader, { productVersion: "1.11.4", install: true });
  const lines = diagnostics.map(({ summary, detail }) => `${summary}: ${detail}`);
  return { lifecycle: config?.root.module.resources.get("a_b.c")?.lifecycle, lines };
}

const block = (rollout: string, around = ""): string =>
  `resource "a_b" "c" {\n  lifecycle {\n    ${around}\n    rollout {\n${rollout}\n    }\n  }\n}\n`;

async function read(text: string): Promise<Rollout | undefined> {
  const { lifecycle, lines } = await load({ "main.tf": text });
  expect(lines).toEqual([]);
  return lifecycle?.rollout;
}

describe("a rollout block", () => {
  it("has a default for everything", async () => {
    const { declRange: _, ...rollout } = (await read(block(""))) as Rollout;
    expect(rollout).toEqual(ROLLOUT_DEFAULTS);
  });

  it.each<readonly [string, Partial<Rollout>]>([
    ["max_surge = 2", { maxSurge: { amount: 2, unit: "objects" } }],
    ['max_surge = "2"', { maxSurge: { amount: 2, unit: "objects" } }],
    ['max_surge = "10%"', { maxSurge: { amount: 10, unit: "percent" } }],
    ["max_unavailable = 0", { maxUnavailable: { amount: 0, unit: "objects" } }],
    ['max_unavailable = "100%"', { maxUnavailable: { amount: 100, unit: "percent" } }],
    ['min_healthy_time = "1.5s"', { minHealthyTime: 1500 }],
    ['healthy_deadline = "1m"', { healthyDeadline: 60_000 }],
    ['progress_deadline = "1h"', { progressDeadline: 3_600_000 }],
    ['drain = "0s"', { drain: 0 }],
    ['on_failure = "pause"', { onFailure: "pause" }],
    ['group = "web"', { group: "web" }],
    ['strategy = "canary"', { strategy: "canary", promotion: { count: 1, promote: "auto", after: 30_000 } }],
    [
      'strategy = "canary"\ncanary {\n count = 2\n promote = "manual"\n after = "5s"\n}',
      { promotion: { count: 2, promote: "manual", after: 5_000 } },
    ],
    ['strategy = "blue_green"', { promotion: { count: 1, promote: "auto", after: 0 } }],
    [
      'strategy = "blue_green"\ncanary {\n after = "3s"\n}',
      { promotion: { count: 1, promote: "auto", after: 3_000 } },
    ],
    [
      'strategy = "blue_green"\ncanary {\n promote = "manual"\n}',
      { promotion: { count: 1, promote: "manual", after: 30_000 } },
    ],
  ])("%s", async (text, expected) => {
    expect(await read(block(text))).toMatchObject(expected);
  });

  it.each<readonly [string, string]>([
    ['strategy = "fast"', "strategy must be one of rolling, canary, blue_green."],
    ["max_surge = -1", 'max_surge must be a whole number of objects, or hundredths of them like "10%".'],
    ["max_surge = 1.5", 'max_surge must be a whole number of objects, or hundredths of them like "10%".'],
    ['max_surge = "101%"', 'max_surge must be a whole number of objects, or hundredths of them like "10%".'],
    ["max_surge = true", 'max_surge must be a whole number of objects, or hundredths of them like "10%".'],
    ["max_surge = null", 'max_surge must be a whole number of objects, or hundredths of them like "10%".'],
    ['drain = "5"', 'drain must be a duration like "10s" or "2m", not "5".'],
    ['drain = "-5s"', 'drain must be a duration like "10s" or "2m", not "-5s".'],
    ['group = ""', "The name of a group must not be empty."],
    ['on_failure = "ignore"', "on_failure must be one of rollback, pause."],
    ["canary {}", 'A canary block needs strategy = "canary" (or "blue_green").'],
    ['strategy = "canary"\ncanary {}\ncanary {}', "A rollout has one canary block at most."],
    ['strategy = "canary"\ncanary {\ncount = 0\n}', "At least one object must be made first."],
    ['strategy = "canary"\ncanary {\ncount = "50%"\n}', "count must be a whole number."],
    [
      'strategy = "blue_green"\ncanary {\ncount = 1\n}',
      "With the strategy blue_green all objects are made first: leave the count out.",
    ],
    [
      "max_surge = 0",
      "With max_surge = 0 and max_unavailable = 0 nothing could ever be replaced: neither may a new object stand beside the old ones, nor may an old one be missing. Let one of them be 1.",
    ],
    [
      'strategy = "blue_green"\nmax_surge = 0\nmax_unavailable = 1',
      'The strategy blue_green makes all new objects beside the old ones, which max_surge = 0 forbids. Leave max_surge out, or take the strategy "rolling".',
    ],
    [
      'min_healthy_time = "2m"',
      "min_healthy_time must be less than healthy_deadline, or no object could ever count as well.",
    ],
    [
      'progress_deadline = "1m"',
      "healthy_deadline must not be more than progress_deadline, which would end the rollout before.",
    ],
  ])("refuses %s", async (text, why) => {
    expect((await load({ "main.tf": block(text) })).lines).toEqual([`Invalid rollout: ${why}`]);
  });

  it("stands once, and without the order that it decides", async () => {
    const twice = `resource "a_b" "c" {\n lifecycle {\n rollout {}\n rollout {}\n }\n}\n`;
    expect((await load({ "main.tf": twice })).lines).toEqual([
      "Invalid rollout: A lifecycle block has one rollout block at most.",
    ]);
    expect((await load({ "main.tf": block("", "create_before_destroy = true") })).lines).toEqual([
      "Invalid rollout: The rollout says by max_surge whether a new object is made beside the old one: leave create_before_destroy out.",
    ]);
  });

  it.each([
    ["", true],
    ["max_surge = 0\nmax_unavailable = 1", false],
  ])("with %j new objects come first: %j", async (text, first) => {
    const { lifecycle } = await load({ "main.tf": block(text) });
    expect(lifecycle?.createBeforeDestroy).toBe(first);
  });

  it("is replaced as a whole by that of an overriding file", async () => {
    const files = { "main.tf": block("max_surge = 3"), "x_override.tf": block('drain = "1s"') };
    const { lifecycle } = await load(files);
    expect(lifecycle?.rollout).toMatchObject({ drain: 1000, maxSurge: ROLLOUT_DEFAULTS.maxSurge });
  });
});

test.each([
  ["objects", 3, 10, 3, 3],
  ["percent", 25, 10, 3, 2],
  ["percent", 10, 10, 1, 1],
  ["percent", 0, 10, 0, 0],
  ["percent", 1, 3, 1, 0],
] as const)("%s %d of %d", (unit, amount, of, up, down) => {
  expect(rolloutCount({ amount, unit }, of, "up")).toBe(up);
  expect(rolloutCount({ amount, unit }, of, "down")).toBe(down);
});
