import { listFlag, numberFlag, textFlag } from "../../command/flags.ts";
import { type ApiCall, apiCommand, refusalOf } from "../api/api-command.ts";
import { commandError } from "../errors.ts";
import { servicesOfFiles } from "./service-files.ts";

const flags = {
  address: textFlag(),
  id: textFlag(),
  kind: textFlag(),
  meta: listFlag(),
  name: textFlag(),
  port: numberFlag(0),
  tag: listFlag(),
  "tagged-address": listFlag(),
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
    const own = call.uses.some(({ name }) => Object.hasOwn(flags, name));
    if (call.rest.length === 0 && !own) {
      return call.fail(commandError("service-to-register-missing"));
    }
    if (call.rest.length > 0 && own) {
      return call.fail(commandError("service-to-register-given-twice"));
    }
    for (const name of ["meta", "tagged-address"] as const) {
      const bad = call.flags[name].find((pair) => !pair.includes("="));
      if (bad !== undefined) {
        return call.misuse(commandError("meta-flag-without-equals-sign", JSON.stringify(bad), name, bad));
      }
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
