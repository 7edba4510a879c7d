import { createHash } from "node:crypto";
import { createRealRuntime, type HttpExchange } from "@tutti/runtime";
import { ignoreGoneClient } from "./gone-client.ts";

/** One request as the server saw it. */
interface SeenRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** A server of the `http` backend's protocol on a port of its own. */
export interface HttpStateServer {
  readonly address: string;
  readonly seen: SeenRequest[];
  /** What lies there; by the path asked for. */
  readonly states: Map<string, string>;
  readonly locks: Map<string, string>;
  /** Answers in the place of the server where it gives something; "cut" closes the connection. */
  interrupt: (request: SeenRequest) => Answer | "cut" | undefined;
  /** Called when a state was stored, before it is answered. */
  onStored: () => Answer | "cut" | undefined;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const BODY_MAX = 64 << 20;

/**
 * As Terraform documents it: GET, POST and DELETE of a state; LOCK and UNLOCK
 * with the lock's info as body, 423 with the holder's where it is taken; a
 * write with another ID than the holder's is refused.
 */
export async function startHttpStateServer(): Promise<HttpStateServer> {
  const states = new Map<string, string>();
  const locks = new Map<string, string>();
  const seen: SeenRequest[] = [];
  const { network } = createRealRuntime();
  const listener = await network.serveHttp(
    { host: "127.0.0.1", port: 0 },
    (exchange) => void serve(exchange).catch(ignoreGoneClient),
  );
  const server: HttpStateServer = {
    address: `http://127.0.0.1:${listener.port}`,
    seen,
    states,
    locks,
    interrupt: () => undefined,
    onStored: () => undefined,
    close: () => listener.close(),
  };

  async function serve(exchange: HttpExchange): Promise<void> {
    const body = new TextDecoder().decode(await exchange.body(BODY_MAX));
    const names = ["authorization", "content-type", "content-md5"];
    const headers = Object.fromEntries(names.map((name) => [name, exchange.header(name)]));
    const request = { method: exchange.method, target: exchange.target, headers, body };
    seen.push(request);
    const answer = server.interrupt(request) ?? handle(request);
    if (answer === "cut") exchange.stream(200, { "Content-Length": "1000" }).cut();
    else exchange.respond(answer.status, answer.headers ?? {}, answer.body ?? "");
  }

  function handle({ method, target, headers, body }: SeenRequest): Answer | "cut" {
    const url = new URL(target, "http://server");
    const path = url.pathname;
    if (body !== "" && headers["content-md5"] !== createHash("md5").update(body).digest("base64"))
      return { status: 400, body: "the digest does not match" };
    const held = locks.get(path);
    switch (method) {
      case "GET": {
        const state = states.get(path);
        return state === undefined ? { status: 404 } : { status: 200, body: state };
      }
      case "LOCK":
        if (held !== undefined) return { status: 423, body: held };
        locks.set(path, body);
        return { status: 200 };
      case "UNLOCK":
        if (held === undefined || idOf(held) !== idOf(body)) return { status: 409, body: held ?? "" };
        locks.delete(path);
        return { status: 200 };
      case "POST":
      case "PUT": {
        const id = url.searchParams.get("ID");
        if (held !== undefined ? id !== idOf(held) : id !== null) return { status: 409, body: held ?? "" };
        states.set(path, body);
        return server.onStored() ?? { status: 200 };
      }
      default:
        return { status: 405 };
    }
  }
  return server;
}

function idOf(info: string): unknown {
  return JSON.parse(info).ID;
}
