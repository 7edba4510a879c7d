import { listFlag, numberFlag, textFlag } from "../../command/flags.ts";
import { type ApiCall, apiCommand, refusalOf } from "../api/api-command.ts";
import { pairsFlag } from "../api/pairs-flag.ts";
import { commandError } from "../errors.ts";
import { servicesOfFiles } from "./service-files.ts";

const flags = {
  address: textFlag(),
  id: textFlag(),
  kind: textFlag(),
  meta: pairsFlag(),
  name: textFlag(),
  port: numberFlag(0),
  tag: listFlag(),
  "tagged-address": pairsFlag(),
};

type Call = ApiCall<typeof flags>;

/** Registers services with the agent: out of files, or one out of flags. */
export const command = apiCommand({
  summary: "Register services with the local agent",
  usage: "services register [options] [FILE...]",
  isNamespaced: true,
  flags,
  unreachable: "Error registering service",
  async run(call) {
    const own = call.flags.name !== "";
    if (call.rest.length === 0 && !own) {
      return call.fail(commandError("service-to-register-missing"));
    }
    if (call.rest.length > 0 && own) {
      return call.fail(commandError("service-to-register-given-twice"));
    }
    const services = own ? [serviceOfFlags(call)] : await servicesOfFiles(call.rest, call.runtime);
    if (typeof services === "string") return call.fail(commandError("service-file-invalid", services));
    for (const service of services) {
      const answer = await call.client.call("agent.service-register", { body: service });
      const name = String(service.Name ?? "");
      if (answer.status !== 200)
        return call.fail(commandError("error-registering-service", JSON.stringify(name), refusalOf(answer)));
      call.say(`Registered service: ${name}`);
    }
    return 0;
  },
});

function serviceOfFlags(call: Call): Readonly<Record<string, unknown>> {
  const { flags: given } = call;
  const pairs = (list: readonly string[]): [string, string][] =>
    list.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]);
  const tagged = pairs(given["tagged-address"]).map(([tag, address]) => {
    const colon = address.lastIndexOf(":");
    const port = Number(address.slice(colon + 1));
    return [tag, { Address: address.slice(0, colon), Port: port }];
  });
  return {
    ID: given.id,
    Name: given.name,
    ...(given.kind === "" ? {} : { Kind: given.kind }),
    Address: given.address,
    Port: given.port,
    Tags: given.tag,
    Meta: Object.fromEntries(pairs(given.meta)),
    ...(tagged.length === 0 ? {} : { TaggedAddresses: Object.fromEntries(tagged) }),
  };
}
