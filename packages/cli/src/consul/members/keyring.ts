import type { RouteId } from "@tutti/agent-api";
import { boolFlag, numberFlag, textFlag } from "../../command/flags.ts";
import { productName } from "../../command/product.ts";
import { apiCommand, refusalOf } from "../api/api-command.ts";
import { recordOf, recordsOf, textOf } from "../api/json-shapes.ts";
import { commandError } from "../errors.ts";

const ACTIONS = {
  install: "operator.keyring-install",
  use: "operator.keyring-use",
  remove: "operator.keyring-remove",
} as const;

/** Lists and changes the keys of gossip. */
export const command = apiCommand({
  summary: "Manages gossip layer encryption keys",
  usage: "keyring [options]",
  asks: "agent",
  flags: {
    install: textFlag(),
    list: boolFlag(),
    remove: textFlag(),
    use: textFlag(),
    "relay-factor": numberFlag(0),
    "local-only": boolFlag(),
  },
  unreachable: "error",
  async run(call) {
    const actions = (["install", "use", "remove"] as const).filter((name) => call.flags[name] !== "");
    const count = actions.length + (call.flags.list ? 1 : 0);
    if (count === 0)
      return call.fail(commandError("keyring-without-an-action", productName(call.context.product).command));
    if (count > 1) return call.fail(commandError("keyring-with-several-actions"));
    if (call.given("local-only") && !call.flags.list)
      return call.fail(commandError("keyring-local-only-without-list"));
    if (call.flags.list) call.say("==> Gathering installed encryption keys...");
    const [action] = actions;
    const route: RouteId = action === undefined ? "operator.keyring-list" : ACTIONS[action];
    const relay = call.flags["relay-factor"];
    const query = {
      "local-only": call.flags["local-only"] ? "true" : undefined,
      "relay-factor": relay === 0 ? undefined : String(relay),
    };
    const body = action === undefined ? {} : { body: { Key: call.flags[action] } };
    const answer = await call.client.call(route, { ...body, query });
    if (answer.status !== 200) return call.fail(commandError("keyring-action-failed", refusalOf(answer)));
    for (const ring of recordsOf(answer.json())) {
      call.say(`\n${textOf(ring.Datacenter)} (${ring.WAN === true ? "WAN" : "LAN"}):`);
      const nodes = textOf(ring.NumNodes);
      for (const [key, holders] of Object.entries(recordOf(ring.Keys)))
        call.say(`  ${key} [${textOf(holders)}/${nodes}]`);
    }
    return 0;
  },
});
