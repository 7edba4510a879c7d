import { BOOL, listType, mapType, objectType, STRING } from "@tutti/values";
import type { BackendArgument } from "../../backend.ts";

const text = (
  name: string,
  variable: string,
  description: string,
  more: Pick<BackendArgument, "sensitive" | "fallback"> = {},
): BackendArgument => ({ name, type: STRING, environment: [variable], description, ...more });
const flag = (name: string, variable: string, description: string): BackendArgument => ({
  name,
  type: BOOL,
  environment: [variable],
  fallback: false,
  description,
});

const EXEC = listType(
  objectType({ api_version: STRING, command: STRING, env: mapType(STRING), args: listType(STRING) }, [
    "env",
    "args",
  ]),
);

/** All that Terraform 1.11 declares. */
export const KUBERNETES_ARGUMENTS: readonly BackendArgument[] = [
  {
    name: "secret_suffix",
    type: STRING,
    required: true,
    description: "The end of the secrets' names: `tfstate-WORKSPACE-SUFFIX`.",
  },
  { name: "labels", type: mapType(STRING), description: "More labels of secrets and leases." },
  text("namespace", "KUBE_NAMESPACE", "The namespace of the secrets.", { fallback: "default" }),
  flag(
    "in_cluster_config",
    "KUBE_IN_CLUSTER_CONFIG",
    "Whether the pod's own cluster is asked, as its account.",
  ),
  {
    name: "load_config_file",
    type: BOOL,
    environment: ["KUBE_LOAD_CONFIG_FILE"],
    fallback: true,
    description: "Of no use, as in Terraform.",
  },
  text("host", "KUBE_HOST", "The address of the API."),
  text("username", "KUBE_USER", "Who asks, by HTTP basic authentication."),
  text("password", "KUBE_PASSWORD", "Its password.", { sensitive: true }),
  flag("insecure", "KUBE_INSECURE", "Whether certificates are taken unchecked."),
  text("client_certificate", "KUBE_CLIENT_CERT_DATA", "PEM of the certificate that is shown.", {
    sensitive: true,
  }),
  text("client_key", "KUBE_CLIENT_KEY_DATA", "PEM of its key.", { sensitive: true }),
  text(
    "cluster_ca_certificate",
    "KUBE_CLUSTER_CA_CERT_DATA",
    "PEM of the authorities of the API's certificate.",
  ),
  {
    name: "config_paths",
    type: listType(STRING),
    description: "Kubeconfig files that are read as one; KUBE_CONFIG_PATHS has them with colons between.",
  },
  text("config_path", "KUBE_CONFIG_PATH", "A kubeconfig file; it counts before `config_paths`."),
  text("config_context", "KUBE_CTX", "The context of the file, instead of its current one."),
  text("config_context_auth_info", "KUBE_CTX_AUTH_INFO", "The user of the file, instead of the context's."),
  text("config_context_cluster", "KUBE_CTX_CLUSTER", "The cluster of the file, instead of the context's."),
  text("token", "KUBE_TOKEN", "A token of a service account.", { sensitive: true }),
  {
    name: "exec",
    type: EXEC,
    isBlock: true,
    description: "A program that gives a token: `api_version`, `command`, `args`, `env`.",
  },
];
