import type { HttpExchange } from "@tutti/runtime";
import { assert, fromUnknown } from "@tutti/runtime";
import {
  type Answer,
  type ApiRequest,
  type Endpoint,
  empty,
  json,
  Query,
  Refusal,
  type RequestBody,
  refusal,
  refusalOfNamespace,
  refuse,
  withMeta,
} from "@tutti/server";
import type { AgentContext, AgentPart, Endpoints } from "../agent-part.ts";
import type { AuditTrail } from "../audit/audit-trail.ts";
import { agentError } from "../errors.ts";
import type { TraceExporter } from "../telemetry/trace-exporter.ts";
import { cleanPath, decodePath, isPrintable } from "./clean-path.ts";
import { explainedBody } from "./explained.ts";
import { mayWrite, tokenOf } from "./gate.ts";
import { ApiListeners } from "./listeners.ts";
import type { Operation, Target } from "./mux.ts";
import { Mux } from "./mux.ts";
import type { Answering } from "./write-reply.ts";
import { redirect, writeReply } from "./write-reply.ts";

/** A request that was routed. */
interface Asked {
  readonly operation: Operation;
  readonly target: Target;
  readonly path: string;
  readonly rest: string;
  readonly query: { readonly text: string; readonly parsed: Query };
}

/** What was asked for a path, whatever its method. */
type AskedTarget = Omit<Asked, "operation">;

/**
 * Puts the parts' endpoints and the servers' routes behind one HTTP server;
 * nothing listens yet. Each request of theirs is told to the trail, if there is one.
 */
export function createHttpApi(
  context: AgentContext,
  parts: readonly AgentPart[],
  trail?: AuditTrail,
): ApiListeners {
  const { config, runtime, servers, metrics } = context;
  const endpoints: Endpoints = Object.assign({}, ...parts.map((part) => part.endpoints));
  const mux = new Mux(endpoints, servers.routes);
  const baseHeaders: Readonly<Record<string, string>> = {
    ...config.http.responseHeaders,
    "X-Consul-Default-ACL-Policy": config.acl.enabled ? config.acl.defaultPolicy : "allow",
  };
  const listeners = new ApiListeners(context, handle);

  /** What is refused is counted and logged by its code; the client gets the text alone. */
  function send(answering: Answering, reply: Answer): void {
    if (reply.kind === "whole" && reply.code !== undefined) {
      const { method, target } = answering.exchange;
      metrics.count("api.refused", 1, { code: reply.code });
      context.log("debug", `http: ${method} ${target.replace(/\?.*/s, "")}: ${reply.status} ${reply.code}`);
    }
    writeReply(answering, reply);
  }

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
      const query: Asked["query"] = { text: queryText, parsed: new Query(queryText) };
      if (trail === undefined) handleTarget(exchange, { ...routed, path, query });
      else
        void trail
          .follow(exchange, path, tokenOf(exchange, query.parsed))
          .then((followed) => handleTarget(followed, { ...routed, path, query }));
    } else if (routed.kind === "redirect") {
      redirect(exchange, routed.path, queryText);
    } else if (path === "/" && config.devMode) {
      // Where Consul has its pages by itself; there are none yet.
      redirect(exchange, "/ui/", "");
    } else if (path === "/") {
      const headers = { ...config.http.responseHeaders, "Content-Type": "text/plain; charset=utf-8" };
      exchange.respond(200, headers, "Consul Agent");
    } else {
      exchange.respond(404, config.http.responseHeaders);
    }
  }

  /** A request of a path that there is. */
  function handleTarget(exchange: HttpExchange, asked: AskedTarget): void {
    const { target, path, query } = asked;
    const answering: Answering = {
      exchange,
      clock: runtime.clock,
      failed: (error) =>
        context.log("error", `http: ${exchange.method} ${path}: ${fromUnknown(error, path).message}`),
      pretty: config.devMode || query.parsed.common.flag("pretty"),
      headers: baseHeaders,
    };
    if (config.http.blockEndpoints.some((prefix) => path.startsWith(prefix))) {
      send(answering, refusal(refuse(agentError("http-endpoint-blocked"), 403)));
      return;
    }
    if (!mayWrite(exchange, config.http)) {
      send(answering, refusal(refuse(agentError("http-access-restricted"), 403)));
      return;
    }
    const { method } = exchange;
    const operation = target.methods.get(method);
    if (operation !== undefined) void answer(answering, { ...asked, operation });
    else if (method === "OPTIONS") send(answering, methodsOf(target));
    else
      send(
        answering,
        refusal(refuse(agentError("http-method-not-allowed", method), 405), { Allow: target.allow }),
      );
  }

  async function answer(answering: Answering, asked: Asked): Promise<void> {
    const began = runtime.clock.monotonic();
    let status = 499;
    try {
      const { endpoint } = asked.operation;
      const reply = await (endpoint === undefined
        ? askServers(answering, asked)
        : answerHere(answering, endpoint, asked));
      if (reply !== undefined) {
        status = reply.kind === "whole" ? reply.status : 200;
        send(answering, reply);
      }
    } catch (error) {
      status = 500;
      answering.failed(error);
      send(answering, refusal(refuse(agentError("internal-error"))));
    } finally {
      const ms = runtime.clock.monotonic() - began;
      tellTime(asked, ms);
      if (context.traces !== undefined) trace(context.traces, answering, asked, { status, ms });
    }
  }

  /** 499: who asked went away before there was an answer. */
  function trace(
    traces: TraceExporter,
    { exchange }: Answering,
    { operation: { route } }: Asked,
    { status, ms }: { readonly status: number; readonly ms: number },
  ): void {
    traces.add({
      route: route.id,
      method: route.method,
      path: route.path,
      status,
      startMs: runtime.clock.now() - ms,
      durationMs: ms,
      traceparent: exchange.header("traceparent"),
    });
  }

  function tellTime({ operation, target }: Asked, ms: number): void {
    const { method } = operation.route;
    const { label, name } = target.measuredAs;
    metrics.sample("api.http", ms, { method, path: label });
    if (config.telemetry.namesOldHttp) metrics.sample(`http.${method}.${name}`, ms);
  }

  async function askServers({ exchange, pretty }: Answering, asked: Asked): Promise<Answer | undefined> {
    const { operation, rest, query } = asked;
    const token = tokenOf(exchange, query.parsed);
    const sent = bodyOf(exchange);
    const body =
      operation.route.id === "acl.explain"
        ? await explainedBody(sent, mux, config.http.blockEndpoints)
        : sent;
    const { id } = operation.route;
    const request = { route: id, rest, query: queryOf(exchange, id, query.text), token, pretty, body };
    const answer = await servers.request(request, exchange.gone);
    return answer instanceof Refusal ? withMeta(operation.route, refusal(answer)) : answer;
  }

  async function answerHere({ exchange }: Answering, endpoint: Endpoint, asked: Asked): Promise<Answer> {
    const { operation, rest, query } = asked;
    const token = tokenOf(exchange, query.parsed);
    const authorizer = await context.authorize(token);
    if (authorizer instanceof Refusal) return withMeta(operation.route, refusal(authorizer));
    const namespaced = refusalOfNamespace(query.parsed, operation.route);
    if (namespaced !== undefined) return refusal(namespaced);
    const request: ApiRequest = {
      rest,
      query: query.parsed,
      token,
      accept: exchange.header("accept") ?? "",
      body: bodyOf(exchange),
      gone: exchange.gone,
    };
    const { reply, denied } = await endpoint.serve(request, {
      state: undefined,
      authorizer,
      authorize: () => undefined,
    });
    assert(reply.kind !== "blocking", "an agent's own endpoint answers at once");
    return denied || (reply.kind === "whole" && reply.status >= 500)
      ? withMeta(operation.route, reply)
      : reply;
  }

  return listeners;
}

/** Who follows changes says by a header what was told last, as browsers do by themselves; the servers see no headers. */
function queryOf(exchange: HttpExchange, route: string, text: string): string {
  const last = route === "watch.follow" ? exchange.header("last-event-id") : undefined;
  return last === undefined || last === "" ? text : `last-event-id=${encodeURIComponent(last)}&${text}`;
}

/** The body of a request, read when somebody wants it. */
function bodyOf(exchange: HttpExchange): RequestBody {
  const declared = exchange.header("content-length");
  return {
    declared: declared === undefined ? undefined : Number(declared),
    read: (max) => exchange.body(max),
    pieces: (max) => exchange.bodyPieces(max),
  };
}

function methodsOf({ options, isOneHandler }: Target): Answer {
  const headers = { Allow: options };
  return isOneHandler ? json({}, { headers }) : empty(200, headers);
}
