import { createSimulation } from "@tutti/simulation";
import { expect, test } from "vitest";
import { startSimulatedAgent } from "../../testkit/index.ts";

test("what is refused is counted and logged by its code, without what follows the path", async () => {
  const lines: string[] = [];
  const { call } = await startSimulatedAgent(
    createSimulation(5),
    {},
    {
      log: (level, line) => lines.push(`${level} ${line}`),
    },
  );
  const put = () => call("kv.write", { rest: "", query: { token: "secret" }, body: "v" });
  await put();
  await put();
  await call("query.delete", { rest: "none" });
  await call("kv.read", { rest: "nothing" });
  const { Counters } = JSON.parse((await call("agent.metrics")).text());
  const refused = (Counters as { Name: string; Count: number; Labels: object }[])
    .filter(({ Name }) => Name === "consul.api.refused")
    .map(({ Count, Labels }) => [Count, Labels]);
  expect(refused).toEqual([
    [2, { code: "key-name-missing" }],
    [1, { code: "query-id-invalid" }],
  ]);
  expect(lines.filter((line) => line.startsWith("debug http:"))).toEqual([
    "debug http: PUT /v1/kv/: 400 key-name-missing",
    "debug http: PUT /v1/kv/: 400 key-name-missing",
    "debug http: DELETE /v1/query/none: 500 query-id-invalid",
  ]);
});
