import { delimiter } from "node:path";
import type { Runtime } from "@tutti/runtime";
import type { BackendDefinition, BackendProblem, BackendSettings } from "../../backend.ts";
import { BackendValues } from "../../backend-values.ts";
import { stateError } from "../../errors.ts";
import type { ClusterAccess, ExecLogin } from "../../kubernetes/cluster-access.ts";
import { type ClusterSources, findCluster } from "../../kubernetes/find-cluster.ts";
import { UNSEALED } from "../../state-seal.ts";
import { createRemoteBackend } from "../../storage/remote-backend.ts";
import { KUBERNETES_ARGUMENTS } from "./kubernetes-arguments.ts";
import { createKubernetesStorage, type KubernetesPlaces } from "./kubernetes-storage.ts";

const RETRY = { retries: 4, waitMinMs: 1_000, waitMaxMs: 20_000 };
const INVALID = stateError("invalid-backend-configuration");

/** `backend "kubernetes"`: states in secrets of a cluster. */
export const KUBERNETES: BackendDefinition = {
  type: "kubernetes",
  arguments: KUBERNETES_ARGUMENTS,
  takesFileFlags: false,
  validate: (settings, variables) => [
    ...problems(new BackendValues(KUBERNETES_ARGUMENTS, settings, variables)),
  ],
  create: ({ runtime, reader, seal = UNSEALED }, settings) =>
    createRemoteBackend(createKubernetesStorage(placesOf(runtime, settings)), {
      runtime,
      reader,
      seal,
      directory: "",
    }),
};

function* problems(values: BackendValues): Generator<BackendProblem> {
  for (const [argument, other] of [
    ["client_certificate", "client_key"],
    ["client_key", "client_certificate"],
  ] as const)
    if (values.text(argument) !== undefined && values.text(other) === undefined)
      yield { ...INVALID, detail: `${argument} is set but ${other} is not`, argument };
}

function placesOf(runtime: Runtime, settings: BackendSettings): KubernetesPlaces {
  const values = new BackendValues(KUBERNETES_ARGUMENTS, settings, runtime.environment.variables);
  const namespace = values.text("namespace") ?? "";
  const access: ClusterAccess = { runtime, retry: RETRY, place: `kubernetes://${namespace}` };
  return {
    ...access,
    namespace,
    suffix: values.text("secret_suffix") ?? "",
    labels: values.texts("labels") ?? new Map(),
    cluster: () => findCluster(access, sourcesOf(runtime, values, settings)),
  };
}

function sourcesOf(runtime: Runtime, values: BackendValues, settings: BackendSettings): ClusterSources {
  return {
    inCluster: values.flag("in_cluster_config"),
    configPaths: pathsOf(runtime, values),
    choice: {
      context: values.text("config_context"),
      cluster: values.text("config_context_cluster"),
      user: values.text("config_context_auth_info"),
    },
    given: {
      ...(values.text("host") === undefined ? {} : { server: values.text("host") ?? "" }),
      ...(values.flag("insecure") ? { insecure: true } : {}),
      authority: values.text("cluster_ca_certificate"),
    },
    givenUser: {
      token: values.text("token"),
      username: values.text("username"),
      password: values.text("password"),
      certificate: values.text("client_certificate"),
      key: values.text("client_key"),
      exec: execOf(settings),
    },
  };
}

function pathsOf({ environment }: Runtime, values: BackendValues): readonly string[] {
  const single = values.text("config_path");
  if (single !== undefined) return [single];
  const several = [...(values.texts("config_paths")?.values() ?? [])];
  if (several.length > 0) return several;
  return (environment.variables.get("KUBE_CONFIG_PATHS") ?? "").split(delimiter).filter(Boolean);
}

function execOf(settings: BackendSettings): ExecLogin | undefined {
  const blocks = settings.get("exec");
  const block = blocks === undefined || blocks.isNull ? undefined : [...blocks.asItems][0];
  if (block === undefined) return undefined;
  const member = (name: string) => block.asEntries.get(name);
  const [args, environment] = [member("args"), member("env")];
  return {
    apiVersion: member("api_version")?.asString ?? "",
    command: member("command")?.asString ?? "",
    args:
      args === undefined || args.isNull
        ? []
        : [...args.asItems].map((item) => (item.isNull ? "" : item.asString)),
    environment:
      environment === undefined || environment.isNull
        ? new Map()
        : new Map([...environment.asEntries].map(([name, value]) => [name, value.asString])),
  };
}
