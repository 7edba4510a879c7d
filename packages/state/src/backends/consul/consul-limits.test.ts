import { createAgentClient } from "@tutti/agent-api";
import { createSimulation } from "@tutti/simulation";
import { expect, test } from "vitest";
import { createConsulStorage } from "./consul-storage.ts";

/** What comes of a write to an agent that takes so many writes of chunks, and no transaction with a state in it; what it was asked. */
async function written(chunks: number, pointer: number): Promise<readonly [string, readonly string[]]> {
  const simulation = createSimulation(1);
  const server = simulation.host("10.0.0.1");
  const runtime = simulation.host("10.0.0.2");
  const asked: string[] = [];
  let transactions = 0;
  let writes = 0;
  await simulation.until(
    server.network.serveHttp({ host: "10.0.0.1", port: 8500 }, async (exchange) => {
      await exchange.body(1 << 24);
      const line = `${exchange.method} ${exchange.target.replace(/[0-9a-f]{32}/, "HASH")}`;
      asked.push(line);
      if (exchange.method === "GET") return exchange.respond(404, {});
      if (exchange.method === "DELETE") return exchange.respond(200, {}, "true");
      if (line === "PUT /v1/txn") {
        transactions += 1;
        return transactions === 1
          ? exchange.respond(413, {})
          : exchange.respond(pointer, {}, '{"Results":[{"KV":{"ModifyIndex":7}}],"Errors":[{"OpIndex":0}]}');
      }
      writes += 1;
      return writes > chunks ? exchange.respond(413, {}) : exchange.respond(200, {}, "true");
    }),
  );
  const storage = createConsulStorage(runtime, {
    path: "p",
    place: "consul://here/p",
    gzip: false,
    lock: false,
    connect: async () => createAgentClient(runtime, { address: "10.0.0.1:8500" }),
  });
  const slot = storage.open("default");
  const write = slot.write(new Uint8Array(600_000), { found: undefined, lock: undefined });
  const told = await simulation.until(
    write.then(
      (result) => (result.kind === "written" ? `written ${result.version}` : result.kind),
      (error: Error) => error.message,
    ),
  );
  return [told, asked];
}

const CHUNK = "PUT /v1/kv/p/tfstate.HASH/";

test("a state that is too large for one transaction goes in chunks, and their names in another", async () => {
  expect(await written(2, 200)).toEqual([
    "written 7",
    ["GET /v1/kv/p", "PUT /v1/txn", `${CHUNK}0`, `${CHUNK}1`, "PUT /v1/txn"],
  ]);
});

test("chunks go again where another's state came first", async () => {
  const [told, asked] = await written(2, 409);
  expect(told).toBe("changed");
  expect(asked.at(-1)).toBe("DELETE /v1/kv/p/tfstate.HASH/?recurse=");
});

test("a state whose chunks are too large as well is told", async () => {
  const [told] = await written(1, 200);
  expect(told).toBe("the state is too large for this agent, in chunks of 512 KiB too");
});
