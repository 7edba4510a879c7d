import { printableName } from "@tutti/values";
import { boolFlag, textFlag } from "../../command/flags.ts";
import { apiCommand, refusalOf } from "../api/api-command.ts";
import { columns } from "../api/columns.ts";
import { recordOf, textOf, textsOf } from "../api/json-shapes.ts";
import { pairsFlag } from "../api/pairs-flag.ts";
import { commandError } from "../errors.ts";

/** Lists services, all of them or those of a node. */
export const command = apiCommand({
  summary: "Lists all registered services in a datacenter",
  usage: "catalog services [options]",
  isNamespaced: true,
  flags: { node: textFlag(), "node-meta": pairsFlag(), tags: boolFlag() },
  unreachable: "Error listing services",
  async run(call) {
    if (call.rest.length > 0) return call.fail(commandError("too-many-arguments-for-none", call.rest.length));
    const { node } = call.flags;
    const meta = call.flags["node-meta"].map((pair) => pair.replace("=", ":"));
    const answer =
      node === ""
        ? await call.client.call("catalog.services", { query: { ...call.query, "node-meta": meta } })
        : await call.client.call("catalog.node", { rest: node, query: call.query });
    if (answer.status !== 200) return call.fail(commandError("error-listing-services", refusalOf(answer)));
    const services = new Map<string, readonly string[]>();
    if (node === "") {
      for (const [name, tags] of Object.entries(recordOf(answer.json()))) services.set(name, textsOf(tags));
    } else {
      for (const one of Object.values(recordOf(recordOf(answer.json()).Services))) {
        const service = recordOf(one);
        const name = textOf(service.Service);
        services.set(name, [...new Set([...(services.get(name) ?? []), ...textsOf(service.Tags)])]);
      }
    }
    if (services.size === 0) {
      return call.fail(commandError("no-services-match"), 0);
    }
    const names = [...services.keys()].sort();
    call.say(
      call.flags.tags
        ? columns(
            names.map((name) => [name, [...(services.get(name) ?? [])].sort().join(",")]),
            "    ",
          )
        : names.map(printableName).join("\n"),
    );
    return 0;
  },
});
