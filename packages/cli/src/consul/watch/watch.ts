import { followWatch, readWatchPlan, type WatchAnswer, type WatchPlan } from "@tutti/agent-api";
import { createStop, fromUnknown, onInterrupt } from "@tutti/runtime";
import { encodeExactJson, parseExactJson } from "@tutti/values";
import { boolFlag, listFlag, readGoBool, textFlag } from "../../command/flags.ts";
import { type ApiCall, apiCommand, refusalOf } from "../api/api-command.ts";
import { childOf, runChild } from "../api/child.ts";
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
  deltas: boolFlag(),
};

type Call = ApiCall<typeof flags>;

/** Watches, and gives what it sees to a program, or shows it once. */
export const command = apiCommand({
  summary: "Watch for changes in Consul",
  usage: "watch [options] [child...]",
  flags,
  async run(call) {
    const { type, passingonly } = call.flags;
    if (type === "") return call.misuse(commandError("watch-type-missing"));
    if (passingonly !== "" && readGoBool(passingonly) === undefined)
      return call.fail(commandError("watch-passingonly-invalid", JSON.stringify(passingonly)));
    const read = readWatchPlan(parametersOf(call));
    if (typeof read === "string") return call.fail(commandError("watch-flags-invalid", read));
    if (call.flags.deltas && !hasDeltas(call)) return call.fail(commandError("watch-deltas-of-others"));
    const plan = call.flags.deltas ? { ...read, shape: (changes: unknown) => changes } : read;
    const self = await call.client.call("agent.self");
    if (self.status !== 200) return call.fail(commandError("error-querying-consul-agent", refusalOf(self)));
    return follow(call, plan);
  },
});

/** The flags that were given, as the parameters that files would have. */
function parametersOf({ flags: given, query }: Call): Readonly<Record<string, unknown>> {
  const { type, key, prefix, service, tag, passingonly, state, name } = given;
  const texts = Object.entries({ type, key, prefix, service, state, name }).filter(
    ([, value]) => value !== "",
  );
  return {
    ...Object.fromEntries(texts),
    ...(tag.length === 0 ? {} : { tag }),
    ...(query["stale"] === undefined ? {} : { stale: true }),
    ...(passingonly === "" ? {} : { passingonly: readGoBool(passingonly) === true }),
  };
}

/** Whether what is watched can be told change by change. */
function hasDeltas({ flags: { type, tag, passingonly } }: Call): boolean {
  return ["key", "keyprefix", "service"].includes(type) && tag.length === 0 && passingonly === "";
}

/** Until a signal comes, the program fails, or, without one, what is there was shown. */
async function follow(call: Call, plan: WatchPlan): Promise<number> {
  const { runtime } = call;
  const stop = createStop();
  let status = 0;
  let begins = true;
  const forget = onInterrupt(runtime.processes, () => stop.abort(new Error("interrupted")));
  await followWatch({
    plan,
    clock: runtime.clock,
    stop: stop.signal,
    ask: (asked, index, signal) => ask(call, asked, index, signal),
    parse: parseExactJson,
    async handle(index, seen) {
      // What is there stands in front of the changes, and is none.
      const isStart = call.flags.deltas && begins;
      begins = false;
      if (isStart) return;
      if (call.rest.length === 0) {
        call.say(encodeExactJson(seen, "    "));
        if (!call.flags.deltas) stop.abort();
        return;
      }
      const why = await runHandler(call, index, seen, stop.signal);
      if (why === undefined || stop.signal.aborted) return;
      status = call.fail(commandError("error-executing-handler", why));
      stop.abort();
    },
    failed: (why, retryMs) => {
      begins = true;
      call.fail(commandError("watch-errored", plan.type, why, `${retryMs / 1000}s`));
    },
  });
  forget();
  return status;
}

async function ask(
  call: Call,
  { route, rest, query }: WatchPlan,
  index: string | undefined,
  signal: AbortSignal,
): Promise<WatchAnswer> {
  const deltas = call.flags.deltas && index !== undefined ? "" : undefined;
  const answer = await call.client.call(route, { rest, query: { ...query, index, deltas }, signal });
  return {
    status: answer.status,
    index: answer.headers.get("x-consul-index") ?? "",
    text: answer.text(),
  };
}

/** Why the program did not end well. */
async function runHandler(
  call: Call,
  index: string,
  seen: unknown,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const result = await runChild(call.context, childOf(call.rest, call.flags.shell, call.runtime), {
      input: `${encodeExactJson(seen)}\n`,
      variables: { CONSUL_INDEX: index },
      signal,
    });
    if (result.exitCode === 0) return undefined;
    return result.exitCode === undefined ? `signal: ${result.signal}` : `exit status ${result.exitCode}`;
  } catch (error) {
    return fromUnknown(error, "handler").message;
  }
}
