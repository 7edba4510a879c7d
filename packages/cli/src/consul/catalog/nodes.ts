import { boolFlag, textFlag } from "../../command/flags.ts";
import { apiCommand, refusalOf } from "../api/api-command.ts";
import { columns } from "../api/columns.ts";
import { recordOf, recordsOf, textOf } from "../api/json-shapes.ts";
import { pairsFlag } from "../api/pairs-flag.ts";
import { commandError } from "../errors.ts";

/** Lists nodes, all of them or those of a service. */
export const command = apiCommand({
  summary: "Lists all nodes in the given datacenter",
  usage: "catalog nodes [options]",
  flags: {
    detailed: boolFlag(),
    near: textFlag(),
    "node-meta": pairsFlag(),
    service: textFlag(),
    filter: textFlag(),
  },
  unreachable: "Error listing nodes",
  async run(call) {
    if (call.rest.length > 0) return call.fail(commandError("too-many-arguments-for-none", call.rest.length));
    const { near, service, filter } = call.flags;
    const query = {
      ...call.query,
      near: near === "" ? undefined : near,
      filter: filter === "" ? undefined : filter,
      "node-meta": call.flags["node-meta"].map((pair) => pair.replace("=", ":")),
    };
    const answer =
      service === ""
        ? await call.client.call("catalog.nodes", { query })
        : await call.client.call("catalog.service", { rest: service, query });
    if (answer.status !== 200) return call.fail(commandError("error-listing-nodes", refusalOf(answer)));
    const nodes = recordsOf(answer.json());
    if (nodes.length === 0) return call.fail(commandError("no-nodes-match"), 0);
    const plain = ["Node", "ID", "Address", "DC"];
    const rows = nodes.map((node) => {
      const id = textOf(node.ID);
      const shown = call.flags.detailed ? id : id.slice(0, 8);
      return [textOf(node.Node), shown, textOf(node.Address), textOf(node.Datacenter)];
    });
    if (!call.flags.detailed) {
      call.say(columns([plain, ...rows]));
      return 0;
    }
    const more = nodes.map((node) => [pairs(node.TaggedAddresses), pairs(node.Meta ?? node.NodeMeta)]);
    call.say(
      columns([
        [...plain, "TaggedAddresses", "Meta"],
        ...rows.map((row, at) => [...row, ...(more[at] ?? [])]),
      ]),
    );
    return 0;
  },
});

function pairs(value: unknown): string {
  return Object.entries(recordOf(value))
    .map(([name, one]) => `${name}=${textOf(one)}`)
    .sort()
    .join(", ");
}
