import { join } from "node:path";
import type { HostSettings } from "@tutti/modules";
import { type Runtime, RuntimeError, settingsFolder } from "@tutti/runtime";
import { parseHostName } from "./host-name.ts";
import { readSettings } from "./read-settings.ts";
import type { CredentialsHelper, Settings } from "./settings.ts";
import { readStoredCredentials } from "./stored-credentials.ts";

const HELPER_MS = 60_000;

/** Who we are on hosts, by what the user has set: a variable first, then the settings, then what `login` stored, then the helper. */
export async function hostSettings(runtime: Runtime): Promise<HostSettings> {
  const { settings } = await readSettings(runtime);
  const stored = await readStoredCredentials(runtime);
  const variables = tokensOfVariables(runtime.environment.variables);
  return {
    services: (host) => settings.hosts.get(host),
    token: async (host) =>
      variables.get(host) ??
      settings.credentials.get(host) ??
      stored.get(host) ??
      (await askHelper(runtime, settings, host)),
  };
}

const TOKEN = "TF_TOKEN_";

/** `TF_TOKEN_app_terraform_io`: an underscore is a dot, two are a dash. */
export function tokensOfVariables(variables: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const tokens = new Map<string, string>();
  for (const [name, token] of variables) {
    if (!name.startsWith(TOKEN)) continue;
    const text = name.slice(TOKEN.length).replaceAll("__", "-").replaceAll("_", ".");
    const parsed = parseHostName(text);
    if (parsed.ok) tokens.set(parsed.host, token);
  }
  return tokens;
}

async function askHelper(runtime: Runtime, { helper }: Settings, host: string): Promise<string | undefined> {
  if (helper === undefined) return undefined;
  const answer = await runHelper(runtime, helper, "get", host);
  let json: unknown;
  try {
    json = JSON.parse(answer);
  } catch {
    return undefined;
  }
  const token = typeof json === "object" && json !== null && "token" in json ? json.token : undefined;
  return typeof token === "string" && token !== "" ? token : undefined;
}

/** Runs the helper with one of its verbs; answers with what it wrote. */
export async function runHelper(
  runtime: Runtime,
  { name, args }: CredentialsHelper,
  verb: "get" | "store" | "forget",
  host: string,
  input?: string,
): Promise<string> {
  const { disk, environment, processes } = runtime;
  const file = `terraform-credentials-${name}`;
  const plugins = join(settingsFolder(environment), "plugins");
  for (const folder of [plugins, join(plugins, `${environment.os}_${environment.arch}`)]) {
    const program = join(folder, file);
    if ((await disk.stat(program))?.kind !== "file") continue;
    const result = await processes.run({
      program,
      args: [...args, verb, host],
      timeoutMs: HELPER_MS,
      ...(input === undefined ? {} : { input }),
    });
    if (result.exitCode === 0) return new TextDecoder().decode(result.stdout);
    const said = new TextDecoder().decode(result.stderr).trim();
    throw new RuntimeError("EHELPER", program, `the credentials helper failed: ${said}`);
  }
  throw new RuntimeError("ENOENT", file, `there is no credentials helper of this name in ${plugins}`);
}
