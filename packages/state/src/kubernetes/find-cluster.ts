import { StorageError } from "../storage/remote-problem.ts";
import type { Cluster, ClusterAccess, ClusterUser } from "./cluster-access.ts";
import { type ContextChoice, readKubeconfig } from "./kubeconfig.ts";

/** What a backend's block says of the cluster. */
export interface ClusterSources {
  readonly inCluster: boolean;
  /** In their order; a home folder stands for `~`. */
  readonly configPaths: readonly string[];
  readonly choice: ContextChoice;
  /** What counts over what the files say, member by member. */
  readonly given: Partial<Cluster>;
  readonly givenUser: ClusterUser;
}

/** Where Kubernetes puts what a pod needs to ask its own cluster. */
const POD = "/var/run/secrets/kubernetes.io/serviceaccount";

/** The cluster of the pod we are in, or of the files, or as it is written; what is written counts over the others. */
export async function findCluster(access: ClusterAccess, sources: ClusterSources): Promise<Cluster> {
  const found = sources.inCluster
    ? await ofPod(access)
    : await readKubeconfig(
        access,
        sources.configPaths.map((path) => homePath(access, path)),
        sources.choice,
      );
  const server = sources.given.server ?? found?.server ?? "";
  if (server === "")
    throw new StorageError(
      access.place,
      "nothing says which cluster: set config_path (KUBE_CONFIG_PATH), in_cluster_config or host",
    );
  const { insecure = found?.insecure ?? false } = sources.given;
  return {
    server: /^https?:\/\//.test(server) ? server : `https://${server}`,
    // Terraform's library refuses the two together; who says to check nothing means it.
    authority: insecure ? undefined : (sources.given.authority ?? found?.authority),
    serverName: found?.serverName,
    insecure,
    proxy: sources.given.proxy ?? found?.proxy,
    user: { ...found?.user, ...present(sources.givenUser) },
  };
}

async function ofPod({ runtime, place }: ClusterAccess): Promise<Cluster> {
  const { variables } = runtime.environment;
  const [host, port] = ["KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT"].map((name) =>
    variables.get(name),
  );
  if (host === undefined || port === undefined)
    throw new StorageError(
      place,
      "unable to load in-cluster configuration, KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT must be defined",
    );
  return {
    server: `https://${host.includes(":") ? `[${host}]` : host}:${port}`,
    authority: await runtime.disk.readText(`${POD}/ca.crt`),
    serverName: undefined,
    insecure: false,
    proxy: undefined,
    user: { tokenFile: `${POD}/token` },
  };
}

function homePath({ runtime }: ClusterAccess, path: string): string {
  return path === "~" || path.startsWith("~/") ? `${runtime.environment.home}${path.slice(1)}` : path;
}

/** Without what is not set, which would hide what the file says. */
function present(user: ClusterUser): ClusterUser {
  return Object.fromEntries(Object.entries(user).filter(([, value]) => value !== undefined));
}
