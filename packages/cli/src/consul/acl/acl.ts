import { apiCommand, refusalOf } from "../api/api-command.ts";
import { recordOf } from "../api/json-shapes.ts";
import { commandError } from "../errors.ts";
import { formatToken } from "./format.ts";
import { SHOW_FLAGS, showOne } from "./show.ts";

export const bootstrap = apiCommand({
  summary: "Bootstrap Consul's ACL system",
  usage: "acl bootstrap [options]",
  flags: SHOW_FLAGS,
  unreachable: "Failed ACL bootstrapping",
  async run(call) {
    const answer = await call.client.call("acl.bootstrap");
    if (answer.status !== 200) return call.fail(commandError("failed-acl-bootstrapping", refusalOf(answer)));
    return showOne(call, recordOf(answer.json()), formatToken);
  },
});

/** Names of the command, and of the API. */
const AGENT_TOKENS = new Map([
  ["default", "default"],
  ["agent", "agent"],
  ["master", "agent_master"],
  ["replication", "replication"],
]);

export const setAgentToken = apiCommand({
  summary: "Assign tokens for the Consul Agent's usage",
  usage: "acl set-agent-token [options] TYPE TOKEN",
  connecting: "connecting to Consul Agent",
  flags: {},
  unreachable: "Failed to set ACL token",
  async run(call) {
    const [type = "", token = ""] = call.rest;
    if (call.rest.length === 0) return call.fail(commandError("agent-token-arguments-missing"));
    if (call.rest.length > 2) return call.fail(commandError("acl-arguments-too-many", 2, call.rest.length));
    const name = AGENT_TOKENS.get(type);
    if (call.rest.length === 1)
      return call.fail(commandError(name === undefined ? "agent-token-type-missing" : "agent-token-missing"));
    await call.connect();
    if (name === undefined) return call.fail(commandError("agent-token-type-unknown"));
    const answer = await call.client.call("agent.token", { rest: name, body: { Token: token } });
    if (answer.status !== 200)
      return call.fail(commandError("failed-to-set-acl-token", JSON.stringify(type), refusalOf(answer)));
    call.say(`ACL token ${JSON.stringify(type)} set successfully`);
    return 0;
  },
});
