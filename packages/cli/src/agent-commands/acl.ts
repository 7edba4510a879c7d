import { Buffer } from "node:buffer";
import { formatToken } from "./acl-format.ts";
import { SHOW_FLAGS, show } from "./acl-show.ts";
import { apiCommand, refusalOf } from "./api-command.ts";
import { argumentData } from "./argument-data.ts";
import { recordOf } from "./json-shapes.ts";

export const bootstrap = apiCommand({
  summary: "Bootstrap Consul's ACL system",
  usage: "acl bootstrap [options]",
  flags: SHOW_FLAGS,
  unreachable: "Failed ACL bootstrapping",
  async run(call) {
    const answer = await call.client.call("acl.bootstrap");
    if (answer.status !== 200) return call.fail(`Failed ACL bootstrapping: ${refusalOf(answer)}`);
    return show(call, recordOf(answer.json()), formatToken);
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
  flags: {},
  unreachable: "Failed to set ACL token",
  async run(call) {
    const [type = "", token = ""] = call.rest;
    if (call.rest.length !== 2)
      return call.misuse("Error: Must specify two arguments: the token type and the token");
    const name = AGENT_TOKENS.get(type);
    if (name === undefined) return call.fail("Unknown token type");
    const answer = await call.client.call("agent.token", { rest: name, body: { Token: token } });
    if (answer.status !== 200)
      return call.fail(`Failed to set ACL token ${JSON.stringify(type)}: ${refusalOf(answer)}`);
    call.say(`ACL token ${JSON.stringify(type)} set successfully`);
    return 0;
  },
});

export const translateRules = apiCommand({
  summary: "Translate the legacy rule syntax into the current syntax",
  usage: "acl translate-rules [options] TRANSLATE",
  flags: {},
  unreachable: "Error translating rules",
  async run(call) {
    const [rules] = call.rest;
    if (rules === undefined) return call.fail("Error! Missing TRANSLATE argument");
    if (call.rest.length > 1) return call.fail(`Too many arguments (expected 1, got ${call.rest.length})`);
    const body = Buffer.from(await argumentData(rules, call.context));
    const answer = await call.client.call("acl.rules-translate", { body });
    if (answer.status !== 200) return call.fail(`Error translating rules: ${refusalOf(answer)}`);
    call.say(answer.text());
    return 0;
  },
});
