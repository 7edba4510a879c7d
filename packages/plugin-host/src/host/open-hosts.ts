/** The plugins that a program has open: shared by all that is done with one `Runtime`, ended with it. */

import type { Processes, Runtime } from "@tutti/runtime";
import type { PluginHost } from "./plugin-host.ts";

const open = new WeakMap<Processes, Promise<PluginHost>>();

/** The host of a runtime; made and loaded for the first who asks. */
export function pluginHost(runtime: Runtime): Promise<PluginHost> {
  let host = open.get(runtime.processes);
  if (host === undefined) {
    host = import("./plugin-host.ts").then(({ PluginHost }) => new PluginHost(runtime));
    open.set(runtime.processes, host);
  }
  return host;
}

/** Ends all plugins of a runtime; costs nothing where there are none. */
export async function endPlugins({ processes }: Pick<Runtime, "processes">): Promise<void> {
  const host = open.get(processes);
  open.delete(processes);
  await (await host)?.close();
}
