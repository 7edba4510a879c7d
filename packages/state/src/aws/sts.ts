import type { HttpResponse } from "@tutti/runtime";
import { callHttp } from "../storage/http-call.ts";
import { StorageError } from "../storage/remote-problem.ts";
import { xmlText } from "../storage/xml-text.ts";
import { type AwsAccess, type AwsCredentials, awsDomain } from "./aws-access.ts";
import { signRequest } from "./sign-request.ts";

/** A role to take on, and what the session shall be like; what is undefined is left to STS. */
export interface RoleRequest {
  readonly roleArn: string;
  readonly sessionName: string | undefined;
  readonly durationSeconds: number | undefined;
  readonly externalId?: string | undefined;
  readonly policy?: string | undefined;
  readonly policyArns?: readonly string[];
  readonly sourceIdentity?: string | undefined;
  readonly tags?: ReadonlyMap<string, string>;
  readonly transitiveTagKeys?: readonly string[];
}

const VERSION = "2011-06-15";

/** Keys of a role for whoever has these keys. */
export async function assumeRole(
  access: AwsAccess,
  role: RoleRequest,
  credentials: AwsCredentials,
): Promise<AwsCredentials> {
  return keysIn(access, await ask(access, "AssumeRole", roleParameters(access, role), credentials));
}

/** Keys of a role for whoever has the token of somebody whom the role trusts. */
export async function assumeRoleWithWebIdentity(
  access: AwsAccess,
  role: RoleRequest,
  token: string,
): Promise<AwsCredentials> {
  const parameters = { ...roleParameters(access, role), WebIdentityToken: token };
  return keysIn(access, await ask(access, "AssumeRoleWithWebIdentity", parameters, undefined));
}

/** The number of the account that the keys belong to. */
export async function callerAccount(access: AwsAccess, credentials: AwsCredentials): Promise<string> {
  return xmlText(await ask(access, "GetCallerIdentity", {}, credentials), "Account");
}

function roleParameters({ runtime }: AwsAccess, role: RoleRequest): Record<string, string> {
  const parameters: Record<string, string> = {
    RoleArn: role.roleArn,
    RoleSessionName: role.sessionName ?? `tutti-${Math.floor(runtime.clock.now())}`,
  };
  const single = {
    DurationSeconds: role.durationSeconds?.toString(),
    ExternalId: role.externalId,
    Policy: role.policy,
    SourceIdentity: role.sourceIdentity,
  };
  for (const [name, value] of Object.entries(single)) if (value !== undefined) parameters[name] = value;
  for (const [at, arn] of (role.policyArns ?? []).entries())
    parameters[`PolicyArns.member.${at + 1}.arn`] = arn;
  for (const [at, [key, value]] of [...(role.tags ?? [])].entries()) {
    parameters[`Tags.member.${at + 1}.Key`] = key;
    parameters[`Tags.member.${at + 1}.Value`] = value;
  }
  for (const [at, key] of (role.transitiveTagKeys ?? []).entries())
    parameters[`TransitiveTagKeys.member.${at + 1}`] = key;
  return parameters;
}

/** Signed where there are keys; a token speaks for itself. */
async function ask(
  access: AwsAccess,
  action: string,
  parameters: Readonly<Record<string, string>>,
  credentials: AwsCredentials | undefined,
): Promise<string> {
  const { runtime, retry, proxyVariables } = access;
  const region = access.stsRegion ?? access.region;
  const url = stsUrl(access, region);
  const body = new TextEncoder().encode(
    new URLSearchParams({ Action: action, Version: VERSION, ...parameters }).toString(),
  );
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const response = await callHttp(
    { runtime, retry, tls: await access.tls(), proxyVariables },
    {
      method: "POST",
      url,
      body,
      headers: () =>
        credentials === undefined
          ? headers
          : signRequest(
              { service: "sts", region, method: "POST", url, headers, body, nowMs: runtime.clock.now() },
              credentials,
            ),
      staysThere: true,
    },
  );
  if (response.status !== 200) throw refusal(access, action, url, response);
  return new TextDecoder().decode(response.body);
}

function stsUrl({ endpoints, fips, dualStack }: AwsAccess, region: string): URL {
  const { sts } = endpoints;
  if (sts !== undefined) return new URL(sts.includes("://") ? sts : `https://${sts}`);
  const service = fips ? "sts-fips" : "sts";
  return new URL(`https://${service}.${region}.${dualStack ? "api.aws" : awsDomain(region)}/`);
}

function refusal(
  { place }: AwsAccess,
  action: string,
  url: URL,
  { status, body }: HttpResponse,
): StorageError {
  const text = new TextDecoder().decode(body);
  const words = [xmlText(text, "Code"), xmlText(text, "Message")].filter((word) => word !== "").join(": ");
  return new StorageError(place, `${action} at ${url.host}: ${status}${words === "" ? "" : ` ${words}`}`);
}

function keysIn({ place }: AwsAccess, text: string): AwsCredentials {
  const [accessKeyId, secretAccessKey] = [xmlText(text, "AccessKeyId"), xmlText(text, "SecretAccessKey")];
  if (accessKeyId === "" || secretAccessKey === "")
    throw new StorageError(place, "STS answered without keys; is the address of the endpoint right?");
  const expiresMs = Date.parse(xmlText(text, "Expiration"));
  return {
    accessKeyId,
    secretAccessKey,
    sessionToken: xmlText(text, "SessionToken"),
    ...(Number.isNaN(expiresMs) ? {} : { expiresMs }),
  };
}
