import { generateKeyPairSync, type KeyObject } from "node:crypto";
import type { RouteId } from "@tutti/agent-api";
import { CompactSign, exportJWK } from "jose";
import { type GuardedAgent, MASTER, startGuardedAgent } from "./guarded-agent.ts";

/** Where the provider of the tests is. */
export const PROVIDER = "http://10.0.0.9";

/** What a host of the web answers, by path. */
export type Pages = Readonly<Record<string, (body: string, headers: string) => readonly [number, unknown]>>;

/** An agent with access control, beside a provider whose key signs. For tests. */
export interface LoginWorld extends GuardedAgent {
  readonly publicKey: KeyObject;
  /** A token of the provider. */
  sign(claims: object, options?: { readonly key?: KeyObject; readonly kid?: string }): Promise<string>;
  /** A call with the management token, as a line. */
  write(route: RouteId, body: object, rest?: string): Promise<string>;
  login(method: string, bearer: string, meta?: object): Promise<string>;
  /** Paths that the provider was asked for. */
  readonly asked: string[];
  nowS(): number;
}

/** Starts one; `pages` beside `/keys`, which has the provider's key. */
export async function startLoginWorld(seed: number, pages: Pages = {}): Promise<LoginWorld> {
  const agent = await startGuardedAgent(seed);
  const { world, as } = agent;
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: "one", alg: "RS256" }] };
  const all: Pages = { "/keys": () => [200, keys], ...pages };
  const asked: string[] = [];
  await world.until(
    world.host("10.0.0.9").network.serveHttp({ host: "10.0.0.9", port: 80 }, (exchange) => {
      asked.push(exchange.target);
      void exchange.body(1 << 20).then((body) => {
        const page = all[exchange.target];
        const [status, json] = page?.(
          new TextDecoder().decode(body),
          exchange.header("authorization") ?? "",
        ) ?? [404, {}];
        exchange.respond(status, {}, JSON.stringify(json));
      });
    }),
  );
  return {
    ...agent,
    publicKey,
    asked,
    nowS: () => Math.floor(world.nowMs / 1000),
    sign: (claims, { key = privateKey, kid = "one" } = {}) =>
      new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
        .setProtectedHeader({ alg: "RS256", kid })
        .sign(key),
    write: (route, body, rest = "") => as(MASTER, route, { body, rest }),
    login: (method, bearer, meta = {}) =>
      as("", "acl.login", { body: { AuthMethod: method, BearerToken: bearer, Meta: meta } }),
  };
}
