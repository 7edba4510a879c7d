import { apiCommand, refusalOf } from "../api/api-command.ts";
import { commandError } from "../errors.ts";

/** Makes the agent leave and end. */
export const command = apiCommand({
  summary: "Gracefully leaves the Consul cluster and shuts down",
  usage: "leave [options]",
  asks: "agent",
  flags: {},
  unreachable: "Error leaving",
  async run(call) {
    if (call.rest.length > 0) {
      call.context.stdout.write(
        `Usage: ${call.context.product === "consul" ? "consul" : "tutti"} leave [options]\n`,
      );
      return call.fail(commandError("unexpected-arguments", call.rest.join(" ")));
    }
    const answer = await call.client.call("agent.leave");
    if (answer.status !== 200) return call.fail(commandError("error-leaving", refusalOf(answer)));
    call.say("Graceful leave complete");
    return 0;
  },
});
