import { Buffer } from "node:buffer";
import { fromUnknown, type Profiler } from "@tutti/runtime";
import {
  type Answer,
  type ApiRequest,
  type Endpoint,
  localEndpoint,
  type Outcome,
  Refusal,
  refusal,
  refuse,
  right,
} from "@tutti/server";
import type { AgentContext, AgentPart } from "../agent-part.ts";
import { agentError } from "../errors.ts";

const SECONDS_MAX = 300;

type Kind = "profile" | "heap";

/** How long is looked where nobody says: as Go's profiler does it, and long enough for something to be made. */
const SECONDS_DEFAULT: Readonly<Record<Kind, number>> = { profile: 30, heap: 10 };

interface Asked {
  readonly seconds: number;
  readonly gone: AbortSignal;
}

/** `/debug/pprof`: where the agent's time and memory go, as Node tells it; with `enable_debug`, or a token that may read the operator's. */
export function createProfilePart(context: AgentContext): AgentPart {
  const looking = { now: false };
  return {
    endpoints: {
      "debug.profile": profileEndpoint(context, "profile", looking),
      "debug.heap": profileEndpoint(context, "heap", looking),
      "debug.other": otherEndpoint(context),
    },
  };
}

/** Everybody could look otherwise, and looking costs. */
function offRefusal({ config }: AgentContext): Refusal | undefined {
  return config.enableDebug || config.acl.enabled ? undefined : refuse(agentError("profiling-is-off"), 401);
}

function profileEndpoint(context: AgentContext, kind: Kind, looking: { now: boolean }): Endpoint {
  const { runtime } = context;
  return localEndpoint<Asked>({
    decode: (request) => offRefusal(context) ?? decodeSeconds(request, kind),
    rights: () => [right("operator", "read")],
    async answer({ seconds, gone }): Promise<Answer> {
      const { profiler } = runtime;
      if (profiler === undefined) return refusal(refuse(agentError("profiling-not-possible"), 501));
      if (looking.now) return refusal(refuse(agentError("profiling-already"), 429));
      looking.now = true;
      try {
        return profileAnswer(kind, await look(profiler, seconds, gone));
      } catch (error) {
        context.log("error", `profile: ${fromUnknown(error, kind).message}`);
        return refusal(refuse(agentError("profiling-not-possible"), 501));
      } finally {
        looking.now = false;
      }
    },
  });

  function look(profiler: Profiler, seconds: number, gone: AbortSignal): Promise<string> {
    const over = runtime.clock.sleep(seconds * 1_000, gone).catch(() => {});
    return kind === "profile" ? profiler.cpu(over) : profiler.heap(over);
  }
}

function profileAnswer(kind: Kind, profile: string): Answer {
  const file = kind === "profile" ? "agent.cpuprofile" : "agent.heapprofile";
  return {
    kind: "whole",
    status: 200,
    headers: { "Content-Type": "application/json", "Content-Disposition": `attachment; filename="${file}"` },
    body: Buffer.from(profile),
  };
}

function decodeSeconds({ query: asked, gone }: ApiRequest, kind: Kind): Outcome<Asked> {
  const seconds = asked.of("debug.profile").uint("seconds") ?? BigInt(SECONDS_DEFAULT[kind]);
  if (seconds instanceof Refusal) return refuse(agentError("profile-seconds-invalid", SECONDS_MAX), 400);
  return seconds >= 1n && seconds <= SECONDS_MAX
    ? { seconds: Number(seconds), gone }
    : refuse(agentError("profile-seconds-invalid", SECONDS_MAX), 400);
}

/** What Go's profiler has beside these: goroutines, locks, threads, a trace, the command line (which may hold secrets). */
function otherEndpoint(context: AgentContext): Endpoint {
  return localEndpoint<string>({
    decode: ({ rest }) => offRefusal(context) ?? rest,
    rights: () => [right("operator", "read")],
    answer: (name) => refusal(refuse(agentError("profile-unknown", JSON.stringify(name)), 501)),
  });
}
