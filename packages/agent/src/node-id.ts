import type { Runtime } from "@tutti/runtime";
import type { AgentConfig } from "./agent-config.ts";
import { PRIVATE_FILE } from "./private-folder.ts";

/** This node's ID: the configured one, the one kept in the data folder, or a new one, which is kept there. */
export async function loadNodeId(config: AgentConfig, runtime: Runtime): Promise<string> {
  if (config.nodeId !== undefined) return config.nodeId;
  if (config.dataDirectory === undefined) return runtime.random.uuid();
  const path = `${config.dataDirectory}/node-id`;
  if ((await runtime.disk.stat(path)) !== undefined) {
    const kept = (await runtime.disk.readText(path)).trim().toLowerCase();
    if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(kept)) return kept;
  }
  const made = runtime.random.uuid();
  await runtime.disk.replaceFile(path, made, { mode: PRIVATE_FILE });
  return made;
}
