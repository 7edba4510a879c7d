import {
  type Awaitable,
  assert,
  fromUnknown,
  type HttpExchange,
  KeptByText,
  whenThere,
} from "@tutti/runtime";
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
import { shownPath } from "./shown-path.ts";
import type { Answering } from "./write-reply.ts";
import { redirect, writeReply } from "./write-reply.ts";

/** What a trace tells in place of a status: who asked went away before there was an answer. */
const WENT_AWAY = 499;

/** What is asked for a path, whatever the method. */
interface AskedTarget {
  readonly target: Target;
  readonly path: string;
  readonly rest: string;
  readonly query: { readonly text: string; readonly parsed: Query };
}

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
  const known = new KeptByText<AskedTarget>();
  const samplers = new Map<Operation, readonly ((ms: number) => void)[]>();
  const listeners = new ApiListeners(context, handle);

  /** What is refused is counted and logged by its code; the client gets the text alone. */
  function send(answering: Answering, reply: Answer): void {
    if (reply.kind === "whole" && reply.code !== undefined) {
      const { method, target } = answering.exchange;
      metrics.count("api.refused", 1, { code: reply.code });
      context.log(
        "debug",
        `http: ${method} ${shownPath(target.replace(/\?.*/s, ""))}: ${reply.status} ${reply.code}`,
      );
    }
    writeReply(answering, reply);
  }

  function handle(exchange: HttpExchange): void {
    const asked = known.get(exchange.target);
    if (asked === undefined) handleUnknown(exchange);
    else handleTarget(exchange, asked);
  }

  /** Understands what is asked for the first time. */
  function handleUnknown(exchange: HttpExchange): void {
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
      const { target, rest } = routed;
      const asked = { target, rest, path, query: { text: queryText, parsed: new Query(queryText) } };
      // A token is not to lie about longer than its request.
      const holdsNone = !asked.query.parsed.common.given("token") && shownPath(path) === path;
      if (holdsNone) known.keep(exchange.target, asked);
      handleTarget(exchange, asked);
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
    if (trail === undefined) answerTarget(exchange, asked);
    else
      void trail
        .follow(exchange, shownPath(asked.path), tokenOf(exchange, asked.query.parsed))
        .then((followed) => answerTarget(followed, asked));
  }

  function answerTarget(exchange: HttpExchange, asked: AskedTarget): void {
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
    if (operation !== undefined) answer(answering, asked, operation);
    else if (method === "OPTIONS") send(answering, methodsOf(target));
    else
      send(
        answering,
        refusal(refuse(agentError("http-method-not-allowed", method), 405), { Allow: target.allow }),
      );
  }

  function answer(answering: Answering, asked: AskedTarget, operation: Operation): void {
    const began = runtime.clock.monotonic();
    const ended = (status: number): void => {
      const ms = runtime.clock.monotonic() - began;
      for (const sample of samplersOf(operation, asked.target)) sample(ms);
      if (context.traces !== undefined) trace(context.traces, answering, operation, { status, ms });
    };
    const failed = (error: unknown): void => {
      answering.failed(error);
      send(answering, refusal(refuse(agentError("internal-error"))));
      ended(500);
    };
    const answered = (reply: Answer | undefined): void => {
      if (reply !== undefined) send(answering, reply);
      ended(reply === undefined ? WENT_AWAY : reply.kind === "whole" ? reply.status : 200);
    };
    try {
      const { endpoint } = operation;
      const reply =
        endpoint === undefined
          ? askServers(answering, asked, operation)
          : answerHere(answering, endpoint, asked, operation);
      const done = whenThere(reply, answered);
      if (done instanceof Promise) done.catch(failed);
    } catch (error) {
      failed(error);
    }
  }

  function trace(
    traces: TraceExporter,
    { exchange }: Answering,
    { route }: Operation,
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

  /** What hears how long requests took. */
  function samplersOf(operation: Operation, { measuredAs }: Target): readonly ((ms: number) => void)[] {
    const known = samplers.get(operation);
    if (known !== undefined) return known;
    const { method } = operation.route;
    const { label, name } = measuredAs;
    const made = [
      metrics.sampler("api.http", { method, path: label }),
      ...(config.telemetry.namesOldHttp ? [metrics.sampler(`http.${method}.${name}`)] : []),
    ];
    samplers.set(operation, made);
    return made;
  }

  function askServers(
    { exchange, pretty }: Answering,
    { rest, query }: AskedTarget,
    { route }: Operation,
  ): Awaitable<Answer | undefined> {
    const { id } = route;
    const token = tokenOf(exchange, query.parsed);
    const sent = new BodyOf(exchange);
    const ask = (body: RequestBody): Awaitable<Answer | undefined> => {
      const request = { route: id, rest, query: queryOf(exchange, id, query.text), token, pretty, body };
      return whenThere(servers.request(request, exchange), (answer) =>
        answer instanceof Refusal ? withMeta(route, refusal(answer)) : answer,
      );
    };
    return id === "acl.explain" ? explainedBody(sent, mux, config.http.blockEndpoints).then(ask) : ask(sent);
  }

  async function answerHere(
    { exchange }: Answering,
    endpoint: Endpoint,
    { rest, query }: AskedTarget,
    operation: Operation,
  ): Promise<Answer> {
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
      body: new BodyOf(exchange),
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
class BodyOf implements RequestBody {
  readonly #exchange: HttpExchange;

  constructor(exchange: HttpExchange) {
    this.#exchange = exchange;
  }

  get declared(): number | undefined {
    const declared = this.#exchange.header("content-length");
    return declared === undefined ? undefined : Number(declared);
  }

  read(max: number): Promise<Uint8Array> {
    return this.#exchange.body(max);
  }

  pieces(max: number): AsyncIterable<Uint8Array> {
    return this.#exchange.bodyPieces(max);
  }
}

function methodsOf({ options, isOneHandler }: Target): Answer {
  const headers = { Allow: options };
  return isOneHandler ? json({}, { headers }) : empty(200, headers);
}
