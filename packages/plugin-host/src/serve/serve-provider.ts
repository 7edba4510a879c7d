import type { Provider } from "@tutti/plugin";
import { type LogFields, type LogLevel, ownProcess, type Runtime } from "@tutti/runtime";
import { logLine } from "./log-line.ts";
import { providerHandlers } from "./provider-handlers.ts";
import { servePlugin } from "./serve-plugin.ts";

/** Serves a provider as this program, until it is asked to end. */
export async function serveProvider(
  runtime: Runtime,
  provider: Provider,
  source: string | undefined,
): Promise<void> {
  const protocol = protocolFor(runtime.environment.variables.get("PLUGIN_PROTOCOL_VERSIONS"));
  const log = pluginLog(runtime);
  const handlers = await providerHandlers(provider, { protocol, log: (text) => log("info", text) });
  await servePlugin(runtime, { protocol, handlers, source });
}

/** The newest that both know; who says nothing gets that. */
function protocolFor(asked: string | undefined): 5 | 6 {
  const versions = asked?.split(",").map((one) => one.trim());
  return versions === undefined || versions.includes("6") || !versions.includes("5") ? 6 : 5;
}

/** What a provider tells those who look for a fault, as whoever started it takes it. */
export function pluginLog({
  clock,
}: Pick<Runtime, "clock">): (level: LogLevel, message: string, fields?: LogFields) => void {
  const own = ownProcess();
  return (level, message, fields) => own.log(logLine(clock, level, message, fields));
}
