import { boolFlag } from "../../command/flags.ts";
import { type ApiCall, apiCommand, refusalOf } from "../api/api-command.ts";
import { columns } from "../api/columns.ts";
import { type JsonRecord, recordOf, recordsOf, textOf } from "../api/json-shapes.ts";
import { commandError } from "../errors.ts";
import { pairOf, shown } from "./shown.ts";

type Call = ApiCall<Record<never, never>>;

/** Consul exits so, too, when a connection is denied. */
const EXIT_DENIED = 1;
const EXIT_FAILED = 2;

export const check = apiCommand({
  summary: "Check whether a connection between two services is allowed",
  usage: "intention check [options] SRC DST",
  isNamespaced: true,
  flags: {},
  statuses: { misuse: EXIT_FAILED, unreachable: EXIT_FAILED },
  unreachable: "Error checking the connection",
  async run(call) {
    const names = pairOf(call.rest);
    if (names === undefined) return call.fail(commandError("intention-to-check-not-named"), EXIT_FAILED);
    const answer = await call.client.call("connect.intention-check", {
      query: { ...names, "source-type": "consul" },
    });
    if (answer.status !== 200)
      return call.fail(commandError("error-checking-the-connection", refusalOf(answer)), EXIT_FAILED);
    const allowed = recordOf(answer.json()).Allowed === true;
    call.say(allowed ? "Allowed" : "Denied");
    return allowed ? 0 : EXIT_DENIED;
  },
});

export const match = apiCommand({
  summary: "Show intentions that match a source or destination",
  usage: "intention match [options] SRC|DST",
  isNamespaced: true,
  flags: { destination: boolFlag(), source: boolFlag() },
  statuses: { misuse: EXIT_FAILED },
  unreachable: "Error matching the connection",
  async run(call) {
    const { destination, source } = call.flags;
    if (destination && source) return call.fail(commandError("source-and-destination-flags"));
    const [name] = call.rest;
    if (name === undefined || call.rest.length > 1)
      return call.fail(commandError("intention-match-argument-missing"));
    const query = { by: source ? "source" : "destination", name };
    const answer = await call.client.call("connect.intention-match", { query });
    if (answer.status !== 200)
      return call.fail(commandError("error-matching-the-connection", refusalOf(answer)));
    for (const one of recordsOf(recordOf(answer.json())[name])) call.say(shown(one));
    return 0;
  },
});

/** One intention, by its id or by source and destination. */
async function find(call: Call): Promise<JsonRecord | string> {
  const [id, ...more] = call.rest;
  const names = pairOf(call.rest);
  if (names !== undefined) {
    const answer = await call.client.call("connect.intention-exact-read", { query: names });
    if (answer.status === 200) return recordOf(answer.json());
    if (answer.status !== 404) return `Error: ${refusalOf(answer)}`;
    return `Intention not found with source ${JSON.stringify(names.source)} and destination ${JSON.stringify(names.destination)}`;
  }
  if (id === undefined || more.length > 0) return "command requires exactly 1 or 2 arguments";
  const answer = await call.client.call("connect.intention-read", { rest: id });
  if (answer.status === 200) return recordOf(answer.json());
  if (answer.status === 404) return `Intention not found with ID ${JSON.stringify(id)}`;
  // By an ID that is none it is said in other words than elsewhere.
  return answer.status === 400
    ? `Error reading the intention: Unexpected response 400: ${answer.text()}`
    : `Error reading the intention: ${refusalOf(answer)}`;
}

export const read = apiCommand({
  summary: "Show information about an intention",
  usage: "intention get [options] SRC DST | ID",
  connectsFirst: true,
  isNamespaced: true,
  flags: {},
  unreachable: "Error reading the intention",
  async run(call) {
    const found = await find(call);
    if (typeof found === "string") return call.fail(commandError("intention-to-show-not-found", found));
    const meta = Object.entries(recordOf(found.Meta)).map(([key, value]) => [`Meta[${key}]:`, textOf(value)]);
    const id = textOf(found.ID);
    const description = textOf(found.Description);
    call.say(
      columns([
        ["Source:", textOf(found.SourceName)],
        ["Destination:", textOf(found.DestinationName)],
        ["Action:", textOf(found.Action)],
        ...(id === "" ? [] : [["ID:", id]]),
        ...(description === "" ? [] : [["Description:", description]]),
        ...meta,
        ["Created At:", textOf(found.CreatedAt)],
      ]),
    );
    return 0;
  },
});

export const remove = apiCommand({
  summary: "Delete an intention",
  usage: "intention delete [options] SRC DST | ID",
  connectsFirst: true,
  isNamespaced: true,
  flags: {},
  unreachable: "Error deleting the intention",
  async run(call) {
    const names = pairOf(call.rest);
    const [id = ""] = call.rest;
    if (names === undefined && call.rest.length !== 1)
      return call.fail(commandError("intention-to-delete-not-named"));
    const answer =
      names === undefined
        ? await call.client.call("connect.intention-delete", { rest: id })
        : await call.client.call("connect.intention-exact-delete", { query: names });
    if (answer.status !== 200)
      return call.fail(commandError("error-deleting-the-intention", refusalOf(answer)));
    call.say("Intention deleted.");
    return 0;
  },
});

export const list = apiCommand({
  summary: "List intentions",
  usage: "intention list",
  isNamespaced: true,
  flags: {},
  unreachable: "Failed to retrieve the intentions list",
  async run(call) {
    const answer = await call.client.call("connect.intention-list");
    if (answer.status !== 200)
      return call.fail(commandError("failed-to-retrieve-the-intentions-list", refusalOf(answer)));
    const rows = recordsOf(answer.json()).map((one) =>
      [one.ID, one.SourceName, one.Action, one.DestinationName, one.Precedence].map(textOf),
    );
    if (rows.length === 0) return call.fail(commandError("no-intentions"), 2);
    call.say(columns([["ID", "Source", "Action", "Destination", "Precedence"], ...rows]));
    return 0;
  },
});
