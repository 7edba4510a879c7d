import { join } from "node:path";
import type { Runtime } from "@tutti/runtime";

/** The files that say what a profile is. Undefined: where the environment says, else in the home directory. */
export interface ProfileFiles {
  readonly credentialFiles: readonly string[] | undefined;
  readonly configFiles: readonly string[] | undefined;
}

/** What the files say of a profile; the file of keys counts before that of settings. */
export async function readProfile(
  runtime: Runtime,
  files: ProfileFiles,
  profile: string,
): Promise<ReadonlyMap<string, string>> {
  const ofConfig = profile === "default" ? "default" : `profile ${profile}`;
  return new Map([
    ...(await readFiles(runtime, configPaths(runtime, files), ofConfig)),
    ...(await readFiles(runtime, credentialPaths(runtime, files), profile)),
  ]);
}

/** What the files of settings say of a login that several profiles share. */
export function readSsoSession(
  runtime: Runtime,
  files: ProfileFiles,
  session: string,
): Promise<ReadonlyMap<string, string>> {
  return readFiles(runtime, configPaths(runtime, files), `sso-session ${session}`);
}

function configPaths(runtime: Runtime, { configFiles }: ProfileFiles): readonly string[] {
  return configFiles ?? [ofEnvironment(runtime, "AWS_CONFIG_FILE", "config")];
}

function credentialPaths(runtime: Runtime, { credentialFiles }: ProfileFiles): readonly string[] {
  return credentialFiles ?? [ofEnvironment(runtime, "AWS_SHARED_CREDENTIALS_FILE", "credentials")];
}

function ofEnvironment({ environment }: Runtime, variable: string, name: string): string {
  return environment.variables.get(variable) || join(environment.home, ".aws", name);
}

async function readFiles(
  { disk, environment }: Runtime,
  paths: readonly string[],
  section: string,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const path of paths) {
    const expanded = path.replace(/^~(?=\/)/, environment.home);
    if ((await disk.stat(expanded)) === undefined) continue;
    for (const [name, value] of readSection(await disk.readText(expanded), section)) found.set(name, value);
  }
  return found;
}

/** `[section]`, then `name = value` a line; `#` and `;` begin comments. */
export function readSection(text: string, section: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let isOurs = false;
  for (const line of text.split(/\r?\n/)) {
    const [, title] = /^\s*\[\s*([^\]]*?)\s*\]/.exec(line) ?? [];
    if (title !== undefined) {
      isOurs = title.replace(/\s+/g, " ") === section;
      continue;
    }
    // What is indented belongs to the line before, and says nothing of keys.
    const [, name, value = ""] = /^([A-Za-z0-9_.-]+)\s*=\s*(.*?)\s*(?:\s[#;].*)?$/.exec(line) ?? [];
    if (isOurs && name !== undefined) found.set(name.toLowerCase(), value);
  }
  return found;
}
