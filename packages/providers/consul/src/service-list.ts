import { block, Fields, isRecord, type ListDefinition, optional, type Plain } from "@tutti/plugin";
import { STRING } from "@tutti/values";
import type { ConsulClient } from "./consul-client.ts";

/** Services of the agent, or of a node of the catalog. */
export const SERVICE_LIST: ListDefinition<ConsulClient> = {
  block: block({
    name: optional(STRING, { description: "Those of this name alone." }),
    node: optional(STRING, { description: "A node of the catalog; left out: the agent itself." }),
    datacenter: optional(STRING, { description: "By default the provider's." }),
  }),
  async *list(config, { client, signal }) {
    const node = config.string("node");
    const answer =
      node === undefined
        ? await client.call("agent.services", { of: config, signal })
        : record(await client.call("catalog.node", { of: config, rest: node, signal })).Services;
    const services = Object.values(record(answer)).map((one) => new Fields(record(one)));
    const wanted = config.string("name");
    const found = services.filter((one) => wanted === undefined || one.string("Service") === wanted);
    for (const one of found.toSorted((a, b) => (a.text("ID") < b.text("ID") ? -1 : 1)))
      yield {
        displayName: one.text("Service"),
        identity: { service_id: one.text("ID"), node: node ?? null },
      };
  },
};

function record(value: Plain | undefined): Readonly<Record<string, Plain | undefined>> {
  return isRecord(value) ? value : {};
}
