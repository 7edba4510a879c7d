import { apiCommand, refusalOf } from "../api/api-command.ts";
import { commandError } from "../errors.ts";

/** Makes the agent read its configuration anew. */
export const command = apiCommand({
  summary: "Triggers the agent to reload configuration files",
  usage: "reload",
  asks: "agent",
  flags: {},
  unreachable: "Error reloading",
  async run(call) {
    const answer = await call.client.call("agent.reload");
    if (answer.status !== 200) return call.fail(commandError("error-reloading", refusalOf(answer)));
    call.say("Configuration reload triggered");
    return 0;
  },
});
