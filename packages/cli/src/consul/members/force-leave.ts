import { boolFlag } from "../../command/flags.ts";
import { apiCommand, refusalOf } from "../api/api-command.ts";
import { commandError } from "../errors.ts";

/** Declares a failed member as left. */
export const command = apiCommand({
  summary: 'Forces a member of the cluster to enter the "left" state',
  usage: "force-leave [options] name",
  asks: "agent",
  flags: { prune: boolFlag(), wan: boolFlag() },
  unreachable: "Error force leaving",
  async run(call) {
    const [node] = call.rest;
    if (node === undefined || call.rest.length > 1) {
      return call.misuse(commandError("node-to-leave-not-named"));
    }
    const query = { prune: call.flags.prune ? "1" : undefined, wan: call.flags.wan ? "1" : undefined };
    const answer = await call.client.call("agent.force-leave", { rest: node, query });
    return answer.status === 200 ? 0 : call.fail(commandError("error-force-leaving", refusalOf(answer)));
  },
});
