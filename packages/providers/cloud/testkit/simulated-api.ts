/**
 * A service over HTTP with JSON, in memory: routes, a token, and knobs for what
 * goes wrong out there. It listens on the network that it is given, so it is
 * there for a machine in memory as for a program on this one.
 */

import type { HttpExchange, Network } from "@tutti/runtime";

/** Objects of JSON. */
export type Json = Record<string, unknown>;

/** What a route answers: a status and a body; a text is `message`. */
export type Answer = readonly [status: number, body?: Json | string];

/** What was asked. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  /** The parts of the path that the route names by `:`. */
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
  readonly body: Json;
  readonly headers: Readonly<Record<string, string>>;
}

export type Route = readonly [method: string, pattern: string, answer: (asked: Asked) => Answer];

/** What goes wrong with the next requests of a kind. */
export interface Trouble {
  /** `GET /v2/droplets`: the method and the beginning of the path. */
  readonly at: string;
  /** How many requests it hits. */
  readonly times: number;
  /** Undefined: nobody ever answers. */
  readonly answer?: {
    readonly status: number;
    readonly body?: Json;
    readonly headers?: Record<string, string>;
  };
  /** The request is carried out all the same. */
  readonly afterwards?: true;
}

/** A service that listens. */
export interface SimulatedApi {
  readonly url: string;
  /** Everything that was asked, in order: `POST /v2/droplets`. */
  readonly log: Asked[];
  trouble(...all: readonly Trouble[]): void;
  close(): Promise<void>;
}

interface Settings {
  readonly network: Network;
  readonly host: string;
  /** 0, the default: the system chooses. */
  readonly port?: number;
  readonly token: string;
  readonly routes: readonly Route[];
  /** Headers of each answer. */
  readonly headers: () => Record<string, string>;
}

const BODY_MAX = 1024 * 1024;

/** Listens until it is closed. */
export async function simulateApi({
  network,
  host,
  port = 0,
  token,
  routes,
  headers,
}: Settings): Promise<SimulatedApi> {
  const log: Asked[] = [];
  const troubles: (Trouble & { left: number })[] = [];
  const compiled = routes.map(
    ([method, pattern, answer]) =>
      [method, new RegExp(`^${pattern.replaceAll(/:[a-z]+/g, "([^/]+)")}$`), answer] as const,
  );

  const handle = async (exchange: HttpExchange): Promise<void> => {
    const { pathname, searchParams } = new URL(exchange.target, "http://api");
    const text = new TextDecoder().decode(await exchange.body(BODY_MAX));
    const line = `${exchange.method} ${pathname}`;
    const respond = (status: number, body: Json | undefined, more: Record<string, string> = {}): void =>
      exchange.respond(
        status,
        {
          "content-type": "application/json",
          "x-request-id": `request-${log.length}`,
          ...headers(),
          ...more,
        },
        body === undefined ? "" : JSON.stringify(body),
      );
    const asked: Asked = {
      method: exchange.method,
      path: pathname,
      parts: [],
      query: searchParams,
      body: text === "" ? {} : JSON.parse(text),
      headers: {
        authorization: exchange.header("authorization") ?? "",
        "user-agent": exchange.header("user-agent") ?? "",
      },
    };
    log.push(asked);
    const trouble = troubles.find(({ at, left }) => left > 0 && line.startsWith(at));
    if (trouble !== undefined) trouble.left -= 1;
    if (trouble !== undefined && trouble.afterwards !== true) {
      if (trouble.answer !== undefined)
        respond(trouble.answer.status, trouble.answer.body, trouble.answer.headers);
      return;
    }
    if (asked.headers["authorization"] !== `Bearer ${token}`)
      return respond(401, { id: "Unauthorized", message: "Unable to authenticate you" });
    const [status, body] = answerOf(asked);
    if (trouble !== undefined) {
      if (trouble.answer !== undefined)
        respond(trouble.answer.status, trouble.answer.body, trouble.answer.headers);
      return;
    }
    respond(status, typeof body === "string" ? { id: idOf(status), message: body } : body);
  };

  const answerOf = (asked: Asked): Answer => {
    for (const [method, pattern, answer] of compiled) {
      const found = method === asked.method ? pattern.exec(asked.path) : null;
      if (found !== null) return answer({ ...asked, parts: found.slice(1).map(decodeURIComponent) });
    }
    return [404, "The resource you were accessing could not be found."];
  };

  const listener = await network.serveHttp({ host, port }, (exchange) => void handle(exchange));
  return {
    url: `http://${host}:${listener.port}`,
    log,
    trouble: (...all) => troubles.push(...all.map((one) => ({ ...one, left: one.times }))) as never,
    close: () => listener.close(),
  };
}

function idOf(status: number): string {
  return (
    {
      404: "not_found",
      409: "conflict",
      412: "precondition_failed",
      422: "unprocessable_entity",
      403: "forbidden",
    }[status] ?? "error"
  );
}
