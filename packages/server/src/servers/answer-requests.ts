import { type Route, type RouteId, routeOf } from "@tutti/agent-api";
import { assert } from "@tutti/runtime";
import { parseReadOptions, type ReadOptions, readHeaders, withMeta } from "../endpoint/blocking.ts";
import { Query, refusalOfDatacenter } from "../endpoint/query-string.ts";
import { type Answer, type BlockingRead, encodeBody, type ReadResult, refusal } from "../endpoint/reply.ts";
import type { ApiRequest } from "../endpoint/request.ts";
import { isNews, waitForNews } from "../endpoint/wait-for-news.ts";
import { serverError } from "../errors.ts";
import type { Authorizer } from "../rights/authorizer.ts";
import type { Endpoints, ServerContext } from "../server-context.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import { AnswerCache, questionOf } from "./answer-cache.ts";
import type { Servers, ServersRequest } from "./servers.ts";

/** Requests that may wait for a change at once; beyond it they are answered 429. */
export const WATCHERS_MAX = 100_000;

/** The routes whose answers `?cached` may come from the agent's cache; datacenters have a cache of their own. */
const CACHEABLE: ReadonlySet<RouteId> = new Set<RouteId>([
  "catalog.services",
  "catalog.service",
  "catalog.connect",
  "health.service",
  "health.connect",
  "discovery-chain.read",
  "connect.intention-match",
]);

/** Answers requests with the nouns' endpoints: asks for rights, waits for news, encodes once what many ask. */
export function createRequestAnswerer(context: ServerContext, endpoints: Endpoints): Servers["request"] {
  const { config, state, runtime } = context;
  const { clock, random } = runtime;
  const { watches } = state;
  const cache = new AnswerCache(watches, clock);
  let watchers = 0;

  /** Who asks what: one request on its way. */
  interface Asked {
    readonly id: RouteId;
    readonly route: Route;
    readonly request: ApiRequest;
    readonly authorizer: Authorizer;
    readonly pretty: boolean;
  }

  async function answerRead(read: BlockingRead, asked: Asked): Promise<Answer | undefined> {
    const options = parseReadOptions(asked.request, config);
    if (options instanceof Refusal) return refusal(options);
    const key =
      read.shareKey === undefined
        ? undefined
        : questionOf(asked.route, asked.request, asked.authorizer, read.shareKey, asked.pretty);
    const look = (): ReadResult => runShared(read, key, asked.pretty);
    let result = look();
    if (options.index > 0 && !isNews(result, options)) {
      if (watchers >= WATCHERS_MAX)
        return refusal(refuse(serverError("too-many-blocking-reads", WATCHERS_MAX), 429));
      watchers += 1;
      const { gone } = asked.request;
      const waited = await waitForNews(
        { look, topics: read.topics, options, gone },
        { watches, clock, random },
      ).finally(() => {
        watchers -= 1;
      });
      if (waited === undefined) return undefined;
      result = waited;
    }
    return withIndex(result, options, asked);
  }

  function withIndex({ reply, index }: ReadResult, options: ReadOptions, asked: Asked): Answer {
    const headers = { ...reply.headers, ...readHeaders(asked.route, index, options) };
    if (!options.cached || !config.http.useCache || !CACHEABLE.has(asked.id)) return { ...reply, headers };
    const question = questionOf(asked.route, asked.request, asked.authorizer, asked.request.rest, false);
    return { ...reply, headers: { ...headers, ...cache.ageHeaders(question) } };
  }

  /** Runs a read, or takes the answer of an equal one that still holds. */
  function runShared(read: BlockingRead, key: string | undefined, pretty: boolean): ReadResult {
    if (key === undefined) return read.run();
    const known = cache.get(key);
    if (known !== undefined) return known;
    const result = read.run();
    if (result.reply.kind !== "whole") return result;
    const shared = { ...result, reply: encoded(result.reply, pretty) };
    cache.set(key, shared, read.topics);
    return shared;
  }

  return async ({ route: id, rest, query, token, pretty, body }: ServersRequest, gone) => {
    const route = routeOf(id);
    const endpoint = endpoints[id];
    assert(endpoint !== undefined, "only routes that the servers have are asked for");
    const authorizer = context.authorize(token);
    if (authorizer === undefined)
      return withMeta(route, refusal(refuse(serverError("acl-token-not-found"), 403)));
    const parameters = new Query(query);
    const elsewhere = refusalOfDatacenter(parameters, config.datacenter);
    if (elsewhere !== undefined) return withMeta(route, refusal(elsewhere));
    const request: ApiRequest = { rest, query: parameters, token, body, gone };
    const serving = { state, authorizer, authorize: context.authorize };
    const { reply, denied } = await endpoint.serve(request, serving);
    const answer =
      reply.kind === "blocking"
        ? await answerRead(reply.read, { id, route, request, authorizer, pretty })
        : denied || (reply.kind === "whole" && reply.status >= 500)
          ? withMeta(route, reply)
          : reply;
    return answer?.kind === "whole" ? encoded(answer, pretty) : answer;
  };
}

function encoded<R extends Extract<Answer, { kind: "whole" }>>(reply: R, pretty: boolean): R {
  return { ...reply, body: encodeBody(reply, pretty) };
}
