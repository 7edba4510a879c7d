import { type Disk, fromUnknown, RuntimeError, reasonOf } from "@tutti/runtime";
import { type Outcome, refuse } from "@tutti/server";
import type { AgentConfig } from "./agent-config.ts";
import type { AgentTokens, AgentTokenUse } from "./agent-tokens.ts";
import { agentError } from "./errors.ts";
import { PRIVATE_FILE } from "./private-folder.ts";

/** The names in the file, which is Consul's. */
const NAMES = [
  ["default", "default"],
  ["agent", "agent"],
  ["agentMaster", "agent_master"],
  ["replication", "replication"],
] as const satisfies readonly (readonly [AgentTokenUse, string])[];

type Keeping = Pick<AgentConfig, "acl" | "dataDirectory">;

/** Where tokens that the API sets are kept over a restart; undefined where they are not to be (`acl.enable_token_persistence`). */
function pathOf({ acl, dataDirectory }: Keeping): string | undefined {
  return acl.enableTokenPersistence && dataDirectory !== undefined
    ? `${dataDirectory}/acl-tokens.json`
    : undefined;
}

/** The agent's own tokens: the configured ones, and over them what the API set before a restart. */
export async function loadTokens(config: Keeping, disk: Disk): Promise<AgentConfig["acl"]["tokens"]> {
  const path = pathOf(config);
  if (path === undefined || (await disk.stat(path)) === undefined) return config.acl.tokens;
  try {
    const kept = JSON.parse(await disk.readText(path)) as Readonly<Record<string, unknown>>;
    const tokens = NAMES.flatMap(([use, name]) =>
      typeof kept[name] === "string" ? [[use, kept[name]]] : [],
    );
    return { ...config.acl.tokens, ...(Object.fromEntries(tokens) as Record<string, string>) };
  } catch (error) {
    const { message } = fromUnknown(error, path);
    throw new RuntimeError(
      "EDAMAGED",
      path,
      `${path} cannot be read: ${message}. Remove it to go on with the configured tokens`,
    );
  }
}

/** Keeps what the API set; a refusal where the disk does not take it. */
export async function keepTokens(config: Keeping, tokens: AgentTokens, disk: Disk): Promise<Outcome<true>> {
  const path = pathOf(config);
  if (path === undefined) return true;
  const kept = NAMES.map(([use, name]) => [name, tokens.get(use)]).filter(([, token]) => token !== "");
  try {
    await disk.replaceFile(path, JSON.stringify(Object.fromEntries(kept)), { mode: PRIVATE_FILE });
    return true;
  } catch (error) {
    const why = `${path} cannot be written: ${reasonOf(fromUnknown(error, path))}`;
    return refuse(agentError("agent-token-cannot-be-kept", why));
  }
}
