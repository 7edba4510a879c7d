import { StorageError } from "../storage/remote-problem.ts";
import type { AwsAccess, AwsCredentials } from "./aws-access.ts";
import { containerKeys, machineKeys } from "./metadata-keys.ts";
import { processKeys } from "./process-keys.ts";
import { type ProfileFiles, readProfile } from "./profile-files.ts";
import { ssoKeys } from "./sso-keys.ts";
import { assumeRole, assumeRoleWithWebIdentity, callerAccount, type RoleRequest } from "./sts.ts";

/**
 * Where keys are looked for, in the order of AWS's own programs: those given,
 * the environment, a token of the environment, the shared files, the container,
 * the machine. With them the roles are taken on.
 */
export interface CredentialSources extends ProfileFiles {
  readonly given: AwsCredentials | undefined;
  readonly profile: string | undefined;
  /** Whether a profile was asked for in the block: then the environment's keys do not count. */
  readonly profileIsGiven: boolean;
  /** A role for the token of somebody whom it trusts; instead of all other sources. */
  readonly webIdentity?: WebIdentity | undefined;
  /** A role that is taken on with the keys that were found. */
  readonly role?: RoleRequest | undefined;
  /** Of accounts; the keys must belong to one of these, or to none of these. */
  readonly allowedAccounts?: readonly string[] | undefined;
  readonly forbiddenAccounts?: readonly string[] | undefined;
}

/** A role, and the token or the file that holds it. */
export interface WebIdentity {
  readonly role: RoleRequest;
  readonly token: string | undefined;
  readonly tokenFile: string | undefined;
}

export async function findCredentials(
  access: AwsAccess,
  sources: CredentialSources,
): Promise<AwsCredentials> {
  const { webIdentity, role } = sources;
  const found =
    webIdentity === undefined ? await findBase(access, sources) : await byToken(access, webIdentity);
  const keys = role === undefined ? found : await assumeRole(access, role, found);
  await checkAccount(access, sources, keys);
  return keys;
}

async function findBase(access: AwsAccess, sources: CredentialSources): Promise<AwsCredentials> {
  if (sources.given !== undefined) return sources.given;
  if (!sources.profileIsGiven) {
    const keys = ofEnvironment(access) ?? (await ofEnvironmentToken(access));
    if (keys !== undefined) return keys;
  }
  const profile = sources.profile ?? "default";
  const found = await ofProfile(access, sources, profile, []);
  if (found !== undefined) return found;
  throw new StorageError(
    access.place,
    `no valid credential sources found: neither access_key and secret_key, nor AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, nor the profile "${profile}" of the shared files, nor a role of this container or machine`,
  );
}

function ofEnvironment({ runtime }: AwsAccess): AwsCredentials | undefined {
  const { variables } = runtime.environment;
  return keysOf(
    variables.get("AWS_ACCESS_KEY_ID"),
    variables.get("AWS_SECRET_ACCESS_KEY"),
    variables.get("AWS_SESSION_TOKEN"),
  );
}

async function ofEnvironmentToken(access: AwsAccess): Promise<AwsCredentials | undefined> {
  const { variables } = access.runtime.environment;
  const [tokenFile, roleArn] = [variables.get("AWS_WEB_IDENTITY_TOKEN_FILE"), variables.get("AWS_ROLE_ARN")];
  if (!tokenFile || !roleArn) return undefined;
  const sessionName = variables.get("AWS_ROLE_SESSION_NAME") || undefined;
  return byToken(access, {
    role: { roleArn, sessionName, durationSeconds: undefined },
    token: undefined,
    tokenFile,
  });
}

async function byToken(access: AwsAccess, { role, token, tokenFile }: WebIdentity): Promise<AwsCredentials> {
  const text = token ?? (await access.runtime.disk.readText(tokenFile ?? "")).trim();
  return assumeRoleWithWebIdentity(access, role, text);
}

function keysOf(accessKeyId = "", secretAccessKey = "", sessionToken = ""): AwsCredentials | undefined {
  if (accessKeyId === "" || secretAccessKey === "") return undefined;
  return { accessKeyId, secretAccessKey, sessionToken: sessionToken === "" ? undefined : sessionToken };
}

/** A profile's keys, or those of the profile that it names, with its role taken on; else those of where we run. */
async function ofProfile(
  access: AwsAccess,
  files: ProfileFiles,
  profile: string,
  before: readonly string[],
): Promise<AwsCredentials | undefined> {
  const section = await readProfile(access.runtime, files, profile);
  const roleArn = section.get("role_arn");
  const tokenFile = section.get("web_identity_token_file");
  const seconds = section.get("duration_seconds");
  const role = {
    roleArn: roleArn ?? "",
    sessionName: section.get("role_session_name"),
    externalId: section.get("external_id"),
    durationSeconds: seconds === undefined ? undefined : Number(seconds),
  };
  const source = section.get("source_profile");
  if (roleArn === undefined || source !== undefined || tokenFile === undefined) {
    const keys = await ofSection(access, files, { profile, section, before });
    if (keys === undefined || roleArn === undefined) return keys;
    if (section.has("mfa_serial"))
      throw new StorageError(
        access.place,
        `the profile "${profile}" asks for a code (mfa_serial), which is not done here; "aws configure export-credentials --format env" prints keys that are taken from the environment`,
      );
    return assumeRole(access, role, keys);
  }
  return byToken(access, { role, token: undefined, tokenFile });
}

interface OpenedProfile {
  readonly profile: string;
  readonly section: ReadonlyMap<string, string>;
  /** Those that led here. */
  readonly before: readonly string[];
}

async function ofSection(
  access: AwsAccess,
  files: ProfileFiles,
  { profile, section, before }: OpenedProfile,
): Promise<AwsCredentials | undefined> {
  const source = section.get("role_arn") === undefined ? undefined : section.get("source_profile");
  if (source !== undefined && source !== profile) {
    if (before.includes(source))
      throw new StorageError(
        access.place,
        `the profiles "${source}" and "${profile}" name each other as source`,
      );
    return ofProfile(access, files, source, [...before, profile]);
  }
  const keys = keysOf(
    section.get("aws_access_key_id"),
    section.get("aws_secret_access_key"),
    section.get("aws_session_token"),
  );
  if (keys !== undefined) return keys;
  const named = section.get("credential_source");
  if (named !== undefined) return ofNamedSource(access, profile, named);
  if (section.has("sso_session") || section.has("sso_start_url"))
    return ssoKeys(access, files, profile, section);
  const line = section.get("credential_process");
  if (line !== undefined) return processKeys(access, line, profile);
  return (await containerKeys(access)) ?? machineKeys(access);
}

async function ofNamedSource(
  access: AwsAccess,
  profile: string,
  source: string,
): Promise<AwsCredentials | undefined> {
  switch (source.toLowerCase()) {
    case "environment":
      return ofEnvironment(access);
    case "ecscontainer":
      return containerKeys(access);
    case "ec2instancemetadata":
      return machineKeys(access);
    default:
      throw new StorageError(
        access.place,
        `the profile "${profile}" has the credential_source "${source}", which is none of Environment, EcsContainer and Ec2InstanceMetadata`,
      );
  }
}

async function checkAccount(
  access: AwsAccess,
  { allowedAccounts, forbiddenAccounts }: CredentialSources,
  keys: AwsCredentials,
): Promise<void> {
  if (allowedAccounts === undefined && forbiddenAccounts === undefined) return;
  const account = await callerAccount(access, keys);
  if (forbiddenAccounts?.includes(account) === true || allowedAccounts?.includes(account) === false)
    throw new StorageError(access.place, `AWS account ID not allowed: ${account}`);
}
