import type { Disk, HttpExchange, Listener } from "@tutti/runtime";
import { fromUnknown } from "@tutti/runtime";
import type { ApiRequest, Authorizer, BlockingRead, ReadOptions, ReadResult, Reply } from "@tutti/server";
import {
  empty,
  parseReadOptions,
  Query,
  Refusal,
  readHeaders,
  refusal,
  refuse,
  text,
  WAIT_JITTER_FRACTION,
} from "@tutti/server";
import type { AgentContext, AgentPart, Endpoints } from "../agent-part.ts";
import { AnswerCache, questionOf } from "./answer-cache.ts";
import { cleanPath, decodePath, isPrintable } from "./clean-path.ts";
import { mayWrite, refusalOfDatacenter, tokenOf } from "./gate.ts";
import type { Operation } from "./mux.ts";
import { Mux } from "./mux.ts";
import type { Answering } from "./write-reply.ts";
import { encodeBody, redirect, writeReply } from "./write-reply.ts";

/** Requests that may wait for a change at once; beyond it they are answered 429. */
export const WATCHERS_MAX = 100_000;

/** The HTTP API of an agent. */
export interface HttpApi {
  listen(): Promise<void>;
  close(): Promise<void>;
  readonly port: number;
}

type WholeReply = Extract<Reply, { kind: "whole" }>;

type Performed =
  | Exclude<Reply, { kind: "blocking" }>
  | (Extract<Reply, { kind: "blocking" }> & {
      readonly request: ApiRequest;
      readonly authorizer: Authorizer;
    });

/** Puts the parts' endpoints behind one server. */
export function createHttpApi(context: AgentContext, parts: readonly AgentPart[]): HttpApi {
  const { config, runtime, state } = context;
  const endpoints: Endpoints = Object.assign({}, ...parts.map((part) => part.endpoints));
  const mux = new Mux(endpoints);
  const cache = new AnswerCache(state.watches, runtime.clock);
  const baseHeaders: Readonly<Record<string, string>> = {
    ...config.http.responseHeaders,
    "X-Consul-Default-ACL-Policy": config.acl.enabled ? config.acl.defaultPolicy : "allow",
  };
  let listeners: Listener[] = [];
  let watchers = 0;

  function handle(exchange: HttpExchange): void {
    const question = exchange.target.indexOf("?");
    const rawPath = question < 0 ? exchange.target : exchange.target.slice(0, question);
    const queryText = question < 0 ? "" : exchange.target.slice(question + 1);
    const path = decodePath(rawPath);
    if (path === undefined || (config.http.refusesUnprintable && !isPrintable(path))) {
      exchange.respond(400, {});
      return;
    }
    const cleaned = cleanPath(path);
    if (cleaned !== path) {
      redirect(exchange, cleaned, queryText);
      return;
    }
    const routed = mux.route(path);
    if (routed.kind === "target") {
      const query = new Query(queryText);
      const answering: Answering = {
        exchange,
        pretty: config.devMode || query.common.flag("pretty"),
        headers: baseHeaders,
      };
      if (config.http.blockEndpoints.some((prefix) => path.startsWith(prefix))) {
        writeReply(answering, text(403, "Endpoint is blocked by agent configuration"));
        return;
      }
      if (!mayWrite(exchange, config.http)) {
        writeReply(answering, text(403, "Access is restricted"));
        return;
      }
      const { method } = exchange;
      const { target, rest } = routed;
      const operation = target.methods.get(method);
      if (operation !== undefined) void answer(answering, operation, path, rest, query);
      else if (method === "OPTIONS") writeReply(answering, empty(200, { Allow: target.allow }));
      else writeReply(answering, text(405, `method ${method} not allowed`, { Allow: target.allow }));
    } else if (routed.kind === "redirect") {
      redirect(exchange, routed.path, queryText);
    } else if (path === "/") {
      redirect(exchange, "/ui/", "");
    } else {
      exchange.respond(404, {});
    }
  }

  async function answer(
    answering: Answering,
    operation: Operation,
    path: string,
    rest: string,
    query: Query,
  ): Promise<void> {
    try {
      const reply = await perform(answering.exchange, operation, path, rest, query);
      if (reply.kind !== "blocking") {
        writeReply(answering, reply);
        return;
      }
      await serveRead(answering, operation, reply.read, reply.request, reply.authorizer);
    } catch (error) {
      const { message } = fromUnknown(error, path);
      context.log("error", `http: ${answering.exchange.method} ${path}: ${message}`);
      writeReply(answering, text(500, "internal error; the agent's log has the reason"));
    }
  }

  async function perform(
    exchange: HttpExchange,
    { route, endpoint }: Operation,
    path: string,
    rest: string,
    query: Query,
  ): Promise<Performed> {
    const token = tokenOf(exchange, query);
    const authorizer = context.authorize(token);
    if (authorizer === undefined) return withMeta(route, refusal(refuse("ACL not found", 403)));
    const elsewhere = refusalOfDatacenter(query, config.datacenter);
    if (elsewhere !== undefined) return withMeta(route, refusal(elsewhere));
    const request: ApiRequest = {
      method: exchange.method,
      path,
      rest,
      query,
      token,
      exchange,
    };
    const serving = { state, authorizer, authorize: context.authorize };
    const { reply, denied } = await endpoint.serve(request, serving);
    if (reply.kind === "blocking") return { ...reply, request, authorizer };
    return reply.kind === "whole" && (denied || reply.status >= 500) ? withMeta(route, reply) : reply;
  }

  async function serveRead(
    answering: Answering,
    { route }: Operation,
    read: BlockingRead,
    request: ApiRequest,
    authorizer: Authorizer,
  ): Promise<void> {
    const options = parseReadOptions(request, config);
    if (options instanceof Refusal) {
      writeReply(answering, refusal(options));
      return;
    }
    const key =
      read.shareKey === undefined
        ? undefined
        : questionOf(route, request, authorizer, read.shareKey, answering.pretty);
    let result = runShared(read, key, answering.pretty);
    if (options.index > 0 && !isNews(result, options)) {
      if (watchers >= WATCHERS_MAX) {
        writeReply(answering, text(429, `more than ${WATCHERS_MAX} requests wait for a change`));
        return;
      }
      watchers += 1;
      const waited = await waitForNews(read, options, key, answering).finally(() => {
        watchers -= 1;
      });
      if (waited === undefined) return;
      result = waited;
    }
    if (result.reply.kind === "stream") {
      writeReply(answering, result.reply);
      return;
    }
    const headers = { ...result.reply.headers, ...readHeaders(route, result.index, options) };
    if (options.cached && config.http.useCache && CACHEABLE.has(route.id))
      Object.assign(headers, cache.ageHeaders(key ?? ""));
    writeReply(answering, { ...result.reply, headers });
  }

  function waitForNews(
    read: BlockingRead,
    options: ReadOptions,
    key: string | undefined,
    { exchange, pretty }: Answering,
  ): Promise<ReadResult | undefined> {
    return new Promise((resolve, reject) => {
      let stop: () => void = () => {};
      const jitter = runtime.random.float() * options.waitMs * WAIT_JITTER_FRACTION;
      const timer = runtime.clock.after(options.waitMs + jitter, () => look(() => true), { unref: true });
      const leave = (): void => finish(() => resolve(undefined));
      exchange.gone.addEventListener("abort", leave);
      function finish(settle: () => void): void {
        stop();
        timer.cancel();
        exchange.gone.removeEventListener("abort", leave);
        settle();
      }
      // Whoever wakes this one is in the middle of a commit: a read that fails is this request's matter alone.
      function look(answers: (result: ReadResult) => boolean): void {
        try {
          const result = runShared(read, key, pretty);
          if (answers(result)) finish(() => resolve(result));
          else wait();
        } catch (error) {
          finish(() => reject(error));
        }
      }
      function wait(): void {
        stop = state.watches.wait(read.topics, () => look((result) => isNews(result, options)));
      }
      wait();
    });
  }

  /** Runs a read, or takes the answer of an equal one that still holds. */
  function runShared(read: BlockingRead, key: string | undefined, pretty: boolean): ReadResult {
    if (key === undefined) return read.run();
    const known = cache.get(key);
    if (known !== undefined) return known;
    const result = read.run();
    if (result.reply.kind !== "whole") return result;
    const shared = { ...result, reply: { ...result.reply, body: encodeBody(result.reply, pretty) } };
    cache.set(key, shared, read.topics);
    return shared;
  }

  return {
    get port() {
      return listeners[0]?.port ?? 0;
    },
    async listen() {
      if (config.ports.http < 0) return;
      for (const host of config.httpAddresses) {
        const path = host.startsWith("unix://") ? host.slice("unix://".length) : undefined;
        if (path === undefined) {
          listeners.push(
            await runtime.network.serveHttp({ host, port: config.ports.http }, handle, config.http),
          );
          continue;
        }
        await removeSocket(path, runtime.disk);
        listeners.push(await runtime.network.serveHttp({ socketPath: path }, handle, config.http));
        const { socketMode } = config.http;
        if (socketMode !== undefined) await runtime.disk.setMode(path, socketMode);
      }
    },
    async close() {
      const open = listeners;
      listeners = [];
      await Promise.all(open.map((listener) => listener.close()));
    },
  };
}

/** One that a killed agent left would keep the next one from listening; anything else is not ours to remove. */
async function removeSocket(path: string, disk: Disk): Promise<void> {
  if ((await disk.stat(path))?.kind === "other") await disk.remove(path);
}

/** Whether an answer is newer than what was asked for; nothing is older than index 1, so that an empty table can be waited for. */
function isNews({ index }: ReadResult, asked: ReadOptions): boolean {
  return Math.max(1, index) > asked.index;
}

/** The routes whose answers `?cached` may come from the agent's cache. */
const CACHEABLE: ReadonlySet<string> = new Set(["catalog.service", "health.service", "health.connect"]);

function withMeta(route: Operation["route"], reply: WholeReply): WholeReply {
  if (route.metaOnError !== true) return reply;
  return { ...reply, headers: { ...reply.headers, ...readHeaders(route, 1, undefined, false) } };
}
