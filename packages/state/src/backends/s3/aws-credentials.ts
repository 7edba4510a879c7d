import { join } from "node:path";
import type { Runtime } from "@tutti/runtime";
import { StorageError } from "../../storage/remote-problem.ts";

/** What requests are signed with. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
}

/** Where keys are looked for, in this order: those given, the environment, the shared files. */
export interface CredentialSources {
  readonly given: AwsCredentials | undefined;
  /** Whether a profile was asked for in the block: then the environment's keys do not count. */
  readonly profile: string | undefined;
  readonly profileIsGiven: boolean;
  /** Undefined: where the environment says, else in the home directory. */
  readonly credentialFiles: readonly string[] | undefined;
  readonly configFiles: readonly string[] | undefined;
}

/** Keys that other programs fetch, which we do not. */
const ELSEWHERE = [
  "role_arn",
  "sso_session",
  "sso_start_url",
  "credential_process",
  "web_identity_token_file",
];

export async function findCredentials(
  runtime: Runtime,
  sources: CredentialSources,
  place: string,
): Promise<AwsCredentials> {
  if (sources.given !== undefined) return sources.given;
  const { variables } = runtime.environment;
  const ofEnvironment = credentialsOf(
    variables.get("AWS_ACCESS_KEY_ID"),
    variables.get("AWS_SECRET_ACCESS_KEY"),
    variables.get("AWS_SESSION_TOKEN"),
  );
  if (ofEnvironment !== undefined && !sources.profileIsGiven) return ofEnvironment;
  const profile = sources.profile ?? "default";
  const section = await readProfile(runtime, sources, profile);
  const found = credentialsOf(
    section.get("aws_access_key_id"),
    section.get("aws_secret_access_key"),
    section.get("aws_session_token"),
  );
  if (found !== undefined) return found;
  const elsewhere = ELSEWHERE.find((name) => section.has(name));
  throw new StorageError(
    place,
    elsewhere === undefined
      ? `no valid credential sources found: neither access_key and secret_key, nor AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, nor the profile "${profile}" of the shared files. Machine roles are not asked for; "aws configure export-credentials --format env" prints keys that are taken from the environment.`
      : `the profile "${profile}" gets its keys by ${elsewhere}, which is not done here; "aws configure export-credentials --format env" prints keys that are taken from the environment.`,
  );
}

function credentialsOf(
  accessKeyId = "",
  secretAccessKey = "",
  sessionToken = "",
): AwsCredentials | undefined {
  if (accessKeyId === "" || secretAccessKey === "") return undefined;
  return { accessKeyId, secretAccessKey, sessionToken: sessionToken === "" ? undefined : sessionToken };
}

/** What the files say of a profile; the file of keys counts before that of settings. */
async function readProfile(
  { disk, environment }: Runtime,
  { credentialFiles, configFiles }: CredentialSources,
  profile: string,
): Promise<ReadonlyMap<string, string>> {
  const ofEnvironment = (variable: string, name: string): readonly string[] => [
    environment.variables.get(variable) || join(environment.home, ".aws", name),
  ];
  const files = [
    ...(configFiles ?? ofEnvironment("AWS_CONFIG_FILE", "config")).map(
      (path) => [path, profile === "default" ? "default" : `profile ${profile}`] as const,
    ),
    ...(credentialFiles ?? ofEnvironment("AWS_SHARED_CREDENTIALS_FILE", "credentials")).map(
      (path) => [path, profile] as const,
    ),
  ];
  const found = new Map<string, string>();
  for (const [path, section] of files) {
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
