import { startSimulatedAgent } from "@tutti/agent/testkit";
import type { CallOptions, RouteId } from "@tutti/agent-api";
import { createSimulation } from "@tutti/simulation";
import fc from "fast-check";
import { expect, test } from "vitest";

type Step =
  | { readonly kind: "put"; readonly key: string; readonly body: string }
  | { readonly kind: "delete"; readonly key: string }
  | { readonly kind: "delete-below"; readonly prefix: string };

const keys = ["a", "a/b", "a/c", "ab", "b/x"];
const prefixes = ["", "a", "a/", "b/", "none/"];
const steps = fc.oneof(
  fc.record({
    kind: fc.constant("put" as const),
    key: fc.constantFrom(...keys),
    body: fc.constantFrom("1", "2"),
  }),
  fc.record({ kind: fc.constant("delete" as const), key: fc.constantFrom(...keys) }),
  fc.record({ kind: fc.constant("delete-below" as const), prefix: fc.constantFrom(...prefixes) }),
);

/** What is waited for: one key, or all below a prefix. */
const watched = [
  ...["a", "a/b", "none"].map((rest) => ({ rest, query: {}, below: false })),
  ...prefixes.map((rest) => ({ rest, query: { recurse: "" }, below: true })),
  { rest: "a/", query: { keys: "" }, below: true },
];

/** The keys as they must be, and which of them a step changes. */
function apply(model: Map<string, string>, step: Step): readonly string[] {
  if (step.kind === "put") {
    const changed = model.get(step.key) !== step.body;
    model.set(step.key, step.body);
    return changed ? [step.key] : [];
  }
  const gone = [...model.keys()].filter((key) =>
    step.kind === "delete" ? key === step.key : key.startsWith(step.prefix),
  );
  for (const key of gone) model.delete(key);
  return gone;
}

test("a blocking query answers when there is news for it, never before, and always then", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { minLength: 1, maxLength: 14 }), fc.nat(1000), async (drawn, seed) => {
      const world = createSimulation(seed);
      const { client, call } = await startSimulatedAgent(world);
      const model = new Map<string, string>();
      const ask = async (one: (typeof watched)[number]) => {
        const { index } = await call("kv.read", { rest: one.rest, query: one.query });
        expect(index).toBeGreaterThan(0);
        const waiting = { ...one, index, answer: -1 };
        void client
          .call("kv.read", { rest: one.rest, query: { ...one.query, index: String(index), wait: "600s" } })
          .then((answer) => {
            waiting.answer = answer.index;
          });
        return waiting;
      };
      let waiting: Awaited<ReturnType<typeof ask>>[] = [];
      for (const one of watched) waiting.push(await ask(one));
      for (const step of drawn) {
        await world.run(20);
        if (step.kind === "put") await call("kv.write", { rest: step.key, body: step.body });
        else if (step.kind === "delete") await call("kv.delete", { rest: step.key });
        else await call("kv.delete", { rest: step.prefix, query: { recurse: "" } });
        await world.run(100);
        const changed = apply(model, step);
        const next: typeof waiting = [];
        for (const one of waiting) {
          const news = changed.some((key) => (one.below ? key.startsWith(one.rest) : key === one.rest));
          const what = `${one.rest} ${JSON.stringify(one.query)} after ${JSON.stringify(step)}`;
          if (news) expect(one.answer, what).toBeGreaterThan(one.index);
          else expect(one.answer, what).toBe(-1);
          next.push(news ? await ask(one) : one);
        }
        waiting = next;
      }
    }),
    { numRuns: 12 },
  );
}, 60_000);

const empty: Record<string, readonly [RouteId, CallOptions]> = {
  "a missing key": ["kv.read", { rest: "none" }],
  "a tree without keys": ["kv.read", { rest: "", query: { recurse: "" } }],
  "no names of keys": ["kv.read", { rest: "", query: { keys: "" } }],
  "no sessions": ["session.list", {}],
  "a node that is not there": ["catalog.node", { rest: "none" }],
  "no prepared queries": ["query.list", {}],
  "a service that is not there": ["health.service", { rest: "none" }],
};
test.each(Object.entries(empty))(
  "%s has an index above 0 and can be waited for",
  async (_what, [route, options]) => {
    const world = createSimulation(3);
    const { client, call } = await startSimulatedAgent(world);
    const first = await call(route, options);
    expect(first.index).toBeGreaterThan(0);
    const began = world.nowMs;
    const again = await world.until(
      client.call(route, { ...options, query: { ...options.query, index: String(first.index), wait: "5s" } }),
    );
    expect(world.nowMs - began).toBeGreaterThanOrEqual(5_000);
    expect(again.index).toBe(first.index);
  },
);
