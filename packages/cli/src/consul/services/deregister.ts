import { textFlag } from "../../command/flags.ts";
import { apiCommand, refusalOf } from "../api/api-command.ts";
import { commandError } from "../errors.ts";
import { servicesOfFiles } from "./service-files.ts";

/** Deregisters services from the agent: those of files, or one by its id. */
export const command = apiCommand({
  summary: "Deregister services with the local agent",
  usage: "services deregister [options] [FILE...]",
  isNamespaced: true,
  flags: { id: textFlag() },
  unreachable: "Error deregistering service",
  async run(call) {
    const { id } = call.flags;
    if (call.rest.length === 0 && id === "") {
      return call.fail(commandError("service-to-deregister-not-named"));
    }
    if (call.rest.length > 0 && id !== "") {
      return call.fail(commandError("service-to-deregister-named-twice"));
    }
    const services = id === "" ? await servicesOfFiles(call.rest, call.runtime) : [{ ID: id }];
    if (typeof services === "string") return call.fail(commandError("service-file-invalid", services));
    for (const service of services) {
      const own = String(
        ("ID" in service ? service.ID : undefined) ?? ("Name" in service ? service.Name : "") ?? "",
      );
      const answer = await call.client.call("agent.service-deregister", { rest: own });
      if (answer.status !== 200) {
        return call.fail(commandError("error-deregistering-service", JSON.stringify(own), refusalOf(answer)));
      }
      call.say(`Deregistered service: ${own}`);
    }
    return 0;
  },
});
