import { createRealRuntime, type HttpExchange } from "@tutti/runtime";
import { isJsonObject, type Json, type JsonObject, parseJsonObject } from "@tutti/values";
import { ignoreGoneClient } from "./gone-client.ts";

/** One request as the server saw it. */
interface SeenKubernetesRequest {
  readonly method: string;
  readonly target: string;
  readonly authorization: string | undefined;
}

/** The API of a cluster on a port of its own: secrets and leases, no more. */
export interface KubernetesServer {
  readonly address: string;
  readonly token: string;
  /** By kind, namespace and name, as in `secrets/default/tfstate-default-x`. */
  readonly objects: Map<string, JsonObject>;
  readonly seen: SeenKubernetesRequest[];
  /** Answers in the place of the server where it gives something. */
  interrupt: (request: SeenKubernetesRequest) => { readonly status: number } | undefined;
  /** Answers in the place of what the server would say of a thing that it has done. */
  onDone: (request: SeenKubernetesRequest) => { readonly status: number } | undefined;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly body: JsonObject;
}

const TOKEN = "of-the-test";
const BODY_MAX = 64 << 20;
/** What the values of a secret may hold together. */
const SECRET_BYTES_MAX = 1_048_576;
/** Small, so that lists of some names have pages. */
const PAGE = 2;

/**
 * As Kubernetes documents it: objects with a `resourceVersion` that counts
 * when they are replaced, names that are taken, selectors of labels, lists in
 * pages. There is no API server on npm or in Debian.
 */
export async function startKubernetesServer(): Promise<KubernetesServer> {
  const objects = new Map<string, JsonObject>();
  const { network } = createRealRuntime();
  const listener = await network.serveHttp(
    { host: "127.0.0.1", port: 0 },
    (exchange) => void serve(exchange).catch(ignoreGoneClient),
  );
  let version = 100;
  const server: KubernetesServer = {
    address: `http://127.0.0.1:${listener.port}`,
    token: TOKEN,
    objects,
    seen: [],
    interrupt: () => undefined,
    onDone: () => undefined,
    close: () => listener.close(),
  };

  async function serve(exchange: HttpExchange): Promise<void> {
    const body = await exchange.body(BODY_MAX);
    const request = {
      method: exchange.method,
      target: exchange.target,
      authorization: exchange.header("authorization"),
    };
    server.seen.push(request);
    const refused = server.interrupt(request);
    const answer = refused === undefined ? handle(request, body) : fail(refused.status, "interrupted");
    const lost = refused === undefined ? server.onDone(request) : undefined;
    const { status, body: told } = lost === undefined ? answer : fail(lost.status, "lost");
    exchange.respond(status, { "Content-Type": "application/json" }, JSON.stringify(told));
  }

  function handle({ method, target, authorization }: SeenKubernetesRequest, body: Uint8Array): Answer {
    if (authorization !== `Bearer ${TOKEN}`) return fail(401, "Unauthorized");
    const url = new URL(target, "http://server");
    const [, core, group, namespace, kind, name] =
      /^(?:\/api\/(v1)|\/apis\/(coordination\.k8s\.io)\/v1)\/namespaces\/([^/]+)\/(secrets|leases)(?:\/([^/]+))?$/.exec(
        url.pathname,
      ) ?? [];
    if (kind === undefined || (kind === "secrets" ? core : group) === undefined)
      return fail(404, "the server could not find the requested resource");
    const folder = `${kind}/${namespace}/`;
    if (name !== undefined) return one(method, folder, name, body);
    return method === "POST" ? create(folder, body) : list(folder, url.searchParams);
  }

  function one(method: string, folder: string, name: string, body: Uint8Array): Answer {
    const found = objects.get(`${folder}${name}`);
    if (found === undefined) return fail(404, `${folder} "${name}" not found`);
    if (method === "GET") return { status: 200, body: found };
    const given = parseJsonObject(new TextDecoder().decode(body));
    if (method === "DELETE") {
      const wanted = memberOf(memberOf(given, "preconditions"), "resourceVersion");
      if (wanted !== undefined && wanted !== versionOf(found)) return conflict(name);
      objects.delete(`${folder}${name}`);
      return { status: 200, body: { kind: "Status", status: "Success" } };
    }
    if (given === undefined) return fail(400, "no JSON object");
    const wanted = versionOf(given);
    if (wanted !== undefined && wanted !== versionOf(found)) return conflict(name);
    return store(folder, name, given, 200);
  }

  function create(folder: string, body: Uint8Array): Answer {
    const given = parseJsonObject(new TextDecoder().decode(body));
    const name = memberOf(memberOf(given, "metadata"), "name");
    if (given === undefined || typeof name !== "string") return fail(400, "name is required");
    if (objects.has(`${folder}${name}`)) return fail(409, `${folder} "${name}" already exists`);
    return store(folder, name, given, 201);
  }

  function store(folder: string, name: string, given: JsonObject, status: number): Answer {
    const data = isJsonObject(given["data"]) ? Object.values(given["data"]) : [];
    const size = data.reduce<number>((sum, text) => sum + Buffer.from(String(text), "base64").length, 0);
    if (size > SECRET_BYTES_MAX) return fail(422, "data: Too long: must have at most 1048576 bytes");
    version += 1;
    const metadata = isJsonObject(given["metadata"]) ? given["metadata"] : {};
    const stored = {
      ...typeOf(folder),
      ...given,
      metadata: { ...metadata, resourceVersion: String(version) },
    };
    objects.set(`${folder}${name}`, stored);
    return { status, body: stored };
  }

  function list(folder: string, query: URLSearchParams): Answer {
    const wanted = (query.get("labelSelector") ?? "").split(",").filter(Boolean);
    const found = [...objects]
      .filter(([path]) => path.startsWith(folder))
      .map(([, object]) => object)
      .filter((object) =>
        wanted.every((pair) => {
          const [name = "", value] = pair.split("=");
          return memberOf(memberOf(memberOf(object, "metadata"), "labels"), name) === value;
        }),
      );
    const from = Number(query.get("continue") ?? "0");
    const size = query.has("limit") ? PAGE : found.length;
    const more = from + size < found.length ? { continue: String(from + size) } : {};
    return {
      status: 200,
      body: {
        ...typeOf(folder, "List"),
        metadata: more,
        items: found.slice(from, from + size),
      },
    };
  }
  return server;
}

/** A server knows them by the path, and says them where the client left them out. */
function typeOf(folder: string, ending = ""): JsonObject {
  return folder.startsWith("secrets/")
    ? { kind: `Secret${ending}`, apiVersion: "v1" }
    : { kind: `Lease${ending}`, apiVersion: "coordination.k8s.io/v1" };
}

function memberOf(value: Json | undefined, name: string): Json | undefined {
  return isJsonObject(value) ? value[name] : undefined;
}

function versionOf(object: Json | undefined): Json | undefined {
  return memberOf(memberOf(object, "metadata"), "resourceVersion") || undefined;
}

function conflict(name: string): Answer {
  return fail(409, `Operation cannot be fulfilled on "${name}": the object has been modified`);
}

const REASONS: Readonly<Record<number, string>> = {
  401: "Unauthorized",
  404: "NotFound",
  409: "Conflict",
  422: "Invalid",
};

function fail(code: number, message: string): Answer {
  const reason = message.endsWith("already exists") ? "AlreadyExists" : (REASONS[code] ?? "InternalError");
  return {
    status: code,
    body: { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", message, reason, code },
  };
}
