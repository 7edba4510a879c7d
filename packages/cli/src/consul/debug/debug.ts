import { TLS_FILES_CODE } from "@tutti/agent-api";
import { createStop, fromUnknown, onInterrupt } from "@tutti/runtime";
import { durationFlag } from "../../command/duration-flag.ts";
import { boolFlag, listFlag, textFlag } from "../../command/flags.ts";
import { TOKEN_FILE_CODE } from "../api/agent-access.ts";
import { type ApiCall, apiCommand, refusalOf } from "../api/api-command.ts";
import { recordOf, textOf } from "../api/json-shapes.ts";
import {
  CAPTURES,
  type Capture,
  type Captured,
  captureJson,
  captureLog,
  captureProfile,
  STATIC_PARTS,
} from "./captures.ts";
import { debugError } from "./errors.ts";
import { packFiles } from "./pack.ts";

const flags = {
  archive: boolFlag(true),
  capture: listFlag(),
  duration: durationFlag(120_000),
  interval: durationFlag(30_000),
  output: textFlag(),
};

type Call = ApiCall<typeof flags>;

const DURATION_MS_MIN = 10_000;
const INTERVAL_MS_MIN = 5_000;

/** What is captured, of whom, and where it goes. */
interface Plan {
  readonly captures: ReadonlySet<Capture>;
  readonly folder: string;
}

/** Captures how an agent is, over a while, into one archive without secrets. */
export const command = apiCommand({
  summary: "Records a debugging archive for operators",
  usage: "debug [options]",
  asks: "agent",
  arrow: true,
  flags,
  async run(call) {
    const plan = planOf(call);
    if ("code" in plan) return call.fail(plan);
    const { runtime } = call;
    const target = call.flags.archive ? `${plan.folder}.tar.gz` : plan.folder;
    if ((await runtime.disk.stat(target)) !== undefined)
      return call.fail(debugError("debug-output-exists", target));
    const self = await call.client.call("agent.self").catch((error: unknown) => {
      const { code, message } = fromUnknown(error, "agent");
      // What a token or certificates lack is told as by other commands.
      if (code === TOKEN_FILE_CODE || code === TLS_FILES_CODE) throw error;
      return message;
    });
    if (typeof self === "string") return call.fail(debugError("debug-agent-not-asked", self));
    if (self.status !== 200) return call.fail(debugError("debug-agent-not-asked", refusalOf(self)));
    call.say("==> Starting debugger and capturing static information...");
    for (const [name, value] of [
      ["Agent Version", textOf(recordOf(recordOf(self.json())["Config"])["Version"])],
      ["Interval", `${call.flags.interval / 1000}s`],
      ["Duration", `${call.flags.duration / 1000}s`],
      ["Output", target],
      ["Capture", [...plan.captures].join(", ")],
    ] as const)
      call.say(`${name.padStart(14)}: '${value}'`);
    const files = await capture(call, plan);
    try {
      await keep(call, plan.folder, files);
    } catch (error) {
      return call.fail(debugError("debug-not-written", fromUnknown(error, target).message));
    }
    call.say(`Saved debug archive: ${target}`);
    return 0;
  },
});

function planOf(call: Call) {
  const { capture, duration, interval, output } = call.flags;
  if (call.rest.length > 0) return debugError("debug-arguments-unexpected");
  const named = capture.map((name) => (name === "members" ? "cluster" : name));
  const isKnown = (name: string): name is Capture => CAPTURES.some((known) => known === name);
  const wrong = named.find((name) => !isKnown(name));
  if (wrong !== undefined) return debugError("debug-capture-unknown", wrong, CAPTURES.join(", "));
  if (duration < DURATION_MS_MIN)
    return debugError("debug-time-too-short", "duration", `${DURATION_MS_MIN / 1000}s`);
  if (interval < INTERVAL_MS_MIN)
    return debugError("debug-time-too-short", "interval", `${INTERVAL_MS_MIN / 1000}s`);
  if (interval > duration) return debugError("debug-interval-too-long");
  const folder = output === "" ? `consul-debug-${Math.floor(call.runtime.clock.now() / 1000)}` : output;
  return {
    captures: new Set(named.length === 0 ? CAPTURES : named.filter(isKnown)),
    folder: folder.replace(/\.tar\.gz$|\/+$/g, ""),
  };
}

/** All parts; Ctrl-C ends the capture early, and what was captured is kept. */
async function capture(call: Call, { captures }: Plan): Promise<readonly Captured[]> {
  const { client, runtime } = call;
  const { clock, processes } = runtime;
  const stop = createStop();
  const forget = onInterrupt(processes, () => stop.abort());
  const begun = clock.now();
  const parts = STATIC_PARTS.filter(({ capture: of }) => captures.has(of));
  const captured: Captured[] = [];
  for (const { path, route } of parts) captured.push(await captureJson(client, path, route));
  const log = captures.has("logs") ? captureLog(client, "consul.log", stop.signal) : undefined;
  const end = clock.monotonic() + call.flags.duration;
  for (let round = 0; !stop.signal.aborted && clock.monotonic() < end; round += 1) {
    const atMs = clock.now();
    call.say(`==> Capture interval ${round} began at ${new Date(atMs).toISOString()}`);
    const left = Math.min(call.flags.interval, end - clock.monotonic());
    const over = clock.sleep(left, stop.signal).catch(() => {});
    captured.push(...(await captureRound(call, captures, `${Math.floor(atMs / 1000)}`, left)));
    await over;
  }
  stop.abort();
  if (log !== undefined) captured.push(await log);
  forget();
  const index = { interval: call.flags.interval, duration: clock.now() - begun, targets: [...captures] };
  return [...captured, { path: "index.json", text: `${JSON.stringify(index, undefined, 2)}\n` }];
}

async function captureRound(
  { client }: Call,
  captures: ReadonlySet<Capture>,
  folder: string,
  ms: number,
): Promise<readonly Captured[]> {
  const captured: Captured[] = [];
  if (captures.has("metrics"))
    captured.push(await captureJson(client, `${folder}/metrics.json`, "agent.metrics"));
  if (!captures.has("pprof")) return captured;
  // One after the other: an agent makes one profile at a time.
  const seconds = Math.max(1, Math.floor(ms / 2_500));
  captured.push(await captureProfile(client, `${folder}/agent.cpuprofile`, "debug.profile", seconds));
  captured.push(await captureProfile(client, `${folder}/agent.heapprofile`, "debug.heap", seconds));
  return captured;
}

async function keep(call: Call, folder: string, captured: readonly Captured[]): Promise<void> {
  const { disk, clock } = call.runtime;
  const files = captured.filter((one): one is Extract<Captured, { text: string }> => "text" in one);
  for (const one of captured)
    if ("failed" in one) {
      const kind = debugError("debug-part-not-captured", one.path, one.failed);
      call.context.stderr.warning(kind, `${kind.summary}\n`);
    }
  if (call.flags.archive) {
    const name = folder.slice(folder.lastIndexOf("/") + 1);
    await disk.createExclusive(`${folder}.tar.gz`, await packFiles(name, files, clock.now()), {
      mode: 0o600,
    });
    return;
  }
  await disk.makeDirectory(folder, { mode: 0o700 });
  for (const { path, text } of files) {
    const below = path.lastIndexOf("/");
    if (below > 0) await disk.makeDirectory(`${folder}/${path.slice(0, below)}`, { mode: 0o700 });
    await disk.createExclusive(`${folder}/${path}`, text, { mode: 0o600 });
  }
}
