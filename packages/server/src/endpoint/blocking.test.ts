import type { Route } from "@tutti/agent-api";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { serverError } from "../errors.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import { Watches } from "../state/watches.ts";
import {
  parseReadOptions,
  type ReadOptions,
  readHeaders,
  WAIT_JITTER_FRACTION,
  withMeta,
} from "./blocking.ts";
import { blockingJson } from "./blocking-reply.ts";
import { Query } from "./query-string.ts";
import { json } from "./reply.ts";
import { isNews, waitForNews } from "./wait-for-news.ts";

const asked = (query: string): Query => new Query(query);
const PLAIN: ReadOptions = { index: 0, waitMs: 300_000, consistency: "leader", cached: false };
const ALL_CONSISTENT = "conflicting semantics.";

describe("parseReadOptions()", () => {
  test.each<[string, Partial<ReadOptions> | string]>([
    ["", {}],
    ["index=7", { index: 7 }],
    ["index=0", { index: 0 }],
    ["index=", { index: 0 }],
    ["index", { index: 0 }],
    ["index=7&index=8", { index: 7 }],
    ["index=-1", "Invalid index"],
    ["index=x", "Invalid index"],
    ["wait=10s", { waitMs: 10_000 }],
    ["wait=1500us", { waitMs: 1.5 }],
    ["wait=", { waitMs: 300_000 }],
    ["wait=0s", { waitMs: 300_000 }],
    ["wait=-5s", { waitMs: 300_000 }],
    ["wait=10m", { waitMs: 600_000 }],
    ["wait=11m", { waitMs: 600_000 }],
    ["wait=10", "Invalid wait time"],
    ["wait=soon", "Invalid wait time"],
    ["stale", { consistency: "stale" }],
    ["stale=false", { consistency: "stale" }],
    ["consistent", { consistency: "consistent" }],
    ["cached", { cached: true }],
    ["cached&stale", { cached: true, consistency: "stale" }],
    ["max_stale=5s", { consistency: "stale" }],
    ["max_stale=", {}],
    ["max_stale=x", 'Invalid max_stale value "x"'],
    ["stale&consistent", `Cannot specify ?stale with ?consistent, ${ALL_CONSISTENT}`],
    ["cached&consistent", `Cannot specify ?cached with ?consistent, ${ALL_CONSISTENT}`],
    ["stale&cached&consistent", `Cannot specify ?stale with ?consistent, ${ALL_CONSISTENT}`],
  ])("%j", (query, wanted) => {
    const found = parseReadOptions(asked(query));
    if (typeof wanted === "string") expect(found).toMatchObject({ status: 400, text: wanted });
    else expect(found).toEqual({ ...PLAIN, ...wanted });
  });

  test("waits as long as is configured, and no longer than that", () => {
    const limits = { waitDefaultMs: 2_000, waitMaxMs: 5_000 };
    const waits = (query: string) => {
      const found = parseReadOptions(asked(query), limits);
      return found instanceof Refusal ? found.text : found.waitMs;
    };
    expect(["", "wait=3s", "wait=6s", "wait=0"].map(waits)).toEqual([2_000, 3_000, 5_000, 2_000]);
    expect(parseReadOptions(asked(""), { waitDefaultMs: 9_000, waitMaxMs: 5_000 })).toMatchObject({
      waitMs: 5_000,
    });
  });
});

describe("the headers of a read", () => {
  const route = { id: "x", method: "GET", path: "/x", acl: "", doc: "" } as const satisfies Route;
  const headers = (index: number, leader: string) => ({
    "X-Consul-Index": String(index),
    "X-Consul-KnownLeader": leader,
    "X-Consul-LastContact": "0",
  });
  const stale: ReadOptions = { ...PLAIN, consistency: "stale" };

  test.each<[string, Route, number, ReadOptions | undefined, object]>([
    ["the index", route, 7, stale, headers(7, "true")],
    ["1 where nothing has ever been there", route, 0, stale, headers(1, "true")],
    [
      "no consistency where it was not asked for",
      { ...route, consistency: true },
      7,
      undefined,
      headers(7, "true"),
    ],
    [
      "the consistency of routes that tell it",
      { ...route, consistency: true },
      7,
      stale,
      { ...headers(7, "true"), "X-Consul-Effective-Consistency": "stale" },
    ],
  ])("%s", (_, of, index, options, wanted) => expect(readHeaders(of, index, options)).toEqual(wanted));

  test("of an error, on routes that tell them even then; its own stay", () => {
    const answer = json("x", { status: 500, headers: { A: "b" } });
    expect(withMeta(route, answer)).toBe(answer);
    const meta: Route = { ...route, metaOnError: true };
    expect(withMeta(meta, answer)).toEqual({
      ...answer,
      headers: { "Content-Type": "application/json", A: "b", ...headers(1, "false") },
    });
    const pieces = {
      kind: "pieces",
      headers: {},
      contentType: "",
      pieces: none(),
      otherwise: answer,
    } as const;
    expect(withMeta(meta, pieces)).toBe(pieces);
  });
});

async function* none(): AsyncIterable<Buffer> {}

test("a read gives JSON, or why there is none", () => {
  const run = (value: unknown) => {
    const reply = blockingJson({ topics: ["a"], run: () => ({ index: 3, value }) });
    return reply.kind === "blocking"
      ? [reply.read.topics, reply.read.run(), "shareKey" in reply.read]
      : reply;
  };
  expect(run({ a: 1 })).toEqual([["a"], { index: 3, reply: json({ a: 1 }) }, false]);
  const refused = refuse(serverError("wait-index-invalid"), 418);
  expect(run(refused)).toMatchObject([
    ["a"],
    { index: 3, reply: { status: 418, code: refused.code } },
    false,
  ]);
  const shared = blockingJson({ topics: [], shareKey: "k", run: () => ({ index: 0, value: 0 }) });
  expect(shared).toMatchObject({ read: { shareKey: "k" } });
});

test.each([
  [0, 0, true],
  [1, 0, true],
  [0, 1, false],
  [1, 1, false],
  [5, 4, true],
  [5, 5, false],
  [5, 6, false],
])("index %i is news for who asked with %i: %s", (index, asks, wanted) => {
  expect(isNews({ index }, { index: asks })).toBe(wanted);
});

describe("waitForNews()", () => {
  function start(waitMs = 10_000) {
    const simulation = createSimulation(3);
    const { clock, random } = simulation.host("a");
    const watches = new Watches();
    const now = { index: 5, fails: false };
    const gone = new AbortController();
    let looked = 0;
    const look = () => {
      looked += 1;
      if (now.fails) throw new Error("cannot look");
      return { index: now.index };
    };
    const options = { index: 5, waitMs };
    let settled: unknown = "waits";
    waitForNews({ look, topics: ["t"], options, gone: gone.signal }, { watches, clock, random }).then(
      (value) => (settled = value),
      (error: Error) => (settled = error.message),
    );
    const touch = async (topic: string) => {
      watches.touch(topic);
      watches.wakeAll();
      await simulation.run(0);
    };
    return { now, gone, touch, simulation, looked: () => looked, settled: () => settled, watches };
  }

  test("ends with what is newer, at once, and looks no more", async () => {
    const { now, touch, settled, looked, simulation } = start();
    await touch("other");
    expect([settled(), looked()]).toEqual(["waits", 0]);
    await touch("t");
    await touch("t");
    expect([settled(), looked()]).toEqual(["waits", 2]);
    now.index = 6;
    await touch("t");
    expect(settled()).toEqual({ index: 6 });
    await touch("t");
    await simulation.run(20_000);
    expect(looked()).toBe(3);
  });

  test("ends with what is there when the time is over, a sixteenth later at most", async () => {
    const { settled, simulation } = start();
    await simulation.run(9_999);
    expect(settled()).toBe("waits");
    await simulation.run(1 + 10_000 * WAIT_JITTER_FRACTION);
    expect(settled()).toEqual({ index: 5 });
    expect(WAIT_JITTER_FRACTION).toBe(0.0625);
  });

  test("not all who began together end together", async () => {
    const simulation = createSimulation(4);
    const { clock, random } = simulation.host("a");
    const ends = new Set<number>();
    const one = () =>
      waitForNews(
        { look: () => ({ index: 1 }), topics: [], options: { index: 1, waitMs: 16_000 }, gone: undefined },
        { watches: new Watches(), clock, random },
      ).then(() => ends.add(clock.now()));
    const all = Promise.all(Array.from({ length: 8 }, one));
    await simulation.until(all);
    expect(ends.size).toBeGreaterThan(4);
  });

  test("ends with nothing when nobody waits any more", async () => {
    const { gone, settled, looked, touch, simulation } = start();
    gone.abort();
    await simulation.run(0);
    expect(settled()).toBeUndefined();
    await touch("t");
    await simulation.run(20_000);
    expect(looked()).toBe(0);
  });

  test("a look that fails is its caller's matter, and the last one", async () => {
    const { now, settled, looked, touch, simulation } = start();
    now.fails = true;
    await touch("t");
    expect(settled()).toBe("cannot look");
    await touch("t");
    await simulation.run(20_000);
    expect(looked()).toBe(1);
  });
});
