import { RuntimeError } from "@tutti/runtime";
import { parseJsonObject } from "@tutti/values";
import { StorageError } from "../storage/remote-problem.ts";
import type { AwsAccess, AwsCredentials } from "./aws-access.ts";
import { type KeyNames, readJsonKeys } from "./json-keys.ts";

const NAMES: KeyNames = {
  id: "AccessKeyId",
  secret: "SecretAccessKey",
  token: "Token",
  expires: "Expiration",
};
const CONTAINER_HOST = "http://169.254.170.2";
/** Addresses of a container's own agent, to which keys may be asked for without encryption. */
const OWN = /^(localhost|127(\.\d+){3}|\[::1\]|169\.254\.170\.(2|23)|\[fd00:ec2::23\])$/;
const MACHINE = { ipv4: "http://169.254.169.254", ipv6: "http://[fd00:ec2::254]" } as const;
const TOKEN_SECONDS = "21600";
/** Whoever has no such service waits no longer than this. */
const TIMEOUT_MS = 1_000;
const BODY_MAX = 64 << 10;

/** Keys of the container that we run in; undefined where the environment names none. */
export async function containerKeys(access: AwsAccess): Promise<AwsCredentials | undefined> {
  const { runtime, place } = access;
  const { variables } = runtime.environment;
  const relative = variables.get("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") ?? "";
  const full = variables.get("AWS_CONTAINER_CREDENTIALS_FULL_URI") ?? "";
  if (relative === "" && full === "") return undefined;
  const address = relative === "" ? full : `${CONTAINER_HOST}${relative}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || (url.protocol !== "https:" && !OWN.test(url.hostname)))
    throw new StorageError(
      place,
      "AWS_CONTAINER_CREDENTIALS_FULL_URI leads elsewhere without encryption, and keys are not asked for there",
    );
  const file = variables.get("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") ?? "";
  const token =
    file === ""
      ? (variables.get("AWS_CONTAINER_AUTHORIZATION_TOKEN") ?? "")
      : (await runtime.disk.readText(file)).trim();
  const text = await get(access, url, token === "" ? {} : { authorization: token });
  return readJsonKeys(parseJsonObject(text), NAMES, "the container's credentials endpoint", place);
}

/** Keys of the role of the machine that we run on (IMDSv2); undefined where there is no such service. */
export async function machineKeys(access: AwsAccess): Promise<AwsCredentials | undefined> {
  const { metadata, place } = access;
  if (metadata.isDisabled) return undefined;
  const base = metadata.endpoint ?? MACHINE[metadata.mode?.toLowerCase() === "ipv6" ? "ipv6" : "ipv4"];
  const at = (path: string): URL => new URL(`${base.replace(/\/$/, "")}${path}`);
  try {
    const seconds = { "x-aws-ec2-metadata-token-ttl-seconds": TOKEN_SECONDS };
    const token = { "x-aws-ec2-metadata-token": await get(access, at("/latest/api/token"), seconds, "PUT") };
    const roles = await get(access, at("/latest/meta-data/iam/security-credentials/"), token);
    const [role = ""] = roles.trim().split("\n");
    if (role === "") return undefined;
    const text = await get(access, at(`/latest/meta-data/iam/security-credentials/${role}`), token);
    return readJsonKeys(parseJsonObject(text), NAMES, "the machine's metadata service", place);
  } catch (error) {
    if (error instanceof StorageError || !(error instanceof RuntimeError)) throw error;
    return undefined;
  }
}

async function get(
  { runtime, place }: AwsAccess,
  url: URL,
  headers: Readonly<Record<string, string>>,
  method = "GET",
): Promise<string> {
  const request = { method, url: url.href, headers, timeoutMs: TIMEOUT_MS, bodyMax: BODY_MAX };
  const { status, body } = await runtime.network.request(request);
  if (status !== 200) throw new StorageError(place, `${method} ${url.href}: ${status}`);
  return new TextDecoder().decode(body);
}
