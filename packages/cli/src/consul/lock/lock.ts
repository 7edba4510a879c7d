import { Buffer } from "node:buffer";
import { createStop } from "@tutti/runtime";
import { durationFlag } from "../../command/duration-flag.ts";
import { boolFlag, numberFlag, refused, textFlag, withoutEffect } from "../../command/flags.ts";
import { type ApiCall, apiCommand, refusalOf } from "../api/api-command.ts";
import { childOf, runChild } from "../api/child.ts";
import { recordOf, recordsOf, textOf } from "../api/json-shapes.ts";
import { commandError } from "../errors.ts";

const flags = {
  "child-exit-code": boolFlag(),
  "monitor-retry": refused(
    numberFlag(3),
    "the lock is not asked about while the child runs; its session is kept alive, and ends with this program",
  ),
  n: numberFlag(1),
  name: textFlag(),
  "pass-stdin": refused(boolFlag(), "the child gets no standard input; let a shell give it a file"),
  shell: boolFlag(true),
  timeout: durationFlag(),
  try: durationFlag(),
  verbose: withoutEffect(boolFlag(), "only what goes wrong is told"),
};

type Call = ApiCall<typeof flags>;

/** Sessions end by themselves when whoever holds them is gone. */
const SESSION_TTL_MS = 15_000;
/** The flag's value that Consul's own clients write, so that locks of both kinds are told apart. */
const LOCK_FLAG = 0x2ddccbc058a50c18n;
const SEMAPHORE_FLAG = 0xe0f69a2baa414de0n;
/** How long one question for a change waits. */
const WAIT_MS = 15_000;
const EXIT_CHILD_FAILED = 2;

/** Runs a program while a lock is held. */
export const command = apiCommand({
  summary: "Execute a command holding a lock",
  usage: "lock [options] prefix child...",
  flags,
  unreachable: "Lock setup failed",
  async run(call) {
    const [prefix = "", ...child] = call.rest;
    if (prefix === "" || child.length === 0) return call.fail(commandError("lock-arguments-missing"));
    if (call.flags.n <= 0) return call.fail(commandError("lock-limit-not-positive"));
    if (call.flags.timeout < 0 || call.flags.try < 0) return call.fail(commandError("lock-timeout-negative"));
    return withSession(call, (session) => hold(call, prefix.replace(/^\/+|\/+$/g, ""), child, session));
  },
});

async function withSession(call: Call, run: (session: string) => Promise<number>): Promise<number> {
  const name =
    call.flags.name === ""
      ? `Consul lock for '${call.rest.slice(1).join(" ")}' at '${call.rest[0]}'`
      : call.flags.name;
  const body = { Name: name, TTL: `${SESSION_TTL_MS}ms`, LockDelay: "0s" };
  const made = await call.client.call("session.create", { body });
  if (made.status !== 200) return call.fail(commandError("lock-setup-failed", refusalOf(made)));
  const session = textOf(recordOf(made.json()).ID);
  const { clock } = call.runtime;
  const renew = (): void => {
    void call.client.call("session.renew", { rest: session }).catch(() => {});
    timer = clock.after(SESSION_TTL_MS / 2, renew, { unref: true });
  };
  let timer = clock.after(SESSION_TTL_MS / 2, renew, { unref: true });
  try {
    return await run(session);
  } finally {
    timer.cancel();
    await call.client.call("session.destroy", { rest: session }).catch(() => {});
  }
}

async function hold(call: Call, prefix: string, child: readonly string[], session: string): Promise<number> {
  const stop = createStop();
  const { processes } = call.runtime;
  const forget = (["SIGINT", "SIGTERM"] as const).map((name) =>
    processes.onSignal(name, () => stop.abort(new Error("interrupted"))),
  );
  try {
    const held =
      call.flags.n === 1
        ? await acquireLock(call, prefix, session, stop.signal)
        : await acquireSlot(call, prefix, session, stop.signal);
    if (held === undefined) return call.fail(commandError("lock-not-acquired-in-time"));
    const status = await runHeld(call, child, stop.signal);
    await held.release();
    return status;
  } finally {
    for (const one of forget) one();
  }
}

async function runHeld(call: Call, child: readonly string[], signal: AbortSignal): Promise<number> {
  const result = await runChild(call.context, childOf(child, call.flags.shell, call.runtime), {
    variables: { CONSUL_LOCK_HELD: "true" },
    signal,
  });
  if (result.exitCode === 0) return 0;
  const why = result.exitCode === undefined ? `signal: ${result.signal}` : `exit status ${result.exitCode}`;
  call.fail(commandError("error-running-handler", why));
  return call.flags["child-exit-code"] ? EXIT_CHILD_FAILED : 0;
}

interface Held {
  release(): Promise<void>;
}

/** Asks again and again until `attempt` gives something, the time of `-try` is over, or the user stops it. */
async function waitFor<T>(
  call: Call,
  signal: AbortSignal,
  attempt: () => Promise<T | undefined>,
  watched: { readonly rest: string; readonly recurse: boolean },
): Promise<T | undefined> {
  const { clock } = call.runtime;
  const limitMs = call.flags.try || call.flags.timeout;
  const end = limitMs > 0 ? clock.monotonic() + limitMs : Number.POSITIVE_INFINITY;
  let index = 0;
  for (;;) {
    const got = await attempt();
    if (got !== undefined) return got;
    const left = end - clock.monotonic();
    if (left <= 0 || signal.aborted) return undefined;
    const query = {
      index: index === 0 ? undefined : String(index),
      wait: `${Math.ceil(Math.min(left, WAIT_MS))}ms`,
      recurse: watched.recurse ? "" : undefined,
    };
    const answer = await call.client
      .call("kv.read", { rest: watched.rest, query, signal })
      .catch(() => undefined);
    if (answer === undefined) return undefined;
    index = answer.index;
  }
}

function acquireLock(
  call: Call,
  prefix: string,
  session: string,
  signal: AbortSignal,
): Promise<Held | undefined> {
  const rest = `${prefix}/.lock`;
  const attempt = async (): Promise<Held | undefined> => {
    const query = { acquire: session, flags: String(LOCK_FLAG) };
    const answer = await call.client.call("kv.write", { rest, query, body: Buffer.from("") });
    if (answer.json() !== true) return undefined;
    return {
      async release() {
        await call.client.call("kv.write", {
          rest,
          query: { release: session, flags: String(LOCK_FLAG) },
          body: Buffer.from(""),
        });
        await removeUnheld(call, rest);
      },
    };
  };
  return waitFor(call, signal, attempt, { rest, recurse: false });
}

/** A lock that nobody else took meanwhile leaves nothing behind. */
async function removeUnheld(call: Call, rest: string): Promise<void> {
  const answer = await call.client.call("kv.read", { rest });
  const pair = recordsOf(answer.json())[0];
  if (answer.status !== 200 || pair === undefined || textOf(pair.Session) !== "") return;
  await call.client.call("kv.delete", { rest, query: { cas: textOf(pair.ModifyIndex) } });
}

/** A semaphore: a contender's key each, and one that lists the holders, changed by compare-and-set. */
function acquireSlot(
  call: Call,
  prefix: string,
  session: string,
  signal: AbortSignal,
): Promise<Held | undefined> {
  const contender = `${prefix}/${session}`;
  let announced = false;
  const attempt = async (): Promise<Held | undefined> => {
    if (!announced) {
      const query = { acquire: session, flags: String(SEMAPHORE_FLAG) };
      await call.client.call("kv.write", { rest: contender, query, body: Buffer.from("") });
      announced = true;
    }
    const taken = await changeHolders(call, prefix, (holders, limit) =>
      holders.length < limit ? [...holders, session] : undefined,
    );
    if (!taken) return undefined;
    return {
      async release() {
        await changeHolders(call, prefix, (holders) => holders.filter((one) => one !== session));
        await call.client.call("kv.delete", { rest: contender });
        await removeEmptySemaphore(call, prefix);
      },
    };
  };
  return waitFor(call, signal, attempt, { rest: `${prefix}/`, recurse: true });
}

async function changeHolders(
  call: Call,
  prefix: string,
  change: (holders: readonly string[], limit: number) => readonly string[] | undefined,
): Promise<boolean> {
  const lock = `${prefix}/.lock`;
  const answer = await call.client.call("kv.read", { rest: `${prefix}/`, query: { recurse: "" } });
  const pairs = answer.status === 200 ? recordsOf(answer.json()) : [];
  const current = pairs.find((pair) => textOf(pair.Key) === lock);
  const kept = current === undefined ? {} : parseHolders(textOf(current.Value));
  const alive = new Set(pairs.map((pair) => textOf(pair.Session)));
  const holders = Object.keys(recordOf(kept.Holders)).filter((holder) => alive.has(holder));
  const limit = holders.length > 0 && typeof kept.Limit === "number" ? kept.Limit : call.flags.n;
  const changed = change(holders, limit);
  if (changed === undefined) return false;
  const body = { Limit: limit, Holders: Object.fromEntries(changed.map((holder) => [holder, true])) };
  const query = {
    cas: current === undefined ? "0" : textOf(current.ModifyIndex),
    flags: String(SEMAPHORE_FLAG),
  };
  const written = await call.client.call("kv.write", { rest: lock, query, body: JSON.stringify(body) });
  return written.json() === true;
}

function parseHolders(value: string): Readonly<Record<string, unknown>> {
  try {
    return recordOf(JSON.parse(Buffer.from(value, "base64").toString("utf8")));
  } catch {
    return {};
  }
}

async function removeEmptySemaphore(call: Call, prefix: string): Promise<void> {
  const rest = `${prefix}/.lock`;
  const answer = await call.client.call("kv.read", { rest });
  const pair = recordsOf(answer.json())[0];
  if (answer.status !== 200 || pair === undefined) return;
  if (Object.keys(recordOf(parseHolders(textOf(pair.Value)).Holders)).length > 0) return;
  await call.client.call("kv.delete", { rest, query: { cas: textOf(pair.ModifyIndex) } });
}
