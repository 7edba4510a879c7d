import { createStop, fromUnknown, onInterrupt, type ProcessResult } from "@tutti/runtime";
import { durationFlag } from "../../command/duration-flag.ts";
import { boolFlag, numberFlag, textFlag } from "../../command/flags.ts";
import { type ApiCall, apiCommand, refusalOf } from "../api/api-command.ts";
import { childOf, runChild } from "../api/child.ts";
import { recordOf, textOf } from "../api/json-shapes.ts";
import { commandError } from "../errors.ts";
import { type Held, LockConflict, waitFor } from "./held.ts";
import { untilLost } from "./monitor.ts";
import { lockKey, tryLock } from "./mutex.ts";
import { trySlot } from "./semaphore.ts";
import { keepSession, type SessionLife } from "./session-life.ts";

const flags = {
  "child-exit-code": boolFlag(),
  "monitor-retry": numberFlag(3),
  n: numberFlag(1),
  name: textFlag(),
  "pass-stdin": boolFlag(),
  shell: boolFlag(true),
  timeout: durationFlag(),
  try: durationFlag(),
  verbose: boolFlag(),
};

type Call = ApiCall<typeof flags>;

/** Sessions end by themselves when whoever holds them is gone. */
const SESSION_TTL_MS = 15_000;
const EXIT_CHILD_FAILED = 2;

/** Runs a program while a lock is held. */
export const command = apiCommand({
  summary: "Execute a command holding a lock",
  usage: "lock [options] prefix child...",
  flags,
  async run(call) {
    const { n, timeout, "monitor-retry": retries } = call.flags;
    if (n <= 0) return call.fail(commandError("lock-limit-not-positive"));
    const [name = "", ...child] = call.rest;
    if (child.length === 0) return call.fail(commandError("lock-arguments-missing"));
    if (timeout < 0 || call.flags.try < 0) return call.fail(commandError("lock-timeout-negative"));
    if (retries < 0) return call.fail(commandError("lock-retries-negative"));
    const self = await call.client.call("agent.self");
    if (self.status !== 200) return call.fail(commandError("error-querying-consul-agent", refusalOf(self)));
    const prefix = name.replace(/^\/+|\/+$/g, "");
    if (n > 1 && prefix === "") return call.fail(commandError("lock-setup-failed", "missing prefix"));
    tell(
      call,
      n === 1
        ? `Setting up lock at path: ${lockKey(prefix)}`
        : `Setting up semaphore (limit ${n}) at prefix: ${prefix}`,
    );
    return withSession(call, (session, life) => hold(call, prefix, session, life));
  },
});

/** For `-verbose`. */
function tell(call: Call, line: string): void {
  if (call.flags.verbose) call.say(line);
}

async function withSession(
  call: Call,
  run: (session: string, life: SessionLife) => Promise<number>,
): Promise<number> {
  const [prefix = "", ...child] = call.rest;
  const name =
    call.flags.name === ""
      ? `Consul lock for '${child.join(" ")}' at '${prefix.replace(/^\//, "")}'`
      : call.flags.name;
  const body = { Name: name, TTL: `${SESSION_TTL_MS}ms`, LockDelay: "0s" };
  tell(call, "Attempting lock acquisition");
  const made = await call.client.call("session.create", { body });
  if (made.status !== 200)
    return call.fail(commandError("lock-acquisition-failed", `failed to create session: ${refusalOf(made)}`));
  const session = textOf(recordOf(made.json())["ID"]);
  const life = keepSession(call, session, SESSION_TTL_MS);
  try {
    return await run(session, life);
  } finally {
    life.stop();
    await call.client.call("session.destroy", { rest: session }).catch(() => {});
  }
}

async function hold(call: Call, prefix: string, session: string, life: SessionLife): Promise<number> {
  const stop = createStop();
  const { processes } = call.runtime;
  const forget = onInterrupt(processes, () => stop.abort(new Error("interrupted")));
  try {
    const { n } = call.flags;
    const attempt = async (): Promise<Held | LockConflict | undefined> => {
      if (life.lost.aborted) return new LockConflict("the session ended while the lock was waited for");
      return n === 1 ? tryLock(call, prefix, session) : trySlot(call, prefix, session, n);
    };
    const watched =
      n === 1 ? { rest: lockKey(prefix), recurse: false } : { rest: `${prefix}/`, recurse: true };
    const limitMs = call.flags.try || call.flags.timeout;
    const held = await waitFor(call, attempt, watched, { limitMs, signal: stop.signal });
    if (held === undefined) return call.fail(commandError("lock-not-acquired-in-time"));
    if (held instanceof LockConflict) return call.fail(commandError("lock-acquisition-failed", held.why));
    const failed = await runWhileHeld(call, held, { interrupted: stop.signal, lost: life.lost });
    await held.release();
    tell(call, (await held.cleanUp()) ? "Cleanup succeeded" : "Cleanup aborted, lock in use");
    return failed && call.flags["child-exit-code"] ? EXIT_CHILD_FAILED : 0;
  } finally {
    forget();
  }
}

/** Runs the program until it ends, the lock is lost, or the user stops it; true when it failed by itself. */
async function runWhileHeld(
  call: Call,
  held: Held,
  { interrupted, lost }: { readonly interrupted: AbortSignal; readonly lost: AbortSignal },
): Promise<boolean> {
  const ending = createStop();
  let isLost = false;
  const interrupt = (): void => {
    tell(call, "Shutdown triggered, killing child");
    ending.abort();
  };
  const lose = (): void => {
    if (isLost) return;
    isLost = true;
    tell(call, "Lock lost, killing child");
    ending.abort();
  };
  interrupted.addEventListener("abort", interrupt, { once: true });
  lost.addEventListener("abort", lose, { once: true });
  const monitored = untilLost(call, held, call.flags["monitor-retry"], ending.signal).then((how) => {
    if (how === "lost") lose();
  });
  const why = await runProgram(call, held, ending.signal);
  const isOver = !interrupted.aborted && !isLost;
  tell(call, isOver ? "Child terminated, releasing lock" : "Child terminated");
  interrupted.removeEventListener("abort", interrupt);
  lost.removeEventListener("abort", lose);
  ending.abort();
  await monitored;
  if (isOver && why !== undefined) call.fail(why);
  return isOver && why !== undefined;
}

/** What is to be told of how it ended, where that was not well. */
async function runProgram(call: Call, { lock }: Held, signal: AbortSignal) {
  const isPassed = call.flags["pass-stdin"];
  tell(call, "Starting handler");
  if (isPassed) tell(call, "Stdin passed to handler process");
  let result: ProcessResult;
  try {
    result = await runChild(call.context, childOf(call.rest.slice(1), call.flags.shell, call.runtime), {
      sharesInput: isPassed,
      variables: {
        CONSUL_LOCK_HELD: "true",
        CONSUL_LOCK_KEY: lock.key,
        CONSUL_LOCK_FENCE: `${lock.fence}@${lock.key}`,
      },
      signal,
    });
  } catch (error) {
    return commandError("error-starting-handler", fromUnknown(error, "handler").message);
  }
  if (result.exitCode === 0) return undefined;
  const why = result.exitCode === undefined ? `signal: ${result.signal}` : `exit status ${result.exitCode}`;
  return commandError("error-running-handler", why);
}
