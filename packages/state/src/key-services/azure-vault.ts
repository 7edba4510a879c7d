import { Buffer } from "node:buffer";
import { BOOL, type Json, type JsonObject, NUMBER, STRING, textMember } from "@tutti/values";
import { AZURE_CLOUDS, type AzureAccess, askAzure, cloudOfMetadata } from "../azure/azure-access.ts";
import { type AzureIdentity, findAzureToken } from "../azure/azure-token.ts";
import type { BackendArgument, BackendProblem } from "../backend.ts";
import { BackendValues } from "../backend-values.ts";
import { stateError } from "../errors.ts";
import { StorageError } from "../storage/remote-problem.ts";
import type { KeyServiceDefinition } from "./key-service.ts";

const text = (name: string, description: string, ...environment: readonly string[]): BackendArgument => ({
  name,
  type: STRING,
  description,
  environment,
});
const flag = (name: string, description: string): BackendArgument => ({
  name,
  type: BOOL,
  description,
  fallback: false,
});

const ARGUMENTS: readonly BackendArgument[] = [
  { ...text("az_vault_uri", "The vault: `https://NAME.vault.azure.net`."), required: true },
  { ...text("az_vault_key_name", "The key in it: of RSA."), required: true },
  {
    name: "key_length",
    type: NUMBER,
    required: true,
    description: "Bytes of the keys that are hidden with it.",
  },
  text("tenant_id", "The tenant of who asks.", "ARM_TENANT_ID"),
  text("client_id", "Who asks.", "ARM_CLIENT_ID"),
  { ...text("client_secret", "The secret of a service principal.", "ARM_CLIENT_SECRET"), sensitive: true },
  text("client_certificate_path", "Refused: a certificate in PKCS#12.", "ARM_CLIENT_CERTIFICATE_PATH"),
  { ...text("client_certificate_password", "Refused, as the certificate."), sensitive: true },
  flag("use_oidc", "Whether a token of another house is exchanged."),
  { ...text("oidc_token", "That token.", "ARM_OIDC_TOKEN"), sensitive: true },
  text("oidc_token_file_path", "The file that holds it.", "ARM_OIDC_TOKEN_FILE_PATH"),
  text("oidc_request_url", "Where it is asked for.", "ARM_OIDC_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_URL"),
  {
    ...text(
      "oidc_request_token",
      "What is shown there.",
      "ARM_OIDC_REQUEST_TOKEN",
      "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
    ),
    sensitive: true,
  },
  flag("use_msi", "Whether the machine's identity asks."),
  flag("disable_cli", "Whether the login of the Azure CLI is left alone."),
  { ...text("environment", "`public`, `china` or `usgovernment`.", "ARM_ENVIRONMENT"), fallback: "public" },
  text("metadata_host", "The host that describes a cloud of its own.", "ARM_METADATA_HOST"),
  text("subscription_id", "Of no use.", "ARM_SUBSCRIPTION_ID"),
];
const RETRY = { retries: 4, waitMinMs: 1_000, waitMaxMs: 20_000 };
const API = "7.4";
const ALGORITHM = "RSA-OAEP-256";
/** What RSA hides in one piece, with the largest key and this padding. */
const LENGTH_MAX = 446;

/** `key_provider "azure_vault"`: keys made here, and kept as a key vault hides them. */
export const AZURE_VAULT: KeyServiceDefinition = {
  arguments: ARGUMENTS,
  validate: (settings, variables) => [...problems(new BackendValues(ARGUMENTS, settings, variables))],
  keyLength: (settings) => new BackendValues(ARGUMENTS, settings, new Map()).whole("key_length"),
  create(runtime, settings) {
    const values = new BackendValues(ARGUMENTS, settings, runtime.environment.variables);
    const vault = (values.text("az_vault_uri") ?? "").replace(/\/+$/, "");
    const access: AzureAccess = { runtime, retry: RETRY, place: "the key vault" };
    const ask = async (path: string, content: Readonly<Record<string, string>>): Promise<JsonObject> => {
      const token = await tokenOf(access, values, vault);
      const name = encodeURIComponent(values.text("az_vault_key_name") ?? "");
      const url = new URL(`${vault}/keys/${name}/${path}?api-version=${API}`);
      return askAzure(access, url, { content, headers: { authorization: `Bearer ${token}` } });
    };
    return {
      async makeKey() {
        const key = runtime.random.bytes(values.whole("key_length"));
        const answer = await ask("encrypt", {
          alg: ALGORITHM,
          value: Buffer.from(key).toString("base64url"),
        });
        const version = /\/keys\/[^/]+\/([^/]+)$/.exec(textMember(answer, "kid"))?.[1] ?? "";
        return {
          key,
          kept: {
            ciphertext: base64(textMember(answer, "value")),
            iv: base64(answer["iv"]),
            authentication_tag: base64(answer["tag"]),
            additional_authenticated_data: base64(answer["aad"]),
            key_version: version,
            algo: ALGORITHM,
          },
        };
      },
      async findKey(kept) {
        const more = {
          iv: kept["iv"],
          tag: kept["authentication_tag"],
          aad: kept["additional_authenticated_data"],
        };
        const given = Object.entries(more).flatMap(([name, value]) =>
          typeof value === "string" && value !== "" ? [[name, base64Url(value)] as const] : [],
        );
        const version = encodeURIComponent(textMember(kept, "key_version"));
        const answer = await ask(version === "" ? "decrypt" : `${version}/decrypt`, {
          alg: textMember(kept, "algo") || ALGORITHM,
          value: base64Url(textMember(kept, "ciphertext")),
          ...Object.fromEntries(given),
        });
        const key = Buffer.from(textMember(answer, "value"), "base64url");
        if (key.length === 0) throw new StorageError(access.place, "the answer holds no key");
        return key;
      },
    };
  },
};

function* problems(values: BackendValues): Generator<BackendProblem> {
  const invalid = stateError("invalid-backend-configuration");
  const length = values.whole("key_length");
  if (!Number.isInteger(length) || length < 1 || length > LENGTH_MAX)
    yield { ...invalid, detail: `it must be a whole number from 1 to ${LENGTH_MAX}`, argument: "key_length" };
  if (!/^https?:\/\/[^/]/.test(values.text("az_vault_uri") ?? ""))
    yield { ...invalid, detail: "it must be the address of a vault", argument: "az_vault_uri" };
  if (values.text("az_vault_key_name") === undefined)
    yield { ...invalid, detail: "it must name a key of the vault", argument: "az_vault_key_name" };
  if (!Object.hasOwn(AZURE_CLOUDS, values.text("environment") ?? ""))
    yield { ...invalid, detail: 'it must be "public", "china" or "usgovernment"', argument: "environment" };
  if (values.text("client_certificate_path") !== undefined)
    yield {
      ...stateError("unsupported-backend-argument"),
      detail:
        "it is a certificate in PKCS#12, which <Tutti> does not read; use client_secret, use_oidc or use_msi, or log in by the Azure CLI",
      argument: "client_certificate_path",
    };
}

/** For vaults in general: `https://NAME.vault.azure.net` is asked with a token for `https://vault.azure.net`. */
async function tokenOf(access: AzureAccess, values: BackendValues, vault: string): Promise<string> {
  const host = values.text("metadata_host");
  const cloud =
    host === undefined ? AZURE_CLOUDS[values.text("environment") ?? ""] : await cloudOfMetadata(access, host);
  if (cloud === undefined) throw new StorageError(access.place, "the environment is not known");
  const resource = `https://${new URL(vault).hostname.replace(/^[^.]+\./, "")}`;
  return (await findAzureToken(access, cloud, identityOf(values), resource)).text;
}

function identityOf(values: BackendValues): AzureIdentity {
  const oidc = {
    token: values.text("oidc_token"),
    tokenFile: values.text("oidc_token_file_path"),
    requestUrl: values.text("oidc_request_url"),
    requestToken: values.text("oidc_request_token"),
    serviceConnection: undefined,
  };
  return {
    tenantId: values.text("tenant_id"),
    clientId: values.text("client_id"),
    clientIdFile: undefined,
    clientSecret: values.text("client_secret"),
    clientSecretFile: undefined,
    oidc: values.flag("use_oidc") ? oidc : undefined,
    useMsi: values.flag("use_msi"),
    msiEndpoint: undefined,
    useAksWorkloadIdentity: false,
    useCli: !values.flag("disable_cli"),
  };
}

/** As Go writes bytes; nothing is null. */
function base64(value: Json | undefined): string | null {
  return typeof value === "string" && value !== ""
    ? Buffer.from(value, "base64url").toString("base64")
    : null;
}

function base64Url(value: string): string {
  return Buffer.from(value, "base64").toString("base64url");
}
