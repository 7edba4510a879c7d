/** The plugins that a program has open: shared by all that is done with one `Runtime`, ended at its end (`endAll`). */

import { atEnd, type Processes, type Runtime } from "@tutti/runtime";
import type { PluginHost } from "./plugin-host.ts";

const open = new WeakMap<Processes, Promise<PluginHost>>();

/** The host of a runtime; made and loaded for the first who asks. */
export function pluginHost(runtime: Runtime): Promise<PluginHost> {
  let host = open.get(runtime.processes);
  if (host === undefined) {
    host = import("./plugin-host.ts").then(({ PluginHost }) => new PluginHost(runtime));
    open.set(runtime.processes, host);
    const opened = host;
    atEnd(runtime.processes, async () => {
      open.delete(runtime.processes);
      await (await opened).close();
    });
  }
  return host;
}
