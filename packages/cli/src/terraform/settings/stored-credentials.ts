import { join } from "node:path";
import { type Runtime, RuntimeError, settingsFolder } from "@tutti/runtime";
import { decodeSettings } from "./decode-settings.ts";

/** For the owner alone. */
const MODE = 0o600;

/** Where `login` keeps tokens. */
export function credentialsPath({ environment }: Runtime): string {
  return join(settingsFolder(environment), "credentials.tfrc.json");
}

/** The tokens that `login` stored, by host; also where a variable names another file of settings. */
export async function readStoredCredentials(runtime: Runtime): Promise<ReadonlyMap<string, string>> {
  const path = credentialsPath(runtime);
  if ((await runtime.disk.stat(path)) === undefined) return new Map();
  return decodeSettings(path, await runtime.disk.readText(path)).settings.credentials;
}

/** Stores the token of a host, or takes it away; whatever else stands in the file stays. */
export async function storeToken(runtime: Runtime, host: string, token: string | undefined): Promise<void> {
  const { disk } = runtime;
  const path = credentialsPath(runtime);
  const file = await readFile(runtime, path);
  const credentials = new Map(Object.entries(objectOf(file.credentials)));
  if (token === undefined) credentials.delete(host);
  else credentials.set(host, { token });
  await disk.makeDirectory(settingsFolder(runtime.environment));
  const text = JSON.stringify({ ...file, credentials: Object.fromEntries(credentials) }, undefined, 2);
  await disk.replaceFile(path, text, { mode: MODE });
}

async function readFile({ disk }: Runtime, path: string): Promise<Readonly<Record<string, unknown>>> {
  if ((await disk.stat(path)) === undefined) return {};
  try {
    return objectOf(JSON.parse(await disk.readText(path)));
  } catch (error) {
    // Tokens of other hosts would be lost.
    if (error instanceof SyntaxError)
      throw new RuntimeError("EINVAL", path, `it is no JSON: ${error.message}`);
    throw error;
  }
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}
