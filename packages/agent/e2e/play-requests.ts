/** Plays drawn requests on an agent that listens somewhere, and keeps what it answered. */

import { request } from "node:http";
import { type ComparableAnswer, comparable, type RawAnswer } from "./comparable-answer.ts";
import type { DrawnRequest } from "./request-dice.ts";

/** An agent that answers requests. */
export interface PlayedAgent {
  readonly port: number;
  readonly dnsPort: number;
  /** Its ports by what they are for: they stand in answers. */
  readonly ports: ReadonlyMap<number, string>;
  /** May do everything; "" where nobody is asked. */
  readonly token: string;
}

/** Where the index of an answer says whether something has changed: nothing but requests changes these. */
const MOVED_BY_REQUESTS = /^\/v1\/(kv|session|config|query|acl|connect\/intentions|event)/;
const CHANGES_AGENT = /^\/v1\/agent\/(service|check|maintenance)/;
/** So often it is looked whether the agent's own services have come to the catalog. */
const LOOKS_MAX = 60;

/** A handler of the other agent fell over, and took the connection with it, or the whole agent. */
export const CUT_OFF: RawAnswer = { status: 0, headers: {}, body: "" };

/** The answers, in the order of the requests. */
export async function play(
  agent: PlayedAgent,
  requests: readonly DrawnRequest[],
): Promise<readonly ComparableAnswer[]> {
  const kept = new Map<string, string>();
  const indexes = new Map<string, string>();
  const ask = (method: string, path: string, body?: string): Promise<RawAnswer> =>
    send({ agent, method, path, body });
  const answers: ComparableAnswer[] = [];
  for (const drawn of requests) {
    const path = filled(drawn.path, kept);
    const raw = await ask(
      drawn.method,
      path,
      drawn.body === undefined ? undefined : filled(drawn.body, kept),
    );
    keepOf(drawn, raw, kept);
    const [status, headers, body] = comparable(raw, agent.ports);
    answers.push([status, { ...headers, ...movement(drawn, raw, indexes) }, body]);
    if (drawn.method === "PUT" && CHANGES_AGENT.test(drawn.path)) await settle(ask);
  }
  return answers;
}

function filled(text: string, kept: ReadonlyMap<string, string>): string {
  return text.replace(/\{\{(\^?)(\w+)\}\}/g, (_, upper: string, name: string) => {
    const value = kept.get(name) ?? "unknown";
    return upper === "" ? value : value.toUpperCase();
  });
}

function keepOf({ keep }: DrawnRequest, { status, body }: RawAnswer, kept: Map<string, string>): void {
  if (keep === undefined || status !== 200) return;
  let value: unknown = parsed(body);
  for (const key of keep.at) value = (value as Record<string | number, unknown> | undefined)?.[key];
  if (typeof value === "string" || typeof value === "number") kept.set(keep.name, String(value));
}

/** Whether the index of a read is another one than when the same was read before. */
function movement(
  { method, path }: DrawnRequest,
  { headers }: RawAnswer,
  indexes: Map<string, string>,
): Record<string, string> {
  const index = headers["x-consul-index"];
  if (method !== "GET" || index === undefined || !MOVED_BY_REQUESTS.test(path)) return {};
  const before = indexes.get(path);
  indexes.set(path, index);
  return before === undefined ? {} : { moved: String(before !== index) };
}

/** Until the catalog has what the agent has, or for as long as that may take. */
export async function settle(ask: (method: string, path: string) => Promise<RawAnswer>): Promise<void> {
  for (let looks = 0; looks < LOOKS_MAX; looks += 1) {
    const [own, ownChecks] = [await ask("GET", "/v1/agent/services"), await ask("GET", "/v1/agent/checks")];
    const [all, allChecks] = [
      await ask("GET", "/v1/catalog/node-services/n1"),
      await ask("GET", "/v1/health/node/n1"),
    ];
    const local = [...statesOf(parsed(own.body)), ...statesOf(parsed(ownChecks.body))];
    const known = [...statesOf(servicesIn(parsed(all.body))), ...statesOf(parsed(allChecks.body))];
    const wanted = known.filter((state) => !/^(consul|serfHealth) /.test(state));
    if (local.sort().join() === wanted.sort().join()) return;
  }
}

function servicesIn(node: unknown): unknown {
  return (node as { Services?: unknown } | undefined)?.Services;
}

function statesOf(list: unknown): string[] {
  const states = (item: Record<string, unknown>): string =>
    `${item["CheckID"] ?? item["ID"]} ${item["Status"] ?? JSON.stringify([item["Service"], item["Tags"], item["Port"], item["Address"]])}`;
  if (typeof list !== "object" || list === null) return [];
  return Object.values(list).map((item) => states(item as Record<string, unknown>));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A request, and whom it goes to. */
export interface Sent {
  readonly agent: PlayedAgent;
  readonly method: string;
  readonly path: string;
  readonly body?: string | undefined;
}

/** What comes of a request. */
export function send({ agent, method, path, body }: Sent): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const asked = request({
      host: "127.0.0.1",
      port: agent.port,
      // Each on a connection of its own: one that is kept may be closed just when it is used again.
      agent: false,
      method,
      path,
      headers: {
        ...(agent.token === "" ? {} : { "X-Consul-Token": agent.token }),
        ...(body === undefined ? {} : { "Content-Length": Buffer.byteLength(body) }),
      },
    });
    asked.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ECONNRESET" || error.code === "ECONNREFUSED") resolve(CUT_OFF);
      else reject(new Error(`${method} ${path}: ${error.message}`));
    });
    asked.once("response", (answer) => {
      const pieces: Buffer[] = [];
      answer.on("data", (piece: Buffer) => pieces.push(piece));
      answer.once("error", reject);
      answer.once("end", () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers as Record<string, string | undefined>,
          body: Buffer.concat(pieces).toString("utf8"),
        }),
      );
    });
    asked.end(body);
  });
}
