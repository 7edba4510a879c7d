import { Buffer } from "node:buffer";
import type { LogLevel } from "@tutti/runtime";
import { type Answer, empty, localEndpoint, refusal, refuse, right } from "@tutti/server";
import type { AgentContext, AgentPart } from "../agent-part.ts";
import { agentError } from "../errors.ts";
import { formatLogLine, type LogLine, parseLogLevel } from "./log-line.ts";

/** What a reader of the log wants to see of it, and how. */
interface Asked {
  readonly least: LogLevel;
  readonly json: boolean;
  readonly gone: AbortSignal;
}

/** `/v1/agent/monitor`: the log as it comes, of another level than the agent's own where that is asked for. */
export function createMonitorPart({ config, logReaders }: AgentContext): AgentPart {
  return {
    endpoints: {
      "agent.monitor": localEndpoint<Asked>({
        entrance: () => [right("agent", "read", config.nodeName)],
        decode({ query: asked, gone }) {
          const query = asked.of("agent.monitor");
          const level = query.text("loglevel") || "INFO";
          const least = parseLogLevel(level);
          if (least === undefined) return refuse(agentError("monitor-level-unknown", level), 400);
          return { least, json: query.given("logjson"), gone };
        },
        rights: () => [right("agent", "read", config.nodeName)],
        answer({ least, json, gone }): Answer {
          if (logReaders.isFull) return refusal(refuse(agentError("log-readers-too-many"), 429));
          return {
            kind: "pieces",
            headers: {},
            contentType: "text/plain; charset=utf-8",
            pieces: piecesOf(logReaders.read(least, gone), json),
            otherwise: empty(),
          };
        },
      }),
    },
  };
}

/** The first piece is empty: who reads knows by it that the agent is there, however long it has nothing to say. */
async function* piecesOf(lines: AsyncIterable<LogLine>, json: boolean): AsyncGenerator<Buffer> {
  yield Buffer.alloc(0);
  for await (const line of lines) yield Buffer.from(formatLogLine(line, json));
}
