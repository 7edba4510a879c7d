import { startSimulatedAgent } from "@tutti/agent/testkit";
import { createSimulation } from "@tutti/simulation";
import { expect, test } from "vitest";

async function start() {
  const { call, agent, client } = await startSimulatedAgent(createSimulation(31));
  const { state } = agent.server.context;
  const deltas = async (rest: string, query: Readonly<Record<string, string>>) => {
    const answer = await call("kv.read", { rest, query: { deltas: "", ...query } });
    if (answer.status !== 200) return `${answer.status} ${answer.text()}`;
    const found = answer.json() as readonly Readonly<Record<string, unknown>>[];
    return `${found.map(({ Kind, Name }) => `${Kind} ${Name}`).join(", ")} at ${answer.index}`;
  };
  return {
    call,
    client,
    state,
    deltas,
    put: (rest: string, body: string) => call("kv.write", { rest, body }),
  };
}

test("tells what changed since an index, deletes included", async () => {
  const { call, put, deltas, state } = await start();
  await put("a/1", "1");
  const from = String(state.revision);
  await put("a/2", "1");
  await put("b", "1");
  await call("kv.delete", { rest: "a/1" });
  const now = state.revision;
  expect(await deltas("a/", { recurse: "", index: from })).toBe(`put a/2, delete a/1 at ${now}`);
  expect(await deltas("a/1", { index: from })).toBe(`delete a/1 at ${now}`);
});

test("waits for a change, and answers with nothing, and the index it had, when the time is over", async () => {
  const { put, deltas, state } = await start();
  await put("a", "1");
  const from = String(state.revision);
  await put("b", "1");
  expect(await deltas("a", { index: from, wait: "5s" })).toBe(` at ${from}`);
});

test("of more than a thousand changes comes the first part, and its index leads on", async () => {
  const { put, deltas, state, call } = await start();
  const from = state.revision;
  for (let at = 0; at < 1_200; at += 1) await put(`k/${at}`, "1");
  const answer = await call("kv.read", {
    rest: "k/",
    query: { deltas: "", recurse: "", index: String(from) },
  });
  expect([(answer.json() as unknown[]).length, answer.index]).toEqual([1_000, from + 1_000]);
  expect((await deltas("k/", { recurse: "", index: String(answer.index) })).split(",").length).toBe(200);
});

test("410 where that is forgotten, or was never reached", async () => {
  const { put, deltas, state } = await start();
  await put("a", "1");
  const from = state.revision;
  await put("a", "2");
  state.kv.history.begin(state.revision);
  expect([await deltas("a", { index: String(from) }), await deltas("a", { index: "99999" })]).toEqual([
    `410 what changed since index ${from} is not remembered: list again, and go on from index ${state.revision}`,
    `410 what changed since index 99999 is not remembered: list again, and go on from index ${state.revision}`,
  ]);
});

test.each<[Readonly<Record<string, string>>, string]>([
  [{}, "400 deltas needs an index: what changed since which one"],
  [{ index: "1", keys: "" }, "400 deltas cannot go with keys: leave one of them out"],
  [{ index: "1", raw: "" }, "400 deltas cannot go with raw: leave one of them out"],
  [{ index: "1", limit: "3" }, "400 deltas cannot go with limit: leave one of them out"],
])("%j: %s", async (query, wanted) => {
  expect(await (await start()).deltas("a", query)).toBe(wanted);
});

test("of a service tells its instances and checks", async () => {
  const { call, state } = await start();
  const from = String(state.revision);
  const Check = { CheckID: "c", Name: "c", ServiceID: "web", Status: "passing" };
  await call("catalog.register", {
    body: { Node: "m", Address: "10.1.1.1", Service: { Service: "web" }, Check },
  });
  const query = { deltas: "", index: from };
  const answer = await call("health.service", { rest: "web", query });
  expect((answer.json() as { readonly Type: string }[]).map(({ Type }) => Type)).toEqual([
    "node",
    "service",
    "check",
  ]);
  expect((await call("health.service", { rest: "web", query: { ...query, passing: "" } })).text()).toBe(
    "deltas cannot go with passing: leave one of them out",
  );
});
