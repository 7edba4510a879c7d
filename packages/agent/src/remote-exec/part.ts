import { Buffer } from "node:buffer";
import { followWatch, readWatchPlan, type WatchPlan } from "@tutti/agent-api";
import { createStop } from "@tutti/runtime";
import { bodyOf, encodeBody, Refusal } from "@tutti/server";
import type { AgentContext, AgentPart } from "../agent-part.ts";
import { askRoute } from "../ask-route.ts";
import { type Job, type JobPlace, parseJob, parseJobPlace } from "./job.ts";
import { runJob } from "./run-job.ts";
import { ToldOutput } from "./told-output.ts";

/** The event that says that there is a job. */
const EVENT = "_rexec";
/** Run at once; more are left alone, and whoever asked sees that nobody took them. */
const JOBS_MAX = 16;

interface ExecEvent {
  readonly ID: string;
  readonly Payload: string | null;
}

/**
 * Runs what `exec` asks for, where `disable_remote_exec = false` says that it
 * may: whoever may fire `_rexec` and write keys below its prefix then runs
 * programs as the agent's user. What is asked, what comes of it and that it is
 * over go through keys that the session of who asked holds, so that they go
 * with it; a job whose session has gone is ended.
 */
export function createRemoteExecPart(context: AgentContext): AgentPart {
  const ending = createStop();
  const running = new Set<Promise<void>>();
  const known = new Set<string>();
  let following: Promise<void> = Promise.resolve();
  let isFirst = true;

  function take(events: readonly ExecEvent[]): void {
    for (const { ID, Payload } of events) {
      const isKnown = known.has(ID);
      known.add(ID);
      // What was fired before this agent ran is not for it.
      if (isKnown || isFirst) continue;
      const place = parseJobPlace(Buffer.from(Payload ?? "", "base64").toString());
      if (place === undefined || running.size >= JOBS_MAX) {
        context.log(
          "warn",
          `exec: an event ${EVENT} is left alone: ${place === undefined ? "it names no job" : "too many jobs run"}`,
        );
        continue;
      }
      const job = serve(context, place, ending.signal).finally(() => running.delete(job));
      running.add(job);
    }
    isFirst = false;
    // The servers remember fewer events.
    for (const id of [...known].slice(0, Math.max(0, known.size - 1_024))) known.delete(id);
  }

  return {
    endpoints: {},
    opened() {
      if (!context.config.remoteExec) return;
      const plan = readWatchPlan({ type: "event", name: EVENT });
      if (typeof plan === "string") return;
      following = followWatch({
        plan: { ...plan, shape: (value: unknown) => value ?? [] },
        clock: context.runtime.clock,
        stop: ending.signal,
        ask: (asked: WatchPlan, index, signal) =>
          askRoute(context.servers, { ...asked, token: tokenOf(context) }, index, signal),
        parse: JSON.parse,
        handle: async (_index, seen) => take(seen as readonly ExecEvent[]),
        failed: (why, retryMs) =>
          context.log("error", `exec: events cannot be read: ${why}; asked again in ${retryMs / 1000} s`),
      });
    },
    async stop() {
      ending.abort();
      await Promise.all([following, ...running]);
    },
  };
}

function tokenOf({ tokens }: AgentContext): string {
  return tokens.get("agent") || tokens.get("default");
}

async function serve(context: AgentContext, place: JobPlace, ending: AbortSignal): Promise<void> {
  const { config, runtime, log } = context;
  const own = `${place.prefix}/${place.session}/${config.nodeName}`;
  const job = await readJob(context, place, ending);
  if (job === undefined) {
    log("warn", `exec: the job of the session ${place.session} cannot be read`);
    return;
  }
  const stop = createStop();
  const stopWithAgent = (): void => stop.abort();
  ending.addEventListener("abort", stopWithAgent);
  const write = async (key: string, value: Uint8Array): Promise<void> => {
    if (await writeHeld(context, `${own}/${key}`, place.session, value)) return;
    log("warn", `exec: the session ${place.session} has gone, so its job is ended`);
    stop.abort();
  };
  log("info", `exec: runs a job of the session ${place.session}: ${shownOf(job)}`);
  await write("ack", Buffer.alloc(0));
  let chunks = 0;
  const output = new ToldOutput(runtime.clock, job.waitMs, (chunk) => {
    chunks += 1;
    return write(`out/${(chunks - 1).toString(16).padStart(5, "0")}`, chunk);
  });
  const status = stop.signal.aborted
    ? undefined
    : await runJob(job, { runtime, onOutput: (data) => output.add(data), stop: stop.signal });
  await output.end();
  if (status !== undefined && !stop.signal.aborted) await write("exit", Buffer.from(String(status)));
  ending.removeEventListener("abort", stopWithAgent);
  log("info", `exec: the job of the session ${place.session} ended with ${status ?? "nothing done"}`);
}

/** What may be told of a job: its arguments may hold secrets. */
function shownOf({ run }: Job): string {
  if (run.kind === "script") return `a script of ${run.script.length} bytes`;
  const program = run.kind === "args" ? (run.args[0] ?? "") : (run.line.trim().split(/\s/)[0] ?? "");
  return JSON.stringify(program);
}

async function readJob(
  context: AgentContext,
  { prefix, session }: JobPlace,
  stop: AbortSignal,
): Promise<Job | undefined> {
  const asked = {
    route: "kv.read",
    rest: `${prefix}/${session}/job`,
    query: { raw: "" },
    token: tokenOf(context),
  } as const;
  const answer = await askRoute(context.servers, asked, undefined, stop).catch(() => undefined);
  return answer?.status === 200 ? parseJob(answer.text) : undefined;
}

/** Writes a key that the session holds; false where it does not any more. */
async function writeHeld(
  context: AgentContext,
  rest: string,
  session: string,
  value: Uint8Array,
): Promise<boolean> {
  const answer = await context.servers.request(
    {
      route: "kv.write",
      rest,
      query: `acquire=${session}`,
      token: tokenOf(context),
      pretty: false,
      body: bodyOf(value),
    },
    { gone: createStop().signal },
  );
  if (answer === undefined || answer instanceof Refusal || answer.kind !== "whole") return false;
  return answer.status === 200 && encodeBody(answer, false).toString().trim() === "true";
}
