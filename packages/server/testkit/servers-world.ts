/** What the rules of `serversContract` ask with. */

import { Buffer } from "node:buffer";
import { createStop } from "@tutti/runtime";
import { expect } from "vitest";
import {
  type Answer,
  bodyOf,
  type CatalogQuestion,
  type CheckRecord,
  type NodeRecord,
  type Outcome,
  Refusal,
  type Servers,
  type ServersRequest,
  type ServiceRecord,
} from "../src/index.ts";

/** The management token of a world with access control. */
export const MANAGER = "5ca1ab1e-0000-4000-8000-00000000beef";

/** Servers of their own for one test. */
export interface ServersWorld {
  readonly servers: Servers;
  /** Gives a promise the time that it takes. */
  run<T>(promise: Promise<T>): Promise<T>;
  /** Lets time pass. */
  pass(ms: number): Promise<void>;
}

/** How a world is wanted: with access control on, nobody may do anything but `MANAGER`; default: off. */
export interface WorldOptions {
  readonly guarded?: boolean;
}

interface RequestOptions extends Partial<Pick<ServersRequest, "rest" | "query" | "token" | "pretty">> {
  readonly body?: string;
}

interface Asked {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly index: number;
}

export interface Kit extends ServersWorld {
  ask(route: ServersRequest["route"], options?: RequestOptions): Promise<Asked>;
  /** As `ask`, without giving it time. */
  later(route: ServersRequest["route"], options?: RequestOptions): Settling<Asked>;
  read<Q extends CatalogQuestion>(question: Q, token?: string): Promise<ValueOf<Q>>;
  put(
    node: NodeRecord,
    service: ServiceRecord | undefined,
    checks: readonly CheckRecord[],
    token?: string,
  ): Promise<void>;
  token(rules: string): Promise<string>;
  status(): ReturnType<Servers["status"]>;
}

type ValueOf<Q extends CatalogQuestion> = Exclude<Awaited<ReturnType<typeof readAs<Q>>>, Refusal>["value"];

function readAs<Q extends CatalogQuestion>(servers: Servers, question: Q, token: string) {
  return servers.read(question, { token });
}

export function kitOf(world: ServersWorld): Kit {
  const { servers, run } = world;
  let made = 0;
  const ask: Kit["ask"] = async (route, options = {}) =>
    shown(await run(requested(servers, requestOf(route, options))));
  return {
    ...world,
    ask,
    later: (route, options = {}) => settling(requested(servers, requestOf(route, options)).then(shown)),
    read: async (question, token = "") => unwrap(await run(readAs(servers, question, token))).value,
    async put(node, service, checks, token = "") {
      const registration = { node, checks, ...(service === undefined ? {} : { service }) };
      expect(await run(servers.register(registration, token))).toBe(true);
    },
    async token(rules) {
      const Name = `p${made++}`;
      const as = { token: MANAGER };
      await ask("acl.policy-create", { ...as, body: JSON.stringify({ Name, Rules: rules }) });
      const body = JSON.stringify({ Policies: [{ Name }] });
      return JSON.parse((await ask("acl.token-create", { ...as, body })).text).SecretID;
    },
    status: () => run(servers.status()),
  };
}

/** What servers answer sooner or later, whether they can at once or not. */
export async function requested(
  servers: Servers,
  request: ServersRequest,
  gone = createStop().signal,
): Promise<Answer | undefined> {
  return servers.request(request, { gone });
}

export function requestOf(route: ServersRequest["route"], options: RequestOptions): ServersRequest {
  const { rest = "", query = "", token = "", pretty = false } = options;
  const bytes = Buffer.from(options.body ?? "");
  return { route, rest, query, token, pretty, body: bodyOf(bytes) };
}

function shown(answer: Answer | undefined): Asked {
  if (answer?.kind !== "whole" || !Buffer.isBuffer(answer.body)) throw new Error("a whole answer is wanted");
  const { status, headers, body } = answer;
  return { status, headers, text: body.toString(), index: Number(headers["X-Consul-Index"] ?? 0) };
}

export function unwrap<T>(outcome: Outcome<T>): T {
  if (outcome instanceof Refusal) throw new Error(`refused: ${outcome.status} ${outcome.text}`);
  return outcome;
}

/** A promise of which can be said whether it has settled. */
interface Settling<T> {
  readonly value: Promise<T>;
  readonly settled: boolean;
}

export function settling<T>(value: Promise<T>): Settling<T> {
  const state = { value, settled: false };
  value.finally(() => {
    state.settled = true;
  });
  return state;
}
