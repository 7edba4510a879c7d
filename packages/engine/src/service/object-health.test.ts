import { createSimulation } from "@tutti/simulation";
import { expect, test } from "vitest";
import { followObject } from "./object-health.ts";
import { type InstanceHealth, ServiceHealth } from "./service-health.ts";

const WELL: InstanceHealth = { isWell: true, isServed: true, isHidden: false, why: "" };
const BAD: InstanceHealth = { isWell: false, isServed: false, isHidden: false, why: "no answer" };

type Answer = Readonly<Record<string, InstanceHealth>> | "gone";

/** What is told of an object with these services while the catalog answers so: by service, one answer after the other. */
async function told(
  services: Readonly<Record<string, string>>,
  answers: Readonly<Record<string, readonly Answer[]>>,
) {
  const world = createSimulation(5);
  const { clock } = world.host("10.0.0.1");
  const asked: string[] = [];
  const health = new ServiceHealth(
    {
      async health(service, index, signal) {
        asked.push(`${service} ${index ?? "-"}`);
        const at = asked.filter((one) => one.startsWith(`${service} `)).length;
        // One answer a second, the next service's between two of them.
        await clock.sleep(Object.keys(services).indexOf(service) === 0 ? 1000 : 1300, signal);
        const next = answers[service]?.[at - 1];
        if (next === undefined) return await clock.sleep(1e9, signal).then(() => expect.unreachable());
        if (next === "gone") throw new Error("gone");
        return { index: at, instances: new Map(Object.entries(next)) };
      },
    },
    clock,
  );
  const seen: string[] = [];
  const end = followObject(health, new Map(Object.entries(services)), (now) =>
    seen.push(now === "unseen" ? now : now.isWell ? "well" : now.why),
  );
  await world.until(clock.sleep(60_000));
  end();
  return { seen, asked };
}

test.each<
  [string, Readonly<Record<string, string>>, Readonly<Record<string, readonly Answer[]>>, readonly string[]]
>([
  ["an object without services is well", {}, {}, ["well"]],
  ["its instance alone counts", { web: "a" }, { web: [{ a: WELL, b: BAD }] }, ["well"]],
  [
    "one that is not there is not well",
    { web: "a" },
    { web: [{ b: WELL }] },
    ['the service "web" is not in the catalog'],
  ],
  [
    "what is not well says why",
    { web: "a" },
    { web: [{ a: BAD }, { a: WELL }] },
    ['the service "web": no answer', "well"],
  ],
  [
    "news of others are none of it",
    { web: "a" },
    { web: [{ a: BAD }, { a: BAD, b: WELL }, { a: BAD, b: BAD }, { a: { ...BAD, why: "500" } }] },
    ['the service "web": no answer', 'the service "web": 500'],
  ],
  [
    "all of its services count, once all are known",
    { web: "a", admin: "a" },
    { web: [{ a: WELL }, { a: BAD }], admin: [{ a: WELL }, { a: BAD }] },
    ["well", 'the service "web": no answer', 'the service "web": no answer; the service "admin": no answer'],
  ],
  [
    "what cannot be asked is unseen, once, until it is seen again",
    { web: "a" },
    { web: [{ a: WELL }, "gone", "gone", { a: WELL }] },
    ["well", "unseen", "well"],
  ],
  [
    "one of several that is unseen makes all of it unseen",
    { web: "a", admin: "a" },
    { web: [{ a: WELL }], admin: ["gone", { a: WELL }] },
    ["unseen", "well"],
  ],
])("%s", async (_, services, answers, wanted) => {
  expect((await told(services, answers)).seen).toEqual(wanted);
});

test("a question waits behind the last answer; after a failure it is a first one, a second later", async () => {
  const { asked } = await told({ web: "a" }, { web: [{ a: WELL }, { a: WELL }, "gone", { a: WELL }] });
  expect(asked).toEqual(["web -", "web 1", "web 2", "web -", "web 4"]);
});

test("one watch a service however many listen; who comes later hears at once, and the last one ends it", async () => {
  const world = createSimulation(5);
  const { clock } = world.host("10.0.0.1");
  let asked = 0;
  const signals: AbortSignal[] = [];
  const health = new ServiceHealth(
    {
      async health(_, __, signal) {
        signals.push(signal);
        asked += 1;
        if (asked > 1) await clock.sleep(1e9, signal);
        return { index: 1, instances: new Map([["a", WELL]]) };
      },
    },
    clock,
  );
  const seen: string[] = [];
  const follow = (who: string) =>
    followObject(health, new Map([["web", "a"]]), (now) => seen.push(`${who} ${JSON.stringify(now)}`));
  const first = follow("first");
  await world.until(clock.sleep(10));
  const second = follow("second");
  expect(seen).toEqual(['first {"isWell":true,"why":""}', 'second {"isWell":true,"why":""}']);
  first();
  expect(signals.at(-1)?.aborted).toBe(false);
  second();
  await world.until(clock.sleep(10));
  expect([signals.at(-1)?.aborted, asked]).toEqual([true, 2]);
});
