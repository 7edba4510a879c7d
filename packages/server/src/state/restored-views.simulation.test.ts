import { startGuardedAgent } from "@tutti/agent/testkit";
import type { CallOptions, RouteId } from "@tutti/agent-api";
import type { Entry } from "@tutti/store";
import { expect, test } from "vitest";

const ID = "11111111-2222-3333-4444-555555555555";

async function start() {
  const { agent, as, master, world } = await startGuardedAgent(31);
  const { state } = agent.server.context;
  const take = async (): Promise<readonly Entry[]> => {
    const entries: Entry[] = [];
    for await (const entry of state.store.entries()) entries.push(entry);
    return entries;
  };
  const json = async (route: RouteId, options?: CallOptions) => (await master(route, options)).json();
  const register = (body: object) => json("catalog.register", { body: { Address: "10.0.0.9", ...body } });
  return {
    as,
    json,
    register,
    take: () => world.until(take()),
    restore: (entries: readonly Entry[]) => world.until(state.restore(entries)),
    pass: (ms: number) => world.until(world.host("10.0.0.7").clock.sleep(ms)),
  };
}

/** What is answered from an index of the views, and not from their rows alone. */
const QUESTIONS: readonly (readonly [RouteId, CallOptions])[] = [
  ["catalog.services", {}],
  ["catalog.service", { rest: "web" }],
  ["catalog.service", { rest: "db" }],
  ["catalog.service", { rest: "late" }],
  ["health.service", { rest: "web" }],
  ["health.service", { rest: "late" }],
  ["health.checks", { rest: "web" }],
  ["health.checks", { rest: "late" }],
  ["catalog.nodes", {}],
  ["session.node", { rest: "m1" }],
  ["session.node", { rest: "m2" }],
  ["acl.token-list", {}],
];

test("after a restore every index of the views is what it was", async () => {
  const { as, json, register, take, restore } = await start();
  const ask = async () => {
    const found: unknown[] = [];
    for (const [route, options] of QUESTIONS) found.push(await json(route, options));
    return found;
  };
  const check = { CheckID: "c", Name: "c", Status: "warning", ServiceID: "web" };
  await register({ Node: "m1", ID, Service: { Service: "web", Port: 1 }, Check: check });
  await register({ Node: "m2", Service: { Service: "db" } });
  await json("session.create", { body: { Node: "m1", NodeChecks: [] } });
  const token = Object(await json("acl.token-create", { body: { Description: "kept" } }));
  const [taken, before] = [await take(), await ask()];
  await register({ Node: "m2", Service: { Service: "late" }, Check: { Name: "l", ServiceID: "late" } });
  await json("catalog.deregister", { body: { Node: "m1" } });
  await json("session.create", { body: { Node: "m2", NodeChecks: [] } });
  const lost = Object(await json("acl.token-create", { body: { Description: "lost" } }));
  await json("acl.token-delete", { rest: token.AccessorID });
  // What is kept of answers is of that state now.
  expect(await ask()).not.toEqual(before);
  await restore(taken);
  expect(await ask()).toEqual(before);
  // A token is found by its secret, a node by its ID: who has the ID cannot get another name beside it.
  expect(await as(token.SecretID, "acl.token-self")).toMatch(/^200 .*"Description":"kept"/);
  expect(await as(lost.SecretID, "acl.token-self")).toBe("403 ACL not found");
  await register({ Node: "renamed", ID });
  expect(await json("catalog.node", { rest: "renamed" })).toMatchObject({ Node: { ID } });
  expect(await json("catalog.node", { rest: "m1" })).toBeNull();
});

test("sessions that come back end by their TTL, counted from then, and no earlier for who had them before", async () => {
  const { json, take, restore, pass } = await start();
  const make = async (TTL: string) =>
    String(Object(await json("session.create", { body: { TTL, NodeChecks: [] } })).ID);
  const [back, both] = [await make("10s"), await make("10s")];
  const taken = await take();
  await json("session.destroy", { rest: back });
  await pass(19_000);
  await restore(taken);
  const left = async () =>
    (Object(await json("session.list")) as readonly { ID: string }[]).map(({ ID: id }) => id).sort();
  await pass(19_000);
  expect(await left()).toEqual([back, both].sort());
  await pass(2_000);
  expect(await left()).toEqual([]);
});
