import { startGuardedAgent, startSimulatedAgent } from "@tutti/agent/testkit";
import type { CallOptions, RouteId } from "@tutti/agent-api";
import { createSimulation } from "@tutti/simulation";
import { expect, test } from "vitest";
// Loaded beforehand: simulated time would not wait for the real disk.
import "./certificates.ts";

const off = "500 Connect must be enabled in order to use this endpoint";

test.each<[RouteId, CallOptions, string]>([
  ["connect.ca-roots", {}, off],
  ["connect.ca-configuration", {}, off],
  ["connect.ca-configure", { body: {} }, off],
  [
    "connect.ca-configure",
    { body: { Provider: "consul", Config: { a: 1 }, ForceWithoutCrossSigning: true } },
    off,
  ],
  ["connect.ca-configure", { body: "{" }, "400 Bad request: Request decode failed: unexpected EOF"],
  [
    "connect.ca-configure",
    { body: { Provider: 5 } },
    "400 Bad request: Request decode failed: json: cannot unmarshal",
  ],
  ["agent.connect-ca-roots", {}, off],
  ["agent.connect-ca-leaf", { rest: "web" }, off],
  ["agent.connect-ca-leaf", { rest: "" }, "500 URI must be either service or agent"],
])("without a certificate authority: %s %j", async (route, options, wanted) => {
  const { call } = await startSimulatedAgent(createSimulation(91));
  const answer = await call(route, options);
  expect(`${answer.status} ${answer.text()}`).toContain(wanted);
});

test.each<[RouteId, string, string]>([
  ["connect.ca-roots", "", "500"],
  ["connect.ca-configuration", "", "403"],
  ["connect.ca-configuration", 'operator = "read"', "500"],
  ["connect.ca-configure", 'operator = "read"', "403"],
  ["connect.ca-configure", 'operator = "write"', "500"],
  ["agent.connect-ca-roots", "", "500"],
])("%s with the rules %j: %s", async (route, rules, status) => {
  const { token, as } = await startGuardedAgent(92);
  const secret = rules === "" ? "" : (await token(rules)).SecretID;
  expect((await as(secret, route, { body: {} })).slice(0, 3)).toBe(status);
});
