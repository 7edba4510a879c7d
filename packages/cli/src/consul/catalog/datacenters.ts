import { apiCommand, refusalOf } from "../api/api-command.ts";
import { textsOf } from "../api/json-shapes.ts";
import { commandError } from "../errors.ts";

/** Lists the datacenters that the agent knows. */
export const command = apiCommand({
  summary: "Lists all known datacenters",
  usage: "catalog datacenters [options]",
  flags: {},
  unreachable: "Error listing datacenters",
  async run(call) {
    if (call.rest.length > 0) return call.fail(commandError("too-many-arguments-for-none", call.rest.length));
    const answer = await call.client.call("catalog.datacenters");
    if (answer.status !== 200) return call.fail(commandError("error-listing-datacenters", refusalOf(answer)));
    for (const name of textsOf(answer.json())) call.say(name);
    return 0;
  },
});
