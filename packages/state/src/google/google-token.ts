import { sign } from "node:crypto";
import { join } from "node:path";
import { RuntimeError } from "@tutti/runtime";
import { isJsonObject, type Json, type JsonObject, parseJsonObject, textMember } from "@tutti/values";
import { StorageError } from "../storage/remote-problem.ts";
import { askGoogle, type GoogleAccess } from "./google-access.ts";

/** What a request shows. */
export interface GoogleToken {
  readonly text: string;
  /** Milliseconds since 1970; undefined: nobody said. */
  readonly expiresMs: number | undefined;
}

/** Where tokens come from: one given, an account's file or text, else where Google's own programs look. */
export interface TokenSource {
  readonly token: string | undefined;
  readonly credentials: string | undefined;
  /** An account that speaks for the one that was found, and those between them. */
  readonly impersonate: { readonly account: string; readonly delegates: readonly string[] } | undefined;
}

const SCOPE = "https://www.googleapis.com/auth/cloud-platform";
const LIFETIME_SECONDS = 3_600;
const METADATA_TIMEOUT_MS = 1_000;
const BODY_MAX = 64 << 10;

export async function findToken(access: GoogleAccess, source: TokenSource): Promise<GoogleToken> {
  const found = await findBase(access, source);
  if (source.impersonate === undefined) return found;
  const { account, delegates } = source.impersonate;
  const url = `https://iamcredentials.${access.universe}/v1/${accountPath(account)}:generateAccessToken`;
  return impersonated(access, new URL(url), delegates.map(accountPath), found);
}

function accountPath(account: string): string {
  return `projects/-/serviceAccounts/${account}`;
}

async function findBase(access: GoogleAccess, { token, credentials }: TokenSource): Promise<GoogleToken> {
  if (token !== undefined) return { text: token, expiresMs: undefined };
  if (credentials !== undefined) return ofAccount(access, await readAccount(access, credentials));
  const { variables, home } = access.runtime.environment;
  const named = variables.get("GOOGLE_APPLICATION_CREDENTIALS");
  if (named) return ofAccount(access, await readAccount(access, named));
  const folder = variables.get("CLOUDSDK_CONFIG") || join(home, ".config", "gcloud");
  const path = join(folder, "application_default_credentials.json");
  if ((await access.runtime.disk.stat(path)) !== undefined)
    return ofAccount(access, await readAccount(access, path));
  const ofMachine = await machineToken(access);
  if (ofMachine !== undefined) return ofMachine;
  throw new StorageError(
    access.place,
    "no credentials were found: neither access_token, nor credentials, nor GOOGLE_APPLICATION_CREDENTIALS, nor a login, nor an account of this machine. Log in:\n    gcloud auth application-default login",
  );
}

/** The text itself, or the file that it names. */
async function readAccount({ runtime, place }: GoogleAccess, given: string): Promise<JsonObject> {
  const isText = given.trimStart().startsWith("{");
  const path = given.replace(/^~(?=\/)/, runtime.environment.home);
  if (!isText && (await runtime.disk.stat(path)) === undefined)
    throw new StorageError(
      place,
      "the string provided in credentials is neither valid json nor a valid file path",
    );
  const json = parseJsonObject(isText ? given : await runtime.disk.readText(path));
  if (json === undefined) throw new StorageError(place, "the credentials are no JSON object");
  return json;
}

function ofAccount(access: GoogleAccess, account: JsonObject): Promise<GoogleToken> {
  const type = textMember(account, "type");
  switch (type) {
    case "service_account":
      return serviceAccountToken(access, account);
    case "authorized_user":
      return userToken(access, account);
    case "external_account":
      return federatedToken(access, account);
    case "impersonated_service_account":
      return throughAnother(access, account);
    default:
      throw new StorageError(
        access.place,
        `credentials of the type ${JSON.stringify(type)} are not supported; service_account, authorized_user, external_account and impersonated_service_account are`,
      );
  }
}

/** A claim, signed with the account's key. */
async function serviceAccountToken(access: GoogleAccess, account: JsonObject): Promise<GoogleToken> {
  const address = textMember(account, "token_uri") || `https://oauth2.${access.universe}/token`;
  const now = Math.floor(access.runtime.clock.now() / 1_000);
  const header = { alg: "RS256", typ: "JWT", kid: textMember(account, "private_key_id") };
  const claims = {
    iss: textMember(account, "client_email"),
    scope: SCOPE,
    aud: address,
    iat: now,
    exp: now + LIFETIME_SECONDS,
  };
  const unsigned = [header, claims].map((part) => encode(JSON.stringify(part))).join(".");
  let signature: string;
  try {
    signature = sign("RSA-SHA256", Buffer.from(unsigned), textMember(account, "private_key")).toString(
      "base64url",
    );
  } catch {
    throw new StorageError(access.place, "the private_key of the credentials cannot be read");
  }
  const content = new URLSearchParams({
    grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
    assertion: `${unsigned}.${signature}`,
  });
  return tokenIn(access, await askGoogle(access, urlOf(access, address), { content }));
}

async function userToken(access: GoogleAccess, account: JsonObject): Promise<GoogleToken> {
  const address = textMember(account, "token_uri") || `https://oauth2.${access.universe}/token`;
  const content = new URLSearchParams({ grant_type: "refresh_token" });
  for (const name of ["client_id", "client_secret", "refresh_token"])
    content.set(name, textMember(account, name));
  return tokenIn(access, await askGoogle(access, urlOf(access, address), { content }));
}

/** The token of another house, for one of Google's. */
async function federatedToken(access: GoogleAccess, account: JsonObject): Promise<GoogleToken> {
  const content = new URLSearchParams({
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    audience: textMember(account, "audience"),
    scope: SCOPE,
    requested_token_type: "urn:ietf:params:oauth:token-type:access_token",
    subject_token_type: textMember(account, "subject_token_type"),
    subject_token: await subjectToken(access, account["credential_source"]),
  });
  const token = tokenIn(
    access,
    await askGoogle(access, urlOf(access, textMember(account, "token_url")), { content }),
  );
  const through = textMember(account, "service_account_impersonation_url");
  return through === "" ? token : impersonated(access, urlOf(access, through), [], token);
}

async function subjectToken(access: GoogleAccess, source: Json | undefined): Promise<string> {
  if (!isJsonObject(source)) throw unknownSource(access);
  const [file, address] = [textMember(source, "file"), textMember(source, "url")];
  const { format } = source;
  const field = isJsonObject(format) ? textMember(format, "subject_token_field_name") : "";
  if (file !== "") {
    const content = await access.runtime.disk.readText(file);
    return field === "" ? content.trim() : textMember(parseJsonObject(content) ?? {}, field);
  }
  if (address === "" || field === "") throw unknownSource(access);
  const named = source["headers"];
  const headers: Record<string, string> = {};
  if (isJsonObject(named)) for (const name of Object.keys(named)) headers[name] = textMember(named, name);
  return textMember(await askGoogle(access, urlOf(access, address), { headers }), field);
}

function unknownSource({ place }: GoogleAccess): StorageError {
  return new StorageError(
    place,
    "the credential_source of the credentials is neither a file nor a url with JSON; other sources are not supported",
  );
}

async function throughAnother(access: GoogleAccess, account: JsonObject): Promise<GoogleToken> {
  const source = account["source_credentials"];
  if (!isJsonObject(source))
    throw new StorageError(access.place, "the credentials have no source_credentials");
  const delegates = account["delegates"];
  const names = Array.isArray(delegates) ? delegates.filter((name) => typeof name === "string") : [];
  const url = urlOf(access, textMember(account, "service_account_impersonation_url"));
  return impersonated(access, url, names.map(accountPath), await ofAccount(access, source));
}

async function impersonated(
  access: GoogleAccess,
  url: URL,
  delegates: readonly string[],
  token: GoogleToken,
): Promise<GoogleToken> {
  const content = {
    scope: [SCOPE],
    lifetime: `${LIFETIME_SECONDS}s`,
    ...(delegates.length === 0 ? {} : { delegates }),
  };
  const headers = { authorization: `Bearer ${token.text}` };
  const json = await askGoogle(access, url, { content, headers });
  return { text: textMember(json, "accessToken"), expiresMs: Date.parse(textMember(json, "expireTime")) };
}

/** Of the account of the machine; undefined where there is no such service. */
async function machineToken(access: GoogleAccess): Promise<GoogleToken | undefined> {
  const { runtime } = access;
  const host = runtime.environment.variables.get("GCE_METADATA_HOST") || "metadata.google.internal";
  const request = {
    method: "GET",
    url: `http://${host}/computeMetadata/v1/instance/service-accounts/default/token`,
    headers: { "Metadata-Flavor": "Google" },
    timeoutMs: METADATA_TIMEOUT_MS,
    bodyMax: BODY_MAX,
  };
  try {
    const { status, body } = await runtime.network.request(request);
    const json = status === 200 ? parseJsonObject(new TextDecoder().decode(body)) : undefined;
    return json === undefined ? undefined : tokenIn(access, json);
  } catch (error) {
    if (error instanceof RuntimeError) return undefined;
    throw error;
  }
}

function tokenIn({ runtime, place }: GoogleAccess, json: JsonObject): GoogleToken {
  const { access_token: token, expires_in: seconds } = json;
  if (typeof token !== "string") throw new StorageError(place, "no access_token was given");
  return {
    text: token,
    expiresMs: typeof seconds === "number" ? runtime.clock.now() + seconds * 1_000 : undefined,
  };
}

/** An address out of the credentials: a secret is sent there, so it is encrypted, but on this machine. */
function urlOf({ place }: GoogleAccess, address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol === "https:" || url?.hostname === "127.0.0.1" || url?.hostname === "localhost")
    return url;
  throw new StorageError(place, `the credentials name ${JSON.stringify(address)}, which is no https address`);
}

function encode(part: string): string {
  return Buffer.from(part).toString("base64url");
}
