import { createStop } from "@tutti/runtime";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { startGuardedAgent, startSimulatedAgent } from "../../testkit/index.ts";

/** What a reader of the log gets while a request is refused that the log tells of. */
async function read(query: Readonly<Record<string, string>>): Promise<string> {
  const world = createSimulation(8);
  const { client, call } = await startSimulatedAgent(world);
  const stop = createStop();
  let text = "";
  let hears = (): void => {};
  const heard = new Promise<void>((resolve) => {
    hears = resolve;
  });
  const reading = client
    .call("agent.monitor", {
      query,
      signal: stop.signal,
      onPiece(piece) {
        text += new TextDecoder().decode(piece);
        hears();
      },
    })
    .catch(() => {});
  await world.until(world.host("10.0.0.2").clock.sleep(10));
  await call("query.delete", { rest: "none" });
  await world.until(heard);
  stop.abort(new Error("enough"));
  await reading;
  return text.replace(/\d{4}-[\d-]+T[\d:.]+Z/, "TIME");
}

describe("GET /v1/agent/monitor", () => {
  test("shows the log as it comes, of a level that the agent itself does not write", async () =>
    expect(await read({ loglevel: "debug" })).toBe(
      "TIME [DEBUG] http: DELETE /v1/query/none: 500 query-id-invalid\n",
    ));

  test("as JSON with ?logjson", async () =>
    expect(JSON.parse(await read({ loglevel: "TRACE", logjson: "" }))).toEqual({
      "@level": "debug",
      "@message": "DELETE /v1/query/none: 500 query-id-invalid",
      "@module": "http",
      "@timestamp": "TIME",
    }));

  test("refuses a level that is none", async () => {
    const { call } = await startSimulatedAgent(createSimulation(9));
    const answer = await call("agent.monitor", { query: { loglevel: "loud" } });
    expect([answer.status, answer.text()]).toEqual([400, "Bad request: Unknown log level: loud"]);
  });

  test("tells who may not read the agent nothing, not even what is wrong", async () => {
    const { as, token } = await startGuardedAgent(10);
    const { SecretID } = await token('agent "n2" { policy = "read" }');
    const said = await as(SecretID, "agent.monitor", { query: { loglevel: "loud" } });
    expect(said).toBe("403 Permission denied");
  });
});
