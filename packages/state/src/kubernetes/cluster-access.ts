import type { Runtime } from "@tutti/runtime";
import type { RetryPolicy } from "../storage/http-call.ts";

/** How clusters are asked. */
export interface ClusterAccess {
  readonly runtime: Runtime;
  /** Of what is asked for, for people: it stands before each error. */
  readonly place: string;
  readonly retry: RetryPolicy;
}

/** A cluster, and who asks it. Texts are PEM. */
export interface Cluster {
  /** `https://HOST:PORT`, perhaps with a path behind. */
  readonly server: string;
  readonly authority: string | undefined;
  readonly serverName: string | undefined;
  readonly insecure: boolean;
  readonly proxy: string | undefined;
  readonly user: ClusterUser;
}

/** Who asks; of a token and a password the token counts. */
export interface ClusterUser {
  readonly token?: string | undefined;
  readonly tokenFile?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly certificate?: string | undefined;
  readonly key?: string | undefined;
  readonly exec?: ExecLogin | undefined;
}

/** A program that gives a token or a certificate (`aws eks get-token`, `gke-gcloud-auth-plugin`, `kubelogin`). */
export interface ExecLogin {
  readonly apiVersion: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: ReadonlyMap<string, string>;
}
