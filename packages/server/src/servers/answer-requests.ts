import { Buffer } from "node:buffer";
import { type Route, routeOf } from "@tutti/agent-api";
import { type Awaitable, assert, expect, whenThere } from "@tutti/runtime";
import { parseReadOptions, type ReadOptions, readHeaders, withMeta } from "../endpoint/blocking.ts";
import type { Endpoint } from "../endpoint/endpoint.ts";
import { joinHeaders } from "../endpoint/headers.ts";
import { KeptQueries } from "../endpoint/kept-queries.ts";
import { refusalOfNamespace } from "../endpoint/namespace.ts";
import { type Query, refusalOfDatacenter } from "../endpoint/query-string.ts";
import { type Answer, type BlockingRead, encodeBody, type ReadResult, refusal } from "../endpoint/reply.ts";
import type { ApiRequest, RequestBody } from "../endpoint/request.ts";
import { isNews, waitForNews } from "../endpoint/wait-for-news.ts";
import { serverError } from "../errors.ts";
import type { Authorizer } from "../rights/authorizer.ts";
import type { Endpoints, ServerContext } from "../server-context.ts";
import { type Outcome, Refusal, refuse } from "../state/refusal.ts";
import { AnswerCache, questionOf } from "./answer-cache.ts";
import type { RequestRate } from "./request-rate.ts";
import type { Client, Servers, ServersRequest } from "./servers.ts";

/** Requests that may wait for a change at once; beyond it they are answered 429. */
const WATCHERS_MAX = 100_000;

/** In place of an answer: the token has gone, or grants something else than when the read was made. */
const OTHER_RIGHTS = { index: Number.POSITIVE_INFINITY, hasOtherRights: true } as const;

/** Answers requests with the nouns' endpoints: asks for rights, waits for news, encodes once what many ask. */
export function createRequestAnswerer(
  context: ServerContext,
  endpoints: Endpoints,
  rate: RequestRate,
): Servers["request"] {
  const { config, state, runtime } = context;
  const { clock, random } = runtime;
  const { watches } = state;
  const cache = new AnswerCache(watches, clock);
  const queries = new KeptQueries();
  const readings = new WeakMap<Query, Outcome<ReadOptions>>();
  let watchers = 0;

  /** Who asks what: one request on its way. */
  interface Asked {
    readonly route: Route;
    readonly endpoint: Endpoint;
    readonly request: ApiRequest;
    readonly pretty: boolean;
  }

  /** A read, with the rights that it was made for. */
  interface Eyes {
    readonly read: BlockingRead;
    readonly authorizer: Authorizer;
  }

  /** The answer, or the read that gives one as often as there is news. */
  function serve({ route, endpoint, request }: Asked): Awaitable<Answer | Eyes> {
    const authorizer = context.authorize(request.token);
    if (authorizer === undefined)
      return withMeta(route, refusal(refuse(serverError("acl-token-not-found"), 403)));
    const foreign = refusalOfDatacenter(request.query, config.datacenter);
    const elsewhere = route.anyDatacenter === true ? undefined : foreign;
    const serving = { state, authorizer, authorize: context.authorize, elsewhere };
    return whenThere(endpoint.serve(request, serving), ({ reply, denied }) => {
      if (reply.kind === "blocking") return { read: reply.read, authorizer };
      return denied || (reply.kind === "whole" && reply.status >= 500) ? withMeta(route, reply) : reply;
    });
  }

  /** What a read finds, at once where that is news already. */
  function answerRead(eyes: Eyes, options: ReadOptions, asked: Asked): Awaitable<Answer | undefined> {
    const look = lookOf(eyes, asked);
    const found = look();
    return options.index === 0 || isNews(found, options)
      ? answerFound(found, eyes, options, asked)
      : awaitNews(look, eyes, options, asked);
  }

  /** Runs a read for as long as its token grants what it did when the read was made. */
  function lookOf(
    { read, authorizer }: Eyes,
    { route, request, pretty }: Asked,
  ): () => ReadResult | typeof OTHER_RIGHTS {
    const { shareKey } = read;
    const key = shareKey === undefined ? undefined : questionOf(route, request, authorizer, shareKey, pretty);
    return () =>
      context.authorize(request.token)?.id === authorizer.id ? runShared(read, key, pretty) : OTHER_RIGHTS;
  }

  /** With other rights the request is served anew, by those that its token has now. */
  function answerFound(
    found: ReadResult | typeof OTHER_RIGHTS,
    { authorizer }: Eyes,
    options: ReadOptions,
    asked: Asked,
  ): Awaitable<Answer | undefined> {
    if ("reply" in found) return withIndex(found, options, asked, authorizer);
    return whenThere(serve(asked), (served) =>
      "kind" in served ? served : answerRead(served, options, asked),
    );
  }

  /** The next news of a read that had none; whoever is served anew then waits for what is left of the time. */
  async function awaitNews(
    look: ReturnType<typeof lookOf>,
    eyes: Eyes,
    options: ReadOptions,
    asked: Asked,
  ): Promise<Answer | undefined> {
    if (watchers >= WATCHERS_MAX)
      return refusal(refuse(serverError("too-many-blocking-reads", WATCHERS_MAX), 429));
    const end = clock.monotonic() + options.waitMs;
    const { topics } = eyes.read;
    watchers += 1;
    const waiting = { look, topics, options, gone: asked.request.gone };
    const found = await waitForNews(waiting, { watches, clock, random }).finally(() => {
      watchers -= 1;
    });
    if (found === undefined) return undefined;
    const left = { ...options, waitMs: Math.max(0, end - clock.monotonic()) };
    return answerFound(found, eyes, left, asked);
  }

  function withIndex(
    { reply, index }: ReadResult,
    options: ReadOptions,
    { route, request }: Asked,
    authorizer: Authorizer,
  ): Answer {
    if (reply.kind === "whole" && reply.isBare === true) return reply;
    const headers = joinHeaders(reply.headers, readHeaders(route, index, options));
    if (!options.cached || !config.http.useCache || route.cacheable !== true) return { ...reply, headers };
    const question = questionOf(route, request, authorizer, request.rest, false);
    return { ...reply, headers: joinHeaders(headers, cache.ageHeaders(question)) };
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

  /** How it is to be read, where its route says how; or what is wrong with how it is asked, before what is asked. */
  function readingOf(route: Route, rest: string, query: Query): Outcome<ReadOptions | undefined> {
    if (route.accessControl === true && !config.acl.enabled) return undefined;
    if (route.nameFirst === true && rest === "") return undefined;
    const elsewhere = refusalOfNamespace(query, route);
    if (elsewhere !== undefined && route.namespace === "first") return elsewhere;
    const options = (route.readOptions ?? route.method === "GET") ? optionsOf(query) : undefined;
    return options instanceof Refusal ? options : (elsewhere ?? options);
  }

  function optionsOf(query: Query): Outcome<ReadOptions> {
    const known = readings.get(query);
    if (known !== undefined) return known;
    const options = parseReadOptions(query, config);
    readings.set(query, options);
    return options;
  }

  return ({ route: id, rest, query: text, token, pretty, body }: ServersRequest, client) => {
    const endpoint = endpoints[id];
    assert(endpoint !== undefined, "only routes that the servers have are asked for");
    const route = routeOf(id);
    const tooMany = rate.refusal(route);
    if (tooMany !== undefined) return encoded(refusal(tooMany), pretty);
    const query = queries.of(text);
    const reading = readingOf(route, rest, query);
    if (reading instanceof Refusal) return encoded(refusal(reading), pretty);
    const request = new RequestOfClient({ rest, query, token, body }, reading, client);
    const asked = { route, endpoint, request, pretty };
    const answer = whenThere(serve(asked), (served) => {
      if ("kind" in served) return served;
      return answerRead(served, expect(reading, "how to read, for what can wait"), asked);
    });
    return whenThere(answer, (made) => (made?.kind === "whole" ? encoded(made, pretty) : made));
  };
}

/** A request as its endpoint sees it. */
class RequestOfClient implements ApiRequest {
  readonly rest: string;
  readonly query: Query;
  readonly token: string;
  readonly body: RequestBody;
  readonly reading: ReadOptions | undefined;
  readonly #client: Client;

  constructor(
    { rest, query, token, body }: Pick<ApiRequest, "rest" | "query" | "token" | "body">,
    reading: ReadOptions | undefined,
    client: Client,
  ) {
    this.rest = rest;
    this.query = query;
    this.token = token;
    this.body = body;
    this.reading = reading;
    this.#client = client;
  }

  get gone(): AbortSignal {
    return this.#client.gone;
  }
}

function encoded<R extends Extract<Answer, { kind: "whole" }>>(reply: R, pretty: boolean): R {
  return Buffer.isBuffer(reply.body) ? reply : { ...reply, body: encodeBody(reply, pretty) };
}
