import { createSimulation } from "@tutti/simulation";
import { expect, test } from "vitest";
import { followWatch, type WatchAnswer } from "./follow-watch.ts";
import { readWatchPlan, type WatchPlan } from "./watch-plan.ts";

const ok = (index: string, text: string): WatchAnswer => ({ status: 200, index, text });

/** What a watch of a key does while it is answered so, one answer or failure after the other; then it waits for ever. */
async function follow(answers: readonly (WatchAnswer | Error)[]): Promise<readonly string[]> {
  const world = createSimulation(3);
  const { clock } = world.host("10.0.0.1");
  const stop = new AbortController();
  const seen: string[] = [];
  const left = [...answers];
  const begin = world.nowMs;
  const done = followWatch({
    plan: readWatchPlan({ type: "key", key: "a" }) as WatchPlan,
    clock,
    stop: stop.signal,
    async ask(_, index) {
      seen.push(`ask ${index ?? "-"}`);
      const next = left.shift();
      if (next === undefined) stop.abort();
      if (next instanceof Error) throw next;
      return next ?? ok("0", "");
    },
    parse: (text) => JSON.parse(text),
    handle: async (index, value) => void seen.push(`${index}: ${JSON.stringify(value)}`),
    failed: (why, retryMs) => seen.push(`${(world.nowMs - begin) / 1000}s ${why}, in ${retryMs / 1000}s`),
  });
  await world.until(done);
  return seen;
}

const ONE = '[{"Key":"a","Value":"MQ=="}]';
const SHOWN = '{"Key":"a","Value":"MQ==","Session":""}';

test.each<[string, readonly (WatchAnswer | Error)[], readonly string[]]>([
  ["the first answer is handed on", [ok("7", ONE)], ["ask -", `7: ${SHOWN}`, "ask 7"]],
  ["nothing at all, too", [{ ...ok("7", "x"), status: 404 }], ["ask -", "7: null", "ask 7"]],
  ["the same index is no news", [ok("7", ONE), ok("7", "[]")], ["ask -", `7: ${SHOWN}`, "ask 7", "ask 7"]],
  ["the same answer is none", [ok("7", ONE), ok("9", ONE)], ["ask -", `7: ${SHOWN}`, "ask 7", "ask 9"]],
  [
    "an index of 64 bits is asked about as it came",
    [ok("18446744073709551615", ONE)],
    ["ask -", `18446744073709551615: ${SHOWN}`, "ask 18446744073709551615"],
  ],
  [
    "a failure is waited for, the longer the more there were, and what comes then is a first answer",
    [ok("7", ONE), new Error("gone"), { ...ok("", "no"), status: 403 }, ok("7", ONE)],
    [
      "ask -",
      `7: ${SHOWN}`,
      "ask 7",
      "0s gone, in 5s",
      "ask -",
      "5s Unexpected response code: 403 (no), in 20s",
      "ask -",
      `7: ${SHOWN}`,
      "ask 7",
    ],
  ],
  [
    "who answers without an index is not asked without end",
    [ok("", ONE)],
    ["ask -", "0s the answer has no X-Consul-Index, in 5s", "ask -"],
  ],
])("%s", async (_, answers, seen) => expect(await follow(answers)).toEqual(seen));

test("no wait is longer than three minutes", async () => {
  const seen = await follow(Array.from({ length: 8 }, () => new Error("gone")));
  expect(seen.filter((line) => line.includes("gone")).map((line) => line.replace(/.* in /, ""))).toEqual([
    "5s",
    "20s",
    "45s",
    "80s",
    "125s",
    "180s",
    "180s",
    "180s",
  ]);
});
