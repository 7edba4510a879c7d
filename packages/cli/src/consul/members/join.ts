import { boolFlag } from "../../command/flags.ts";
import { apiCommand, refusalOf } from "../api/api-command.ts";
import { commandError } from "../errors.ts";

/** Makes the agent join others. */
export const command = apiCommand({
  summary: "Tell Consul agent to join cluster",
  usage: "join [options] address ...",
  asks: "agent",
  flags: { wan: boolFlag() },
  unreachable: ({ rest: [address = ""] }) => `Error joining address '${address}'`,
  async run(call) {
    if (call.rest.length === 0) return call.misuse(commandError("address-to-join-missing"));
    let joined = 0;
    for (const address of call.rest) {
      const query = { wan: call.flags.wan ? "1" : undefined };
      const answer = await call.client.call("agent.join", { rest: address, query });
      if (answer.status === 200) joined++;
      else call.fail(commandError("error-joining-address", address, refusalOf(answer)));
    }
    if (joined === 0) return call.fail(commandError("failed-to-join-any-nodes"));
    call.say(`Successfully joined cluster by contacting ${joined} nodes.`);
    return 0;
  },
});
