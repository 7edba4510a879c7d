import type { Provider } from "@tutti/plugin";
import { createRealRuntime, type Log, ownProcess, type Runtime } from "@tutti/runtime";
import { logLine } from "./log-line.ts";
import { providerHandlers } from "./provider-handlers.ts";
import { servePlugin } from "./serve-plugin.ts";

/** Serves a provider as this program, until it is asked to end. */
export async function serveProvider(
  open: (runtime: Runtime) => Provider,
  source: string | undefined,
): Promise<void> {
  const real = createRealRuntime();
  const runtime = { ...real, log: pluginLog(real) };
  const protocol = protocolFor(runtime.environment.variables.get("PLUGIN_PROTOCOL_VERSIONS"));
  const log = (text: string): void => runtime.log.write("info", text);
  const handlers = await providerHandlers(open(runtime), { protocol, log });
  await servePlugin(runtime, { protocol, handlers, source });
}

/** The newest that both know; who says nothing gets that. */
function protocolFor(asked: string | undefined): 5 | 6 {
  const versions = asked?.split(",").map((one) => one.trim());
  return versions === undefined || versions.includes("6") || !versions.includes("5") ? 6 : 5;
}

/** All of it goes to whoever started us, who chooses what is written. */
function pluginLog({ clock }: Pick<Runtime, "clock">): Log {
  const own = ownProcess();
  return {
    writes: () => true,
    write: (level, message, fields) => own.log(logLine(clock, level, message, fields)),
  };
}
