import { expect, test } from "vitest";
import { createAgentTerminal } from "../../../testkit/agent-terminal.ts";

const consul = { product: "consul" } as const;

test("monitor shows what the agent logs as it comes, from its level on, until a signal ends it", async () => {
  const terminal = await createAgentTerminal();
  const debug = terminal.begin("monitor -log-level=debug", consul);
  const info = terminal.begin("monitor", consul);
  const json = terminal.begin("monitor -log-level debug -log-json", consul);
  // By the end of the first they are there.
  await terminal.consul("members");
  await terminal.consul("acl token list");
  const line = "GET /v1/acl/tokens: 401 acl-support-disabled";
  expect(debug.text()).toMatch(new RegExp(`\\[DEBUG\\] http: ${line}\n$`));
  expect(JSON.parse(json.text())).toMatchObject({ "@level": "debug", "@message": line });
  expect(info.text()).toBe("");
  expect(await debug.interrupt()).toMatchObject({ status: 0, err: "" });
});
