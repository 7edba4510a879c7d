import type { Runtime } from "@tutti/runtime";
import { isJsonObject, textMember } from "@tutti/values";
import {
  AZURE_CLOUDS,
  type AzureAccess,
  type AzureCloud,
  askAzure,
  cloudOfMetadata,
} from "../../azure/azure-access.ts";
import { type AzureIdentity, findAzureToken, type OidcSource } from "../../azure/azure-token.ts";
import type { BackendDefinition, BackendProblem } from "../../backend.ts";
import { BackendValues } from "../../backend-values.ts";
import { stateError } from "../../errors.ts";
import { UNSEALED } from "../../state-seal.ts";
import { createRemoteBackend } from "../../storage/remote-backend.ts";
import { StorageError } from "../../storage/remote-problem.ts";
import { AZURERM_ARGUMENTS } from "./azurerm-arguments.ts";
import { type AzurePlaces, createAzureStorage } from "./azurerm-storage.ts";
import type { BlobCredentials } from "./blob-client.ts";

const RETRY = { retries: 4, waitMinMs: 1_000, waitMaxMs: 20_000 };
const STORAGE = "https://storage.azure.com/";
const INVALID = stateError("invalid-backend-configuration");
const REFUSED = stateError("unsupported-backend-argument");
const PFX =
  "is a certificate in PKCS#12, which <Tutti> does not read. Use client_secret, use_oidc or use_msi, or log in by the Azure CLI.";

/** `backend "azurerm"`: states as blobs of a container of Azure Storage. */
export const AZURERM: BackendDefinition = {
  type: "azurerm",
  arguments: AZURERM_ARGUMENTS,
  takesFileFlags: false,
  validate: (settings, variables) => [...problems(new BackendValues(AZURERM_ARGUMENTS, settings, variables))],
  create: ({ runtime, reader, seal = UNSEALED }, settings) => {
    const values = new BackendValues(AZURERM_ARGUMENTS, settings, runtime.environment.variables);
    return createRemoteBackend(createAzureStorage(placesOf(runtime, values)), {
      runtime,
      reader,
      seal,
      directory: "",
    });
  },
};

function* problems(values: BackendValues): Generator<BackendProblem> {
  const account = values.text("storage_account_name") ?? "";
  if (!/^[a-z0-9]{3,24}$/.test(account))
    yield {
      ...INVALID,
      detail: `storage_account_name must be 3 to 24 letters in lower case and digits, not ${JSON.stringify(account)}`,
      argument: "storage_account_name",
    };
  const container = values.text("container_name") ?? "";
  if (!/^(\$root|[a-z0-9](-?[a-z0-9]){2,62})$/.test(container))
    yield {
      ...INVALID,
      detail: `container_name must be 3 to 63 letters in lower case, digits and single hyphens, not ${JSON.stringify(container)}`,
      argument: "container_name",
    };
  if (values.text("key") === undefined)
    yield { ...INVALID, detail: "key must not be empty", argument: "key" };
  const environment = values.text("environment") ?? "";
  if (!Object.hasOwn(AZURE_CLOUDS, environment))
    yield {
      ...INVALID,
      detail: `environment must be "public", "china" or "usgovernment", not ${JSON.stringify(environment)}`,
      argument: "environment",
    };
  if (values.isSet("endpoint"))
    yield {
      ...stateError("deprecated-backend-parameter"),
      detail: 'The parameter "endpoint" is deprecated. Use parameter "metadata_host" instead.',
      argument: "endpoint",
      isWarning: true,
    };
  if (values.flag("lookup_blob_endpoint"))
    yield {
      ...REFUSED,
      detail:
        'The argument "lookup_blob_endpoint" asks for the address of an account, which <Tutti> does not do. Use an account without DNS zones of its own.',
      argument: "lookup_blob_endpoint",
    };
  for (const argument of ["client_certificate", "client_certificate_path"])
    if (values.text(argument) !== undefined)
      yield { ...REFUSED, detail: `The argument "${argument}" ${PFX}`, argument };
}

function placesOf(runtime: Runtime, values: BackendValues): AzurePlaces {
  const account = values.text("storage_account_name") ?? "";
  const container = values.text("container_name") ?? "";
  const access: AzureAccess = { runtime, retry: RETRY, place: `azurerm://${account}/${container}` };
  let found: Promise<AzureCloud> | undefined;
  const cloud = (): Promise<AzureCloud> => {
    found ??= cloudOf(access, values);
    return found;
  };
  return {
    ...access,
    account,
    container,
    key: values.text("key") ?? "",
    snapshot: values.flag("snapshot"),
    endpoint: async () => new URL(`https://${account}.blob.${(await cloud()).storageSuffix}`),
    credentials: async () => credentialsOf(access, await cloud(), values, account),
  };
}

async function cloudOf(access: AzureAccess, values: BackendValues): Promise<AzureCloud> {
  const host = values.text("metadata_host");
  if (host !== undefined) return cloudOfMetadata(access, host);
  const cloud = AZURE_CLOUDS[values.text("environment") ?? ""];
  if (cloud === undefined) throw new StorageError(access.place, "the environment is not known");
  return cloud;
}

/** A key, a signature, a token; else the account's key, which a token is shown for. */
async function credentialsOf(
  access: AzureAccess,
  cloud: AzureCloud,
  values: BackendValues,
  account: string,
): Promise<BlobCredentials> {
  const key = values.text("access_key");
  if (key !== undefined) return { kind: "key", key };
  const signature = values.text("sas_token");
  if (signature !== undefined) return { kind: "sas", query: signature.replace(/^\?/, "") };
  const identity = identityOf(values);
  if (values.flag("use_azuread_auth"))
    return { kind: "token", ...(await findAzureToken(access, cloud, identity, STORAGE)) };
  const [group, subscription] = [values.text("resource_group_name"), values.text("subscription_id")];
  if (group === undefined || subscription === undefined)
    throw new StorageError(
      access.place,
      "without access_key, sas_token and use_azuread_auth the account's key is asked for, which needs resource_group_name and subscription_id",
    );
  const { text } = await findAzureToken(access, cloud, identity, `${cloud.manager.replace(/\/$/, "")}/`);
  const path = ["subscriptions", subscription, "resourceGroups", group].map(encodeURIComponent).join("/");
  const url = new URL(
    `${cloud.manager.replace(/\/$/, "")}/${path}/providers/Microsoft.Storage/storageAccounts/${account}/listKeys?api-version=2023-05-01`,
  );
  const { keys } = await askAzure(access, url, {
    method: "POST",
    headers: { authorization: `Bearer ${text}` },
  });
  const [first] = Array.isArray(keys) ? keys : [];
  if (!isJsonObject(first) || textMember(first, "value") === "")
    throw new StorageError(access.place, "the account has no key that we may see");
  return { kind: "key", key: textMember(first, "value") };
}

function identityOf(values: BackendValues): AzureIdentity {
  const oidc: OidcSource = {
    token: values.text("oidc_token"),
    tokenFile: values.text("oidc_token_file_path"),
    requestUrl: values.text("oidc_request_url"),
    requestToken: values.text("oidc_request_token"),
    serviceConnection: values.text("ado_pipeline_service_connection_id"),
  };
  return {
    tenantId: values.text("tenant_id"),
    clientId: values.text("client_id"),
    clientIdFile: values.text("client_id_file_path"),
    clientSecret: values.text("client_secret"),
    clientSecretFile: values.text("client_secret_file_path"),
    oidc: values.flag("use_oidc") ? oidc : undefined,
    useMsi: values.flag("use_msi"),
    msiEndpoint: values.text("msi_endpoint"),
    useAksWorkloadIdentity: values.flag("use_aks_workload_identity"),
    useCli: values.flag("use_cli"),
  };
}
