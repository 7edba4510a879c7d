import { Buffer } from "node:buffer";
import { routeOf } from "@tutti/agent-api";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { Query } from "../endpoint/query-string.ts";
import type { ReadResult } from "../endpoint/reply.ts";
import { Watches } from "../state/watches.ts";
import {
  ANSWER_BYTES_MAX,
  ANSWERS_BYTES_MAX,
  ANSWERS_MAX,
  AnswerCache,
  CACHED_QUESTION_LENGTH_MAX,
  CACHED_QUESTIONS_MAX,
  questionOf,
} from "./answer-cache.ts";

const route = routeOf("health.service");
const nobody = { id: "", allows: () => true, allowsPrefix: () => true };
const question = (text: string, shareKey = "web", pretty = false, id = "") =>
  questionOf(route, { query: new Query(text) }, { ...nobody, id }, shareKey, pretty);

describe("questionOf()", () => {
  test.each([
    ["tag=a&passing", "passing&tag=a"],
    ["tag=a", "tag=%61"],
    ["tag=a+b", "tag=a%20b"],
    ["passing=0", "passing=0&passing=1"],
    ["near=a", "near=a&near=b"],
    ["", "unknown=1&index=7&wait=1s&token=secret&stale&cached"],
  ])("%j asks the same as %j", (one, other) => expect(question(one)).toBe(question(other)));

  test.each([
    ["tag=a", "tag=b"],
    ["tag=a&passing", "tag=a%26passing"],
    ["tag=a&tag=b", "tag=b&tag=a"],
    ["passing", ""],
    ["filter=a", "near=a"],
    ["tag=", ""],
    ["tag=a%22%2C%22b", "tag=a&tag=b"],
  ])("%j asks something else than %j", (one, other) => expect(question(one)).not.toBe(question(other)));

  test("who asks, what for, how it is printed and where make a difference", () => {
    const all = [
      question(""),
      question("", "api"),
      question("", "web", true),
      question("", "web", false, "other"),
      questionOf(routeOf("health.connect"), { query: new Query("") }, nobody, "web", false),
    ];
    expect(new Set(all).size).toBe(all.length);
  });
});

function answer(size: number): ReadResult {
  return { index: 1, reply: { kind: "whole", status: 200, headers: {}, body: Buffer.alloc(size) } };
}

describe("AnswerCache", () => {
  const open = () => {
    const watches = new Watches();
    return { watches, cache: new AnswerCache(watches, createSimulation(1).host("a").clock) };
  };

  test("keeps an answer until one of its topics is touched", () => {
    const { watches, cache } = open();
    cache.set("q", answer(10), ["a", "b"]);
    expect(cache.get("q")?.index).toBe(1);
    watches.touch("b");
    watches.wakeAll();
    expect(cache.get("q")).toBeUndefined();
    expect([cache.bytes, watches.size]).toEqual([0, 0]);
  });

  test("is bounded in bytes: who was asked for longest ago goes, and its wait with it", () => {
    const { watches, cache } = open();
    const count = ANSWERS_BYTES_MAX / ANSWER_BYTES_MAX;
    const size = ANSWER_BYTES_MAX - 10;
    for (let n = 0; n < count; n += 1) cache.set(`q${n}`, answer(size), ["t"]);
    expect(cache.get("q0")).toBeDefined();
    cache.set("new", answer(size), ["t"]);
    expect(cache.get("q1")).toBeUndefined();
    expect(cache.get("q0")).toBeDefined();
    expect(cache.bytes).toBeLessThanOrEqual(ANSWERS_BYTES_MAX);
    expect(watches.size).toBe(count);
  });

  test("does not keep what is too large, and forgets what it had there", () => {
    const { watches, cache } = open();
    cache.set("q", answer(10), ["t"]);
    cache.set("q", answer(ANSWER_BYTES_MAX), ["t"]);
    expect(cache.get("q")).toBeUndefined();
    expect([cache.bytes, watches.size]).toEqual([0, 0]);
    cache.set("q", answer(ANSWER_BYTES_MAX - 1), ["t"]);
    expect(cache.bytes).toBe(ANSWER_BYTES_MAX);
  });

  test("is bounded in number", () => {
    const { watches, cache } = open();
    for (let n = 0; n <= ANSWERS_MAX; n += 1) cache.set(`q${n}`, answer(1), ["t"]);
    expect(cache.get("q0")).toBeUndefined();
    expect(cache.get("q1")).toBeDefined();
    expect(watches.size).toBe(ANSWERS_MAX);
  });

  test("a question is a MISS once, then a HIT of an age in seconds", async () => {
    const world = createSimulation(1);
    const cache = new AnswerCache(new Watches(), world.host("a").clock);
    expect(cache.ageHeaders("q")).toEqual({ "X-Cache": "MISS" });
    await world.run(2_500);
    expect(cache.ageHeaders("q")).toEqual({ "X-Cache": "HIT", Age: "2" });
    expect(cache.ageHeaders("other")).toEqual({ "X-Cache": "MISS" });
  });

  test("remembers questions in bounds: not all of them, and none that is long", () => {
    const { cache } = open();
    for (let n = 0; n <= CACHED_QUESTIONS_MAX; n += 1) cache.ageHeaders(`q${n}`);
    expect(cache.remembered).toBeLessThanOrEqual(CACHED_QUESTIONS_MAX);
    const kept = "q".repeat(CACHED_QUESTION_LENGTH_MAX);
    const asked = [kept, kept, `${kept}q`, `${kept}q`].map((one) => cache.ageHeaders(one)["X-Cache"]);
    expect(asked).toEqual(["MISS", "HIT", "MISS", "MISS"]);
  });
});
