import { type ClientOptions, readClientTls } from "@tutti/agent-api";
import { openFailure, type Runtime, RuntimeError } from "@tutti/runtime";

/** The flags that say who asks, and how the agent is told from others; each stands before its variable. */
export interface AccessFlags {
  readonly token: string;
  readonly "token-file": string;
  readonly "ca-file": string;
  readonly "ca-path": string;
  readonly "client-cert": string;
  readonly "client-key": string;
  readonly "tls-server-name": string;
}

/** What a client needs to know before it can ask. */
export type AgentAccess = Pick<ClientOptions, "token" | "tls">;

/** Nobody was asked yet when it fails. */
export const TOKEN_FILE_CODE = "ETOKENFILE";

/** Of the flags and the environment, as Consul's client reads them; rejects with that code, or `TLS_FILES_CODE`, where a file is not what it should be. */
export async function readAgentAccess(flags: AccessFlags, runtime: Runtime): Promise<AgentAccess> {
  const tls = await readClientTls(runtime, {
    authorityFile: flags["ca-file"],
    authorityFolder: flags["ca-path"],
    certificateFile: flags["client-cert"],
    keyFile: flags["client-key"],
    serverName: flags["tls-server-name"],
  });
  const token = await tokenOf(flags, runtime);
  return { ...(token === "" ? {} : { token }), tls };
}

/** What a file holds goes before a token that is given: Consul's client reads it whenever one is named. */
async function tokenOf(flags: AccessFlags, runtime: Runtime): Promise<string> {
  const given = flags.token || variable(runtime, "CONSUL_HTTP_TOKEN");
  const file = flags["token-file"] || variable(runtime, "CONSUL_HTTP_TOKEN_FILE");
  if (file === "") return given;
  try {
    return (await runtime.disk.readText(file)).trim() || given;
  } catch (error) {
    throw new RuntimeError(TOKEN_FILE_CODE, file, `Error loading token file: ${openFailure(error, file)}`);
  }
}

function variable({ environment }: Runtime, name: string): string {
  return environment.variables.get(name) ?? "";
}
