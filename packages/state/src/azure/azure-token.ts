import { type JsonObject, parseJsonObject, textMember } from "@tutti/values";
import { StorageError } from "../storage/remote-problem.ts";
import { type AzureAccess, type AzureCloud, askAzure } from "./azure-access.ts";

/** What a request shows. */
export interface AzureToken {
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly expiresMs: number;
}

/** Who asks: what a block says of it, undefined where it says nothing. */
export interface AzureIdentity {
  readonly tenantId: string | undefined;
  readonly clientId: string | undefined;
  readonly clientIdFile: string | undefined;
  readonly clientSecret: string | undefined;
  readonly clientSecretFile: string | undefined;
  readonly oidc: OidcSource | undefined;
  readonly useMsi: boolean;
  readonly msiEndpoint: string | undefined;
  readonly useAksWorkloadIdentity: boolean;
  readonly useCli: boolean;
}

/** A token of another house: itself, a file, or where it is asked for. */
export interface OidcSource {
  readonly token: string | undefined;
  readonly tokenFile: string | undefined;
  readonly requestUrl: string | undefined;
  readonly requestToken: string | undefined;
  /** Of Azure DevOps. */
  readonly serviceConnection: string | undefined;
}

const ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const MACHINE = "http://169.254.169.254/metadata/identity/oauth2/token";
const CLI_TIMEOUT_MS = 30_000;

/** A token for a service (`https://storage.azure.com/`), by the first way that the block opens. */
export async function findAzureToken(
  access: AzureAccess,
  cloud: AzureCloud,
  identity: AzureIdentity,
  resource: string,
): Promise<AzureToken> {
  const secret = await valueOrFile(access, "client_secret", identity.clientSecret, identity.clientSecretFile);
  if (secret !== undefined) return byGrant(access, cloud, identity, resource, { client_secret: secret });
  if (identity.oidc !== undefined) {
    const assertion = await assertionOf(access, cloud, identity.oidc);
    return byGrant(access, cloud, identity, resource, {
      client_assertion_type: ASSERTION,
      client_assertion: assertion,
    });
  }
  if (identity.useMsi) return ofMachine(access, identity, resource);
  if (identity.useAksWorkloadIdentity) return ofWorkload(access, cloud, identity, resource);
  if (identity.useCli) return ofCli(access, identity, resource);
  throw new StorageError(
    access.place,
    "nothing says who asks: set access_key, sas_token, client_secret, use_oidc, use_msi or use_aks_workload_identity, or leave use_cli as it is",
  );
}

/** What is given, or what its file holds; both must say the same. */
async function valueOrFile(
  { runtime, place }: AzureAccess,
  name: string,
  value: string | undefined,
  file: string | undefined,
): Promise<string | undefined> {
  const content = file === undefined ? undefined : (await runtime.disk.readText(file)).trim();
  if (value !== undefined && content !== undefined && value !== content)
    throw new StorageError(place, `${name} and its file do not say the same; give one of the two`);
  return value ?? content;
}

async function byGrant(
  access: AzureAccess,
  cloud: AzureCloud,
  identity: AzureIdentity,
  resource: string,
  proof: Readonly<Record<string, string>>,
): Promise<AzureToken> {
  const clientId = await valueOrFile(access, "client_id", identity.clientId, identity.clientIdFile);
  if (identity.tenantId === undefined || clientId === undefined)
    throw new StorageError(access.place, "a service principal needs tenant_id and client_id");
  const url = new URL(
    `${cloud.login.replace(/\/$/, "")}/${encodeURIComponent(identity.tenantId)}/oauth2/v2.0/token`,
  );
  const form = {
    grant_type: "client_credentials",
    client_id: clientId,
    scope: `${resource.replace(/\/$/, "")}/.default`,
    ...proof,
  };
  return tokenIn(access, await askAzure(access, url, { form }));
}

async function assertionOf(access: AzureAccess, cloud: AzureCloud, source: OidcSource): Promise<string> {
  const given = await valueOrFile(access, "oidc_token", source.token, source.tokenFile);
  if (given !== undefined) return given;
  const { requestUrl, requestToken, serviceConnection } = source;
  if (requestUrl === undefined || requestToken === undefined || !URL.canParse(requestUrl))
    throw new StorageError(
      access.place,
      "use_oidc needs oidc_token, oidc_token_file_path, or oidc_request_url with oidc_request_token",
    );
  const url = new URL(requestUrl);
  const headers = { authorization: `Bearer ${requestToken}`, accept: "application/json" };
  if (serviceConnection !== undefined) {
    url.searchParams.set("api-version", "7.1");
    url.searchParams.set("serviceConnectionId", serviceConnection);
    return textMember(await askAzure(access, url, { method: "POST", headers }), "oidcToken");
  }
  if (!url.searchParams.has("audience")) url.searchParams.set("audience", cloud.exchangeAudience);
  return textMember(await askAzure(access, url, { headers }), "value");
}

async function ofMachine(
  access: AzureAccess,
  identity: AzureIdentity,
  resource: string,
): Promise<AzureToken> {
  const { variables } = access.runtime.environment;
  const application = variables.get("IDENTITY_ENDPOINT");
  const header = variables.get("IDENTITY_HEADER");
  const ofApplication = application !== undefined && header !== undefined;
  const url = new URL(ofApplication ? application : (identity.msiEndpoint ?? MACHINE));
  url.searchParams.set("api-version", ofApplication ? "2019-08-01" : "2018-02-01");
  url.searchParams.set("resource", resource);
  if (identity.clientId !== undefined) url.searchParams.set("client_id", identity.clientId);
  const headers: Record<string, string> = ofApplication
    ? { "x-identity-header": header }
    : { metadata: "true" };
  return tokenIn(access, await askAzure(access, url, { headers }));
}

/** What AKS puts into a pod. */
async function ofWorkload(
  access: AzureAccess,
  cloud: AzureCloud,
  identity: AzureIdentity,
  resource: string,
): Promise<AzureToken> {
  const { variables } = access.runtime.environment;
  const file = variables.get("AZURE_FEDERATED_TOKEN_FILE");
  if (file === undefined)
    throw new StorageError(
      access.place,
      "AZURE_FEDERATED_TOKEN_FILE is not set: is this a pod with a workload identity?",
    );
  const who = {
    ...identity,
    tenantId: identity.tenantId ?? variables.get("AZURE_TENANT_ID"),
    clientId: identity.clientId ?? variables.get("AZURE_CLIENT_ID"),
  };
  const assertion = (await access.runtime.disk.readText(file)).trim();
  return byGrant(access, cloud, who, resource, {
    client_assertion_type: ASSERTION,
    client_assertion: assertion,
  });
}

async function ofCli(
  { runtime, place }: AzureAccess,
  { tenantId }: AzureIdentity,
  resource: string,
): Promise<AzureToken> {
  const args = ["account", "get-access-token", "--output", "json", "--resource", resource];
  const result = await runtime.processes
    .run({
      program: "az",
      args: tenantId === undefined ? args : [...args, "--tenant", tenantId],
      timeoutMs: CLI_TIMEOUT_MS,
    })
    .catch(() => undefined);
  const text = result?.exitCode === 0 ? new TextDecoder().decode(result.stdout) : "";
  const { accessToken, expires_on: expires } = parseJsonObject(text) ?? {};
  if (typeof accessToken !== "string")
    throw new StorageError(
      place,
      "the Azure CLI gave no token. Log in, or say otherwise who asks:\n    az login",
    );
  return { text: accessToken, expiresMs: Number(expires) * 1_000 };
}

function tokenIn({ runtime, place }: AzureAccess, json: JsonObject): AzureToken {
  const text = textMember(json, "access_token");
  if (text === "") throw new StorageError(place, "no access_token was given");
  // A number, or digits as text from machines.
  return { text, expiresMs: runtime.clock.now() + Number(json["expires_in"]) * 1_000 };
}
