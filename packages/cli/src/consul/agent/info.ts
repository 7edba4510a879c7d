import { apiCommand, refusalOf } from "../api/api-command.ts";
import { recordOf, textOf } from "../api/json-shapes.ts";
import { commandError } from "../errors.ts";

/** What the agent counts and knows of itself. */
export const command = apiCommand({
  summary: "Provides debugging information for operators",
  usage: "info [options]",
  asks: "agent",
  flags: {},
  unreachable: "Error querying agent",
  async run(call) {
    const answer = await call.client.call("agent.self");
    if (answer.status !== 200) return call.fail(commandError("error-querying-agent", refusalOf(answer)));
    const stats = recordOf(recordOf(answer.json()).Stats);
    for (const section of Object.keys(stats).sort()) {
      call.say(`${section}:`);
      const values = recordOf(stats[section]);
      for (const name of Object.keys(values).sort()) call.say(`\t${name} = ${textOf(values[name])}`);
    }
    return 0;
  },
});
