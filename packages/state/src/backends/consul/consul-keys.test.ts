import { createAgentClient } from "@tutti/agent-api";
import { createSimulation } from "@tutti/simulation";
import { expect, test } from "vitest";
import { ConsulKeys } from "./consul-keys.ts";

/** What is made of an agent's answer: the value, or what is said of it. */
async function answered(
  status: number,
  body: string,
  ask: (keys: ConsulKeys) => Promise<unknown>,
): Promise<unknown> {
  const simulation = createSimulation(1);
  const server = simulation.host("10.0.0.1");
  const runtime = simulation.host("10.0.0.2");
  await simulation.until(
    server.network.serveHttp({ host: "10.0.0.1", port: 8500 }, (exchange) => {
      exchange.respond(status, {}, body);
    }),
  );
  const keys = new ConsulKeys(
    async () => createAgentClient(runtime, { address: "10.0.0.1:8500" }),
    "consul://here/p",
  );
  return simulation.until(ask(keys).catch((error: unknown) => String(error)));
}

const read = (keys: ConsulKeys): Promise<unknown> =>
  keys
    .read("k")
    .then((found) => (found === undefined ? undefined : { ...found, value: String(found.value) }));
const list = (keys: ConsulKeys): Promise<unknown> => keys.list("p", "/");
const write = (keys: ConsulKeys): Promise<unknown> => keys.write("k", new Uint8Array(), { cas: "3" });
const transact = (keys: ConsulKeys): Promise<unknown> => keys.transact([{ Verb: "delete", Key: "k" }]);
const session = (keys: ConsulKeys): Promise<unknown> => keys.createSession({ TTL: "15s" });
const renew = (keys: ConsulKeys): Promise<unknown> => keys.renewSession("s");

const refused = (status: number, words: string): RegExp =>
  new RegExp(`Unexpected response code: ${status} \\(${words}\\)`);
const STRANGE = /what answers there is no Consul agent/;
const kept = (value: string, session = "", modifyIndex = "7"): unknown => ({ value, modifyIndex, session });

const rows: readonly (readonly [string, number, string, (keys: ConsulKeys) => Promise<unknown>, unknown])[] =
  [
    ["a key", 200, '[{"Value":"YQ==","ModifyIndex":7,"Session":"s"}]', read, kept("a", "s")],
    ["a key that nobody holds", 200, '[{"Value":"YQ==","ModifyIndex":7}]', read, kept("a")],
    ["a key without a value", 200, '[{"Value":null,"ModifyIndex":7}]', read, kept("")],
    [
      "an index of 64 bits",
      200,
      '[{"Value":"","ModifyIndex":18446744073709551615}]',
      read,
      kept("", "", "18446744073709551615"),
    ],
    ["a key without an index", 200, '[{"Value":""}]', read, kept("", "", "0")],
    ["no key", 404, "", read, undefined],
    ["no row", 200, "[]", read, STRANGE],
    ["a row that is none", 200, "[1]", read, STRANGE],
    ["no list", 200, "{}", read, STRANGE],
    ["no JSON", 200, "<html>", read, STRANGE],
    ["a refusal", 403, "Permission denied\n", read, refused(403, "Permission denied")],
    ["keys", 200, '["p/a",1,"p/b"]', list, ["p/a", "p/b"]],
    ["no keys", 404, "", list, []],
    ["keys that are no list", 200, "{}", list, []],
    ["written", 200, "true\n", write, true],
    ["not written: another one came first", 200, "false", write, false],
    ["too large to be written", 413, "too large", write, undefined],
    ["a write that is refused", 500, "no leader", write, refused(500, "no leader")],
    [
      "a transaction",
      200,
      '{"Results":[{"KV":{"ModifyIndex":9}},{"KV":null},{}],"Errors":null}',
      transact,
      { kind: "done", modifyIndices: ["9", "0", "0"] },
    ],
    ["a transaction without results", 200, "{}", transact, { kind: "done", modifyIndices: [] }],
    [
      "a transaction that does not hold",
      409,
      '{"Errors":[{"OpIndex":1,"What":"index is stale"},{}]}',
      transact,
      { kind: "failed", operations: [1, 0], words: "index is stale, " },
    ],
    ["a transaction that is too large", 413, "", transact, { kind: "too-large" }],
    ["one of which older agents say so", 500, "body too large, max", transact, { kind: "too-large" }],
    ["a transaction that is refused", 403, "no", transact, refused(403, "no")],
    ["a transaction's answer that is none", 200, "[]", transact, STRANGE],
    ["a session", 200, '{"ID":"s"}', session, "s"],
    ["a session without an ID", 200, '{"ID":1}', session, STRANGE],
    ["a session that is none", 200, "[]", session, STRANGE],
    ["a session renewed", 200, "[]", renew, true],
    ["a session that has ended", 404, "gone", renew, false],
    ["a renewal that is refused", 500, "x", renew, refused(500, "x")],
  ];

test.each(rows)("%s", async (_, status, body, ask, wanted) => {
  const found = await answered(status, body, ask);
  if (wanted instanceof RegExp) expect(found).toMatch(wanted);
  else expect(found).toEqual(wanted);
});
