import { createHash } from "node:crypto";
import { join } from "node:path";
import { parseJsonObject } from "@tutti/values";
import { callHttp } from "../storage/http-call.ts";
import { StorageError } from "../storage/remote-problem.ts";
import { type AwsAccess, type AwsCredentials, awsDomain } from "./aws-access.ts";
import { readJsonKeys } from "./json-keys.ts";
import { type ProfileFiles, readSsoSession } from "./profile-files.ts";

/** Keys for whoever has logged in by `aws sso login`: the token that it left is shown to the portal. */
export async function ssoKeys(
  access: AwsAccess,
  files: ProfileFiles,
  profile: string,
  section: ReadonlyMap<string, string>,
): Promise<AwsCredentials> {
  const { runtime, retry, proxyVariables, place } = access;
  const session = section.get("sso_session");
  const login =
    session === undefined
      ? section
      : new Map([...section, ...(await readSsoSession(runtime, files, session))]);
  const [startUrl, region, account, role] = [
    "sso_start_url",
    "sso_region",
    "sso_account_id",
    "sso_role_name",
  ].map((name) => login.get(name) ?? "");
  if (!startUrl || !region || !account || !role)
    throw new StorageError(
      place,
      `the profile "${profile}" logs in by SSO, and lacks one of sso_start_url, sso_region, sso_account_id and sso_role_name`,
    );
  const token = await findToken(access, profile, session ?? startUrl);
  const { sso } = access.endpoints;
  const url = new URL(sso ?? `https://portal.sso.${region}.${awsDomain(region)}`);
  url.pathname = `${url.pathname.replace(/\/$/, "")}/federation/credentials`;
  url.search = new URLSearchParams({ account_id: account, role_name: role }).toString();
  const response = await callHttp(
    { runtime, retry, tls: await access.tls(), proxyVariables },
    { method: "GET", url, headers: () => ({ "x-amz-sso_bearer_token": token }), staysThere: true },
  );
  if (response.status === 401) throw loginAgain(place, profile);
  if (response.status !== 200)
    throw new StorageError(place, `GetRoleCredentials at ${url.host}: ${response.status}`);
  return readJsonKeys(
    parseJsonObject(new TextDecoder().decode(response.body))?.["roleCredentials"],
    { id: "accessKeyId", secret: "secretAccessKey", token: "sessionToken", expires: "expiration" },
    "the SSO portal",
    place,
  );
}

async function findToken({ runtime, place }: AwsAccess, profile: string, login: string): Promise<string> {
  const name = `${createHash("sha1").update(login).digest("hex")}.json`;
  const path = join(runtime.environment.home, ".aws", "sso", "cache", name);
  if ((await runtime.disk.stat(path)) === undefined) throw loginAgain(place, profile);
  const { accessToken, expiresAt } = parseJsonObject(await runtime.disk.readText(path)) ?? {};
  const isGood = typeof expiresAt === "string" && Date.parse(expiresAt) > runtime.clock.now();
  if (typeof accessToken !== "string" || !isGood) throw loginAgain(place, profile);
  return accessToken;
}

function loginAgain(place: string, profile: string): StorageError {
  return new StorageError(
    place,
    `the SSO login of the profile "${profile}" is missing or has expired. Log in again:\n    aws sso login --profile ${profile}`,
  );
}
