import { followWatch, type WatchAnswer, type WatchPlan } from "@tutti/agent-api";
import { createStop } from "@tutti/runtime";
import { encodeExactJson, parseExactJson } from "@tutti/values";
import type { AgentContext, AgentPart } from "../agent-part.ts";
import { askRoute } from "../ask-route.ts";
import { runHandler } from "./run-handler.ts";
import type { WatchConfig, WatchHandler } from "./watch-config.ts";

/**
 * The watches of the configuration. Whoever writes the agent's files may run
 * programs as its user anyway, so that, as in Consul, handlers need none of the
 * consents that checks need. A reload ends all watches and begins them anew;
 * handlers that run then come to their end, and end with the agent.
 */
export function createWatchPart(context: AgentContext): AgentPart {
  const ending = createStop();
  let following = createStop();
  let running: readonly Promise<void>[] = [];

  function begin(watches: readonly WatchConfig[]): void {
    following.abort();
    following = createStop();
    const { signal } = following;
    running = [...running, ...watches.map((watch) => follow(context, watch, signal, ending.signal))];
  }

  return {
    endpoints: {},
    opened: () => begin(context.config.watches),
    async reconfigure({ watches }) {
      begin(watches);
      return true;
    },
    async stop() {
      following.abort();
      ending.abort();
      await Promise.all(running);
    },
  };
}

function follow(
  { runtime, servers, log }: AgentContext,
  { plan, handler }: WatchConfig,
  stop: AbortSignal,
  ending: AbortSignal,
): Promise<void> {
  const name = nameOf(handler);
  return followWatch({
    plan,
    clock: runtime.clock,
    stop,
    ask: (asked: WatchPlan, index, signal): Promise<WatchAnswer> => askRoute(servers, asked, index, signal),
    parse: parseExactJson,
    async handle(index, seen) {
      const input = `${encodeExactJson(seen)}\n`;
      const { failure, output } = await runHandler(handler, { index, input }, runtime, ending);
      if (failure === undefined)
        log("debug", `watch: handler output: watch_handler=${name} output=${JSON.stringify(output)}`);
      else if (!ending.aborted)
        log(
          "error",
          `watch: Failed to run watch handler: watch_handler=${name} error=${failure} output=${JSON.stringify(output)}`,
        );
    },
    failed: (why, retryMs) =>
      log("error", `watch: Watch errored: type=${plan.type} error=${why} retry=${retryMs / 1000}s`),
  });
}

/** The program without its arguments, which may hold secrets; the place without its query. */
function nameOf(handler: WatchHandler): string {
  if (handler.kind === "http") return handler.url.replace(/[?#].*/s, "").replace(/\/\/[^/]*@/, "//");
  const first = handler.kind === "script" ? handler.script.trim().split(/\s/)[0] : handler.args[0];
  return JSON.stringify(first);
}
