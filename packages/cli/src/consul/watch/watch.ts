import { EMPTY_CHECK_DEFINITION, type RouteId } from "@tutti/agent-api";
import { createStop, fromUnknown } from "@tutti/runtime";
import { boolFlag, listFlag, textFlag } from "../../command/flags.ts";
import { type ApiCall, apiCommand, refusalOf } from "../api/api-command.ts";
import { childOf, runChild } from "../api/child.ts";
import { encodeExactJson, parseExactJson } from "../api/exact-json.ts";
import { type JsonRecord, recordOf, recordsOf } from "../api/json-shapes.ts";
import { commandError } from "../errors.ts";

const flags = {
  type: textFlag(),
  key: textFlag(),
  prefix: textFlag(),
  service: textFlag(),
  tag: listFlag(),
  passingonly: textFlag(),
  state: textFlag(),
  name: textFlag(),
  shell: boolFlag(true),
};

type Call = ApiCall<typeof flags>;

/** What a type of watch asks, or what is wrong with its flags. */
interface Asked {
  readonly route: RouteId;
  readonly rest?: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** What of the answer a handler gets; undefined is not shown. */
  readonly shape: (value: unknown) => unknown;
}

const whole = (value: unknown): unknown => value;

const TYPES = new Map<string, (call: Call) => Asked | string>([
  [
    "key",
    ({ flags: { key } }) =>
      key === ""
        ? "Must specify a single key to watch"
        : { route: "kv.read", rest: key, shape: (value) => withSession(recordsOf(value)[0]) },
  ],
  [
    "keyprefix",
    ({ flags: { prefix } }) =>
      prefix === ""
        ? "Must specify a single prefix to watch"
        : {
            route: "kv.read",
            rest: prefix,
            query: { recurse: "" },
            shape: (value) => (value === undefined ? null : recordsOf(value).map(withSession)),
          },
  ],
  ["services", () => ({ route: "catalog.services", shape: whole })],
  ["nodes", () => ({ route: "catalog.nodes", shape: whole })],
  [
    "service",
    ({ flags: { service, tag, passingonly } }) =>
      service === ""
        ? "Must specify a single service to watch"
        : {
            route: "health.service",
            rest: service,
            query: { tag, passing: passingonly === "true" ? "" : undefined },
            shape: (value) =>
              recordsOf(value).map((one) => ({ ...one, Checks: recordsOf(one.Checks).map(withDefinition) })),
          },
  ],
  [
    "checks",
    ({ flags: { service, state } }) =>
      service !== "" && state !== ""
        ? "Cannot specify service and state"
        : {
            route: service === "" ? "health.state" : "health.checks",
            rest: service === "" ? state || "any" : service,
            shape: (value) => recordsOf(value).map(withDefinition),
          },
  ],
  [
    "event",
    ({ flags: { name } }) => ({
      route: "event.list",
      query: { name: name === "" ? undefined : name },
      shape: whole,
    }),
  ],
]);

/** Watches, and gives what it sees to a program, or shows it once. */
export const command = apiCommand({
  summary: "Watch for changes in Consul",
  usage: "watch [options] [child...]",
  flags,
  async run(call) {
    const { type } = call.flags;
    if (type === "") return call.misuse(commandError("watch-type-missing"));
    const asked = TYPES.get(type)?.(call) ?? `Unsupported watch type: ${type}`;
    if (typeof asked === "string") return call.fail(commandError("watch-flags-invalid", asked));
    return call.rest.length === 0 ? showOnce(call, asked) : follow(call, asked);
  },
});

async function showOnce(call: Call, asked: Asked): Promise<number> {
  const answer = await call.client.call(asked.route, queryOf(call, asked, 0));
  if (answer.status !== 200 && answer.status !== 404) {
    return call.fail(commandError("error-querying-consul-agent", refusalOf(answer)));
  }
  const shown = asked.shape(answer.status === 404 ? undefined : parseExactJson(answer.text()));
  if (shown !== undefined) call.say(encodeExactJson(shown, "    "));
  return 0;
}

/** Between two tries while the agent cannot be asked. */
const RETRY_MS = 3000;

async function follow(call: Call, asked: Asked): Promise<number> {
  const { runtime } = call;
  const stop = createStop();
  const forget = (["SIGINT", "SIGTERM"] as const).map((signal) =>
    runtime.processes.onSignal(signal, () => stop.abort(new Error("interrupted"))),
  );
  let index = 0;
  let last: string | undefined;
  while (!stop.signal.aborted) {
    try {
      const answer = await call.client.call(asked.route, {
        ...queryOf(call, asked, index),
        signal: stop.signal,
      });
      if (answer.status !== 200 && answer.status !== 404) {
        call.fail(commandError("watch-failed", call.flags.type, refusalOf(answer)));
        await runtime.clock.sleep(RETRY_MS, stop.signal);
        continue;
      }
      // An index that goes back means that the agent forgot what it counted.
      index = answer.index < index ? 0 : answer.index;
      const seen = asked.shape(answer.status === 404 ? undefined : parseExactJson(answer.text()));
      if (seen === undefined) continue;
      const shown = encodeExactJson(seen);
      if (shown === last) continue;
      last = shown;
      const child = childOf(call.rest, call.flags.shell, runtime);
      await runChild(call.context, child, {
        input: `${shown}\n`,
        variables: { CONSUL_INDEX: String(index) },
        signal: stop.signal,
      });
    } catch (error) {
      if (stop.signal.aborted) break;
      call.fail(commandError("watch-failed", call.flags.type, fromUnknown(error, "watch").message));
      await runtime.clock.sleep(RETRY_MS, stop.signal).catch(() => {});
    }
  }
  for (const one of forget) one();
  return 0;
}

function queryOf(
  call: Call,
  asked: Asked,
  index: number,
): { readonly rest?: string; readonly query: NonNullable<Asked["query"]> } {
  return {
    ...(asked.rest === undefined ? {} : { rest: asked.rest }),
    query: { ...call.query, ...asked.query, index: index === 0 ? undefined : String(index) },
  };
}

/** Handlers always see a session, and a definition's fields. */
function withSession(pair: JsonRecord | undefined): JsonRecord | undefined {
  return pair === undefined ? undefined : { ...pair, Session: pair.Session ?? "" };
}

function withDefinition(check: JsonRecord): JsonRecord {
  return { ...check, Definition: { ...EMPTY_CHECK_DEFINITION, ...recordOf(check.Definition) } };
}
