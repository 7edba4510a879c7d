import { boolFlag, textFlag } from "../../command/flags.ts";
import { type ApiCall, apiCommand, refusalOf } from "../api/api-command.ts";
import { recordOf, textOf } from "../api/json-shapes.ts";
import { commandError } from "../errors.ts";

const flags = { disable: boolFlag(), enable: boolFlag(), reason: textFlag(), service: textFlag() };

type Call = ApiCall<typeof flags>;

/** Puts the node or one of its services into maintenance, takes it out, or shows what is in it. */
export const command = apiCommand({
  summary: "Controls node or service maintenance mode",
  usage: "maint [options]",
  asks: "agent",
  flags,
  unreachable({ flags: { enable, disable, service } }) {
    if (!enable && !disable) return "Error querying Consul agent";
    return `Error ${enable ? "enabling" : "disabling"} ${service === "" ? "node" : "service"} maintenance`;
  },
  async run(call) {
    const { disable, enable, reason, service } = call.flags;
    if (enable && disable) return call.fail(commandError("enable-and-disable-flags"));
    if (!enable && reason !== "") return call.fail(commandError("reason-flag-without-enable-flag"));
    if (!enable && !disable && service !== "") return call.fail(commandError("maintenance-flag-missing"));
    if (!enable && !disable) return show(call);
    const query = { enable: String(enable), reason: reason === "" ? undefined : reason };
    const verb = enable ? "enabl" : "disabl";
    const answer =
      service === ""
        ? await call.client.call("agent.maintenance", { query })
        : await call.client.call("agent.service-maintenance", { rest: service, query });
    const what = service === "" ? "node" : "service";
    if (answer.status !== 200)
      return call.fail(commandError("error-changing-maintenance", verb, what, refusalOf(answer)));
    call.say(
      service === ""
        ? `Node maintenance is now ${verb}ed`
        : `Service maintenance is now ${verb}ed for ${JSON.stringify(service)}`,
    );
    return 0;
  },
});

async function show(call: Call): Promise<number> {
  const self = await call.client.call("agent.self");
  if (self.status !== 200) return call.fail(commandError("error-querying-consul-agent", refusalOf(self)));
  const name = textOf(recordOf(recordOf(self.json()).Config).NodeName);
  const answer = await call.client.call("agent.checks");
  if (answer.status !== 200) return call.fail(commandError("error-querying-checks", refusalOf(answer)));
  for (const one of Object.values(recordOf(answer.json())).map(recordOf)) {
    const id = textOf(one.CheckID);
    if (id === "_node_maintenance") {
      call.say(`Node:\n  Name:   ${name}\n  Reason: ${textOf(one.Notes)}\n`);
    } else if (id.startsWith("_service_maintenance:")) {
      call.say(`Service:\n  ID:     ${textOf(one.ServiceID)}\n  Reason: ${textOf(one.Notes)}\n`);
    }
  }
  return 0;
}
