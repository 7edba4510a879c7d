/** The methods the API answers; OPTIONS is answered for every route. */
type Method = "GET" | "PUT" | "POST" | "DELETE";

/**
 * What a parameter of the query holds: `flag` is there or not, `texts` may
 * stand there several times, `uint` is a whole number of 64 bits, `boolean` is
 * what Go takes for one, or nothing.
 */
export type Parameter = "flag" | "text" | "texts" | "uint" | "duration" | "boolean";

/** Parameters by name. */
export type Parameters = Readonly<Record<string, Parameter>>;

/** One operation of the HTTP API, as data: the server, the client and the docs are made from it. */
export interface Route {
  /** Noun and verb: `kv.read`. */
  readonly id: string;
  readonly method: Method;
  /** With at most one `{name}`, at the end, which stands for the rest of the path, slashes included. */
  readonly path: string;
  /** What a caller may ask for beyond the common parameters. */
  readonly query?: Parameters;
  /**
   * The kinds of resource that a token is asked about, each with the most that
   * is asked of it: `node:write service:write`; "" where nobody is asked. Which
   * nodes and services, the endpoint says.
   */
  readonly acl: string;
  /** Takes `index` and `wait`, answers with `X-Consul-Index`. */
  readonly blocking?: true;
  /** Its answers name the consistency they were read with. */
  readonly consistency?: true;
  /** An answer that failed still carries the read's headers. */
  readonly metaOnError?: true;
  /** Ends of the path that stand for something to do, which no other method of the path takes. */
  readonly ends?: readonly string[];
  /**
   * Whether its requests say how they are to be read (`stale`, `index`, `wait` …), which is looked at
   * before who asks. Default: those of a GET do.
   */
  readonly readOptions?: boolean;
  /** Its answers may come from the agent's cache, where `cached` asks for it. */
  readonly cacheable?: true;
  /**
   * When a namespace is refused, since there are none: `first`, before how to read; `later`, by the
   * endpoint itself; `ignored`, never, as where Consul looks at none. Default: after how to read.
   */
  readonly namespace?: "first" | "later" | "ignored";
  /** Any datacenter may be named: it is written in the primary one, or is this agent's own. */
  readonly anyDatacenter?: true;
  /** It is told before all else that there is no access control, where there is none. */
  readonly accessControl?: true;
  /** That the rest of the path is missing is told before how to read. */
  readonly nameFirst?: true;
  /** What the body holds, in a word or two. */
  readonly body?: string;
  readonly doc: string;
}

/** Parameters that every route understands. */
export const COMMON_QUERY = {
  dc: "text",
  ns: "text",
  token: "text",
  pretty: "flag",
} as const satisfies Parameters;
/** Parameters that every blocking route understands. */
export const BLOCKING_QUERY = {
  index: "uint",
  wait: "duration",
  stale: "flag",
  consistent: "flag",
  cached: "flag",
  max_stale: "duration",
} as const satisfies Parameters;

/** The path up to its parameter, and whether there is one: a trailing slash that stands for everything below. */
export function literalPath(route: Route): { readonly path: string; readonly subtree: boolean } {
  const brace = route.path.indexOf("{");
  return brace < 0
    ? { path: route.path, subtree: route.path.endsWith("/") }
    : { path: route.path.slice(0, brace), subtree: true };
}
