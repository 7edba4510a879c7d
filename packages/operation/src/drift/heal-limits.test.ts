import { expect, test } from "vitest";
import { type Heal, type HealVerdict, judgeHeal, recentHeals } from "./heal-limits.ts";

const RULES = { what: "all", most: 4, windowMs: 600_000 } as const;
const at = (address: string, ...seconds: readonly number[]): readonly Heal[] =>
  seconds.map((second) => ({ address, at: second * 1000 }));

test.each<[string, readonly Heal[], number, HealVerdict]>([
  ["nothing was healed", [], 0, { kind: "heal" }],
  ["the same was healed twice", at("a", 0, 10), 20, { kind: "heal" }],
  ["the same was healed three times", at("a", 0, 10, 20), 30, { kind: "stopped" }],
  ["the first of three is an hour ago", at("a", 0, 10, 3590), 3600, { kind: "heal" }],
  ["the window is full", at("b", 0, 100, 200, 300), 400, { kind: "wait", ms: 200_000 }],
  ["the window is more than full", at("b", 0, 1, 100, 200, 300), 400, { kind: "wait", ms: 201_000 }],
  ["the window has moved on", at("b", 0, 100, 200, 300), 600, { kind: "heal" }],
  ["another was healed three times", at("b", 0, 10, 20), 30, { kind: "heal" }],
  ["stopped counts before a full window", at("a", 0, 100, 200, 300), 400, { kind: "stopped" }],
])("judgeHeal() where %s", (_, history, second, verdict) => {
  expect(judgeHeal(history, "a", second * 1000, RULES)).toEqual(verdict);
});

test("recentHeals() forgets what is older than an hour and the window", () => {
  const history = at("a", 0, 100, 4000);
  expect(recentHeals(history, 3_650_000, RULES)).toEqual(at("a", 100, 4000));
  expect(recentHeals(history, 3_650_000, { ...RULES, windowMs: 7_200_000 })).toEqual(history);
});

test("no more than the rate is healed within any window, however often somebody asks", () => {
  let history: readonly Heal[] = [];
  const healed: number[] = [];
  for (let now = 0; now < 7_200_000; now += 7_000) {
    history = recentHeals(history, now, RULES);
    const address = `a${(now / 7_000) % 40}`;
    if (judgeHeal(history, address, now, RULES).kind !== "heal") continue;
    history = [...history, { address, at: now }];
    healed.push(now);
  }
  for (const first of healed)
    expect(
      healed.filter((time) => time >= first && time < first + RULES.windowMs).length,
    ).toBeLessThanOrEqual(4);
  expect(healed.length).toBeGreaterThan(40);
});
