import { Buffer } from "node:buffer";
import { createStop, onInterrupt } from "@tutti/runtime";
import { durationFlag } from "../../command/duration-flag.ts";
import { boolFlag, textFlag } from "../../command/flags.ts";
import { type ApiCall, apiCommand, refusalOf } from "../api/api-command.ts";
import { goRegexpMistake } from "../api/go-regexp.ts";
import { recordOf, textOf } from "../api/json-shapes.ts";
import { commandError } from "../errors.ts";
import { keepSession } from "../lock/session-life.ts";
import { execError } from "./errors.ts";
import { NodeLines, type NodeReply, newReplies } from "./replies.ts";

const flags = {
  node: textFlag(),
  prefix: textFlag("_rexec"),
  service: textFlag(),
  shell: boolFlag(true),
  tag: textFlag(),
  verbose: boolFlag(),
  wait: durationFlag(2_000),
  "wait-repl": durationFlag(200),
};

type Call = ApiCall<typeof flags>;

/** All keys of a job go with its session when whoever asked is gone. */
const SESSION_TTL_MS = 15_000;
/** Where a program ended with another status than 0. */
const EXIT_PROGRAM_FAILED = 2;
/** The event that agents listen to. */
const EVENT = "_rexec";

/** Runs a program on the machines of agents that allow it. */
export const command = apiCommand({
  summary: "Executes a command on Consul nodes",
  usage: "exec [options] [-|command...]",
  flags,
  async run(call) {
    const { node, service, tag } = call.flags;
    for (const [kind, pattern] of Object.entries({ node, service, tag })) {
      const mistake = goRegexpMistake(pattern);
      if (mistake !== undefined) return call.fail(commandError("event-filter-flag-invalid", kind, mistake));
    }
    if (tag !== "" && service === "") return call.misuse(execError("exec-tag-without-service"));
    const script =
      call.rest[0] === "-" && call.rest.length === 1 ? await call.context.stdin.readAll() : undefined;
    if (call.rest.length === 0 || script?.length === 0)
      return call.misuse(execError("exec-without-a-command"));
    const self = await call.client.call("agent.self");
    if (self.status !== 200) return call.fail(commandError("error-querying-consul-agent", refusalOf(self)));
    return withSession(call, (session) => ask(call, session, jobOf(call, script)));
  },
});

/** What agents are to run, in Consul's own form. */
function jobOf({ flags: { shell, wait }, rest }: Call, script: Uint8Array | undefined): object {
  const Wait = Math.round((wait / 2) * 1e6);
  if (script !== undefined)
    return { Command: "", Args: null, Script: Buffer.from(script).toString("base64"), Wait };
  return shell
    ? { Command: rest.join(" "), Args: null, Script: null, Wait }
    : { Command: "", Args: rest, Script: null, Wait };
}

async function withSession(call: Call, run: (session: string) => Promise<number>): Promise<number> {
  const body = { Name: "Remote Exec", Behavior: "delete", TTL: `${SESSION_TTL_MS}ms`, LockDelay: "0s" };
  const made = await call.client.call("session.create", { body });
  if (made.status !== 200) return call.fail(execError("exec-session-not-created", refusalOf(made)));
  const session = textOf(recordOf(made.json())["ID"]);
  const life = keepSession(call, session, SESSION_TTL_MS);
  try {
    return await run(session);
  } finally {
    life.stop();
    await call.client.call("session.destroy", { rest: session }).catch(() => {});
    const rest = `${call.flags.prefix}/${session}`;
    await call.client.call("kv.delete", { rest, query: { recurse: "" } }).catch(() => {});
  }
}

async function ask(call: Call, session: string, job: object): Promise<number> {
  const { node, service, tag, prefix, "wait-repl": replicationMs } = call.flags;
  const written = await call.client.call("kv.write", {
    rest: `${prefix}/${session}/job`,
    query: { acquire: session },
    body: JSON.stringify(job),
  });
  if (written.status !== 200 || written.json() !== true)
    return call.fail(execError("exec-job-not-written", refusalOf(written)));
  await call.runtime.clock.sleep(replicationMs);
  const filled = (text: string): string | undefined => (text === "" ? undefined : text);
  const fired = await call.client.call("event.fire", {
    rest: EVENT,
    query: { node: filled(node), service: filled(service), tag: filled(tag) },
    body: JSON.stringify({ Prefix: prefix, Session: session }),
  });
  if (fired.status !== 200) return call.fail(commandError("error-firing-event", refusalOf(fired)));
  if (call.flags.verbose) call.say(`Fired event ID: ${textOf(recordOf(fired.json())["ID"])}`);
  return follow(call, `${prefix}/${session}/`);
}

/** Tells what nodes say until they are quiet for `-wait`, or the user stops it. */
async function follow(call: Call, prefix: string): Promise<number> {
  const stop = createStop();
  const { processes } = call.runtime;
  const forget = onInterrupt(processes, () => stop.abort());
  const seen = new Set([`${prefix}job`]);
  const told = new Told(call);
  let index = "0";
  try {
    while (!stop.signal.aborted) {
      const query = { recurse: "", index, wait: `${call.flags.wait}ms` };
      const answer = await call.client
        .call("kv.read", { rest: prefix, query, signal: stop.signal })
        .catch((error: unknown) => {
          if (stop.signal.aborted) return undefined;
          throw error;
        });
      if (answer === undefined) break;
      if (answer.status === 404)
        return call.fail(
          execError("exec-replies-not-read", "the session of the job has gone, and the job with it"),
        );
      if (answer.status !== 200) return call.fail(execError("exec-replies-not-read", refusalOf(answer)));
      const replies = newReplies(answer.json(), prefix, seen);
      for (const reply of replies) told.tell(reply);
      if (replies.length === 0 && index !== "0") break;
      index = String(answer.index);
    }
    return told.end();
  } finally {
    forget();
  }
}

/** What nodes told, as lines, and how it came out. */
class Told {
  readonly #call: Call;
  readonly #lines = new NodeLines();
  readonly #nodes = new Set<string>();
  #acknowledged = 0;
  #completed = 0;
  #failed = false;

  constructor(call: Call) {
    this.#call = call;
  }

  tell(reply: NodeReply): void {
    const { node } = reply;
    this.#nodes.add(node);
    switch (reply.kind) {
      case "ack":
        this.#acknowledged += 1;
        if (this.#call.flags.verbose) this.#call.say(`==> ${node}: acknowledged event`);
        return;
      case "heartbeat":
        if (this.#call.flags.verbose) this.#call.say(`==> ${node}: heartbeat received`);
        return;
      case "output":
        this.#say(node, this.#lines.add(node, reply.text));
        return;
      case "exit":
        this.#completed += 1;
        this.#failed ||= reply.status !== 0;
        this.#say(node, this.#lines.rest(node));
        this.#call.say(`==> ${node}: finished with exit code ${reply.status}`);
    }
  }

  end(): number {
    for (const node of this.#nodes) this.#say(node, this.#lines.rest(node));
    this.#call.say(`${this.#completed} / ${this.#acknowledged} node(s) completed / acknowledged`);
    return this.#failed ? EXIT_PROGRAM_FAILED : 0;
  }

  #say(node: string, lines: readonly string[]): void {
    for (const line of lines) this.#call.say(`    ${node}: ${line}`);
  }
}
