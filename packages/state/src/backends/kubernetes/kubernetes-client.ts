import { Buffer } from "node:buffer";
import type { HttpResponse, TlsOptions } from "@tutti/runtime";
import { encodeJsonTree, isJsonObject, type JsonObject, parseJsonObject, textMember } from "@tutti/values";
import type { Cluster, ClusterAccess, ClusterUser } from "../../kubernetes/cluster-access.ts";
import { runLogin } from "../../kubernetes/exec-credential.ts";
import { callHttp } from "../../storage/http-call.ts";
import { StorageError } from "../../storage/remote-problem.ts";
import { Renewed } from "../../storage/renewed.ts";

/** A namespace of a cluster. */
export interface KubernetesPlace extends ClusterAccess {
  readonly namespace: string;
  cluster(): Promise<Cluster>;
}

/** The two kinds of objects that hold states and locks. */
export type ObjectKind = "secrets" | "leases";

/** One request about objects of a kind. */
export interface KubernetesRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly kind: ObjectKind;
  /** Undefined: all of them, or a new one. */
  readonly name?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: JsonObject;
}

const GROUPS: Readonly<Record<ObjectKind, string>> = {
  secrets: "api/v1",
  leases: "apis/coordination.k8s.io/v1",
};
/** Tokens that end sooner than this are asked for anew. */
const LEFT_MIN_MS = 60_000;

/** The cluster with what its user shows by now. */
interface Login {
  readonly cluster: Cluster;
  readonly user: ClusterUser;
  readonly expiresMs: number | undefined;
}

/** Sends requests of Kubernetes' API. */
export class KubernetesClient {
  readonly #place: KubernetesPlace;
  readonly #login: Renewed<Login>;

  constructor(place: KubernetesPlace) {
    this.#place = place;
    this.#login = new Renewed(place.runtime, () => logIn(place), LEFT_MIN_MS);
  }

  /** The answer, whatever its status is. */
  async send({ method, kind, name, query = {}, body }: KubernetesRequest): Promise<HttpResponse> {
    const { runtime, retry, namespace } = this.#place;
    const { cluster, user } = await this.#login.current();
    const path = ["namespaces", namespace, kind, ...(name === undefined ? [] : [name])];
    const url = new URL(
      `${cluster.server.replace(/\/+$/, "")}/${GROUPS[kind]}/${path.map(encodeURIComponent).join("/")}`,
    );
    url.search = new URLSearchParams(query).toString();
    const token = await tokenOf(this.#place, user);
    const proxy = cluster.proxy;
    return callHttp(
      {
        runtime,
        retry,
        tls: tlsOf(cluster, user),
        ...(proxy === undefined
          ? {}
          : {
              proxyVariables: new Map([
                ["HTTP_PROXY", proxy],
                ["HTTPS_PROXY", proxy],
              ]),
            }),
      },
      {
        method,
        url,
        headers: () => ({
          accept: "application/json",
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...authorization(user, token),
        }),
        ...(body === undefined ? {} : { body: new TextEncoder().encode(encodeJsonTree(body)) }),
        staysThere: true,
      },
    );
  }

  /** An object, or undefined where there is none. */
  async find(kind: ObjectKind, name: string): Promise<JsonObject | undefined> {
    const response = await this.send({ method: "GET", kind, name });
    if (response.status === 404) return undefined;
    const object = response.status === 200 ? jsonOf(response) : undefined;
    if (object === undefined) throw this.refusal(`read ${kind}`, response);
    return object;
  }

  /** What the server refused, in its words. */
  refusal(operation: string, response: HttpResponse): StorageError {
    const message = textMember(jsonOf(response) ?? {}, "message");
    return new StorageError(
      this.#place.place,
      `${operation}: ${response.status}${message === "" ? "" : ` ${message}`}`,
    );
  }
}

/** The answer's body; undefined where it is no JSON object. */
export function jsonOf({ body }: HttpResponse): JsonObject | undefined {
  return parseJsonObject(new TextDecoder().decode(body));
}

/** A member that is an object itself; an empty one where it is not there. */
export function objectMember(object: JsonObject | undefined, name: string): JsonObject {
  const value = object?.[name];
  return isJsonObject(value) ? value : {};
}

async function logIn(place: KubernetesPlace): Promise<Login> {
  const cluster = await place.cluster();
  const { exec } = cluster.user;
  if (exec === undefined) return { cluster, user: cluster.user, expiresMs: undefined };
  const { expiresMs, ...given } = await runLogin(place, exec);
  return { cluster, user: { ...cluster.user, ...given }, expiresMs };
}

/** A file is read each time: what stands in it is exchanged while we run. */
async function tokenOf({ runtime }: KubernetesPlace, user: ClusterUser): Promise<string | undefined> {
  if (user.token !== undefined || user.tokenFile === undefined) return user.token;
  return (await runtime.disk.readText(user.tokenFile)).trim();
}

function authorization(
  { username, password }: ClusterUser,
  token: string | undefined,
): Record<string, string> {
  if (token !== undefined) return { authorization: `Bearer ${token}` };
  if (username === undefined) return {};
  return { authorization: `Basic ${Buffer.from(`${username}:${password ?? ""}`).toString("base64")}` };
}

function tlsOf({ insecure, authority, serverName }: Cluster, { certificate, key }: ClusterUser): TlsOptions {
  return {
    ...(insecure ? { tlsUnverified: true } : {}),
    ...(authority === undefined ? {} : { tlsAuthority: authority }),
    ...(serverName === undefined ? {} : { tlsServerName: serverName }),
    ...(certificate === undefined || key === undefined ? {} : { tlsIdentity: { certificate, key } }),
  };
}
