import { boolFlag, textFlag } from "../../command/flags.ts";
import { apiCommand } from "../api/api-command.ts";
import { columns } from "../api/columns.ts";
import { recordOf, recordsOf, textOf } from "../api/json-shapes.ts";
import { commandError } from "../errors.ts";
import { failedAnswer, onlyArgument } from "./asking.ts";

export const list = apiCommand({
  summary: "Lists who reads secrets, and until when",
  usage: "secret lease list [options] [PREFIX]",
  flags: {},
  async run(call) {
    if (call.rest.length > 1)
      return call.fail(commandError("secret-arguments-too-many", 1, call.rest.length));
    const answer = await call.client.call("secret.leases", { rest: call.rest[0] ?? "", query: call.query });
    if (answer.status !== 200) return failedAnswer(call, answer);
    const rows = recordsOf(answer.json()).map((one) => [
      textOf(one["ID"]),
      textOf(one["Version"]),
      textOf(one["Holder"]) || "-",
      textOf(one["ExpireTime"]),
    ]);
    if (rows.length > 0) call.say(columns([["ID", "Version", "Holder", "ExpireTime"], ...rows]));
    return 0;
  },
});

export const renew = apiCommand({
  summary: "Starts the time of a lease anew",
  usage: "secret lease renew [options] LEASE",
  flags: { ttl: textFlag() },
  async run(call) {
    const rest = onlyArgument(call, "LEASE");
    if (rest === undefined) return 1;
    const query = { ttl: call.flags.ttl === "" ? undefined : call.flags.ttl };
    const answer = await call.client.call("secret.lease-renew", { rest, query });
    if (answer.status !== 200) return failedAnswer(call, answer);
    call.say(`Success! The lease ends at ${textOf(recordOf(answer.json())["ExpireTime"])}`);
    return 0;
  },
});

export const revoke = apiCommand({
  summary: "Ends a lease, or all of the secrets below a prefix",
  usage: "secret lease revoke [options] LEASE",
  flags: { prefix: boolFlag() },
  async run(call) {
    const rest = onlyArgument(call, call.flags.prefix ? "PREFIX" : "LEASE");
    if (rest === undefined) return 1;
    const route = call.flags.prefix ? "secret.lease-revoke-prefix" : "secret.lease-revoke";
    const answer = await call.client.call(route, { rest });
    if (answer.status !== 200) return failedAnswer(call, answer);
    call.say(call.flags.prefix ? `Success! Revoked all leases below: ${rest}` : "Success! Lease revoked");
    return 0;
  },
});
