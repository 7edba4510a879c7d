import { boolFlag } from "../../command/flags.ts";
import { apiCommand, refusalOf } from "../api/api-command.ts";
import { recordOf, recordsOf, textOf } from "../api/json-shapes.ts";
import { commandError } from "../errors.ts";

/** The estimated round trip between two nodes. */
export const command = apiCommand({
  summary: "Estimates network round trip time between nodes",
  usage: "rtt [options] node1 [node2]",
  asks: "agent",
  flags: { wan: boolFlag() },
  unreachable: ({ rest }) =>
    rest.length === 1 ? "Unable to look up agent info" : "Error getting coordinates",
  async run(call) {
    const { rest } = call;
    if (rest.length < 1 || rest.length > 2) return call.misuse(commandError("nodes-to-measure-not-named"));
    await call.connect();
    if (call.flags.wan) {
      if (!rest.every((name) => name.split(".").length === 2)) {
        return call.fail(commandError("nodes-to-measure-without-datacenter"));
      }
      return call.fail(commandError("wan-coordinates-not-supported"));
    }
    const names = [...rest];
    if (names.length === 1) {
      const self = await call.client.call("agent.self");
      if (self.status !== 200)
        return call.fail(commandError("unable-to-look-up-agent-info", refusalOf(self)));
      names.push(textOf(recordOf(recordOf(self.json()).Config).NodeName));
    }
    const answer = await call.client.call("coordinate.nodes");
    if (answer.status !== 200) return call.fail(commandError("error-getting-coordinates", refusalOf(answer)));
    const known = new Map(recordsOf(answer.json()).map((one) => [textOf(one.Node), recordOf(one.Coord)]));
    const missing = names.find((name) => !known.has(name));
    if (missing !== undefined)
      return call.fail(commandError("could-not-find-a-coordinate-for-node", JSON.stringify(missing)));
    const [a = {}, b = {}] = names.map((name) => known.get(name) ?? {});
    const ms = distanceMs(a, b).toFixed(3);
    call.say(`Estimated ${names.join(" <-> ")} rtt: ${ms} ms (using LAN coordinates)`);
    return 0;
  },
});

/** Vivaldi's distance: between the points, and up and down the heights. */
function distanceMs(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): number {
  const numbers = (value: unknown): readonly number[] => (Array.isArray(value) ? value.map(Number) : []);
  const number = (value: unknown): number => (typeof value === "number" ? value : 0);
  const [from, to] = [numbers(a.Vec), numbers(b.Vec)];
  const squares = from.map((x, at) => (x - (to[at] ?? 0)) ** 2).reduce((sum, one) => sum + one, 0);
  const seconds = Math.sqrt(squares) + number(a.Height) + number(b.Height);
  const adjusted = seconds + number(a.Adjustment) + number(b.Adjustment);
  return (adjusted > 0 ? adjusted : seconds) * 1000;
}
