import { BOOL, STRING } from "@tutti/values";
import type { BackendArgument } from "../../backend.ts";

type Said = Omit<BackendArgument, "name" | "type" | "description">;

const text = (name: string, description: string, more: Said = {}): BackendArgument => ({
  name,
  type: STRING,
  description,
  ...more,
});
const flag = (name: string, variable: string, description: string, fallback = false): BackendArgument => ({
  name,
  type: BOOL,
  description,
  environment: [variable],
  fallback,
});
const of = (...environment: readonly string[]): Said => ({ environment });
const secret = (...environment: readonly string[]): Said => ({ environment, sensitive: true });

/** All that Terraform 1.11 declares. */
export const AZURERM_ARGUMENTS: readonly BackendArgument[] = [
  text("storage_account_name", "The storage account.", { required: true }),
  text("container_name", "The container of the account.", { required: true }),
  text("key", "The name of the default workspace's blob.", { required: true }),
  text("access_key", "The account's key.", secret("ARM_ACCESS_KEY")),
  text("sas_token", "A shared access signature: the query that is shown.", secret("ARM_SAS_TOKEN")),
  flag("snapshot", "ARM_SNAPSHOT", "Whether the blob is snapshotted before each write."),
  text("environment", "`public`, `china` or `usgovernment`.", {
    ...of("ARM_ENVIRONMENT"),
    fallback: "public",
  }),
  text(
    "metadata_host",
    "The host that describes a cloud of its own (Azure Stack).",
    of("ARM_METADATA_HOSTNAME", "ARM_METADATA_HOST"),
  ),
  text("endpoint", "Deprecated, and of no use: use `metadata_host`.", of("ARM_ENDPOINT")),
  flag(
    "lookup_blob_endpoint",
    "ARM_USE_DNS_ZONE_ENDPOINT",
    "Refused: the account's address is made of its name.",
  ),
  text("resource_group_name", "The account's resource group, where its key is asked for."),
  text(
    "subscription_id",
    "The account's subscription, where its key is asked for.",
    of("ARM_SUBSCRIPTION_ID"),
  ),
  flag(
    "use_azuread_auth",
    "ARM_USE_AZUREAD",
    "Whether blobs are asked for by a token and not by the account's key.",
  ),
  text("tenant_id", "The tenant of who asks.", of("ARM_TENANT_ID")),
  text("client_id", "Who asks.", of("ARM_CLIENT_ID")),
  text("client_id_file_path", "The file that holds it.", of("ARM_CLIENT_ID_FILE_PATH")),
  text("client_secret", "The secret of a service principal.", secret("ARM_CLIENT_SECRET")),
  text("client_secret_file_path", "The file that holds it.", of("ARM_CLIENT_SECRET_FILE_PATH")),
  text("client_certificate", "Refused: a certificate in PKCS#12.", secret("ARM_CLIENT_CERTIFICATE")),
  text(
    "client_certificate_password",
    "Refused, as the certificate.",
    secret("ARM_CLIENT_CERTIFICATE_PASSWORD"),
  ),
  text("client_certificate_path", "Refused: a certificate in PKCS#12.", of("ARM_CLIENT_CERTIFICATE_PATH")),
  flag("use_oidc", "ARM_USE_OIDC", "Whether a token of another house is exchanged."),
  text("oidc_token", "That token.", secret("ARM_OIDC_TOKEN")),
  text("oidc_token_file_path", "The file that holds it.", of("ARM_OIDC_TOKEN_FILE_PATH")),
  text(
    "oidc_request_url",
    "Where it is asked for.",
    of("ARM_OIDC_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_URL", "SYSTEM_OIDCREQUESTURI"),
  ),
  text(
    "oidc_request_token",
    "What is shown there.",
    secret("ARM_OIDC_REQUEST_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "SYSTEM_ACCESSTOKEN"),
  ),
  text(
    "ado_pipeline_service_connection_id",
    "The service connection of Azure DevOps.",
    of("ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID", "ARM_OIDC_AZURE_SERVICE_CONNECTION_ID"),
  ),
  flag("use_msi", "ARM_USE_MSI", "Whether the machine's identity asks."),
  text("msi_endpoint", "Where a token of the machine is asked for.", of("ARM_MSI_ENDPOINT")),
  flag("use_aks_workload_identity", "ARM_USE_AKS_WORKLOAD_IDENTITY", "Whether the pod's identity asks."),
  flag("use_cli", "ARM_USE_CLI", "Whether the login of the Azure CLI asks, where nothing else does.", true),
];
