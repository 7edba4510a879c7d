/** A check that runs goes through answers: what the agent says of it before each one, and after the last. */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type PlayedAgent, send } from "../play-requests.ts";
import type { Phase } from "./draw-checks.ts";
import type { Told } from "./play.ts";

/** Probes come every second at the latest; an agent that does not probe is waited for so long. */
const PROBE_MS_MAX = 20_000;
/** For so long it is looked whether the last answer changed anything. */
const SEEN_MS_MAX = 500;

interface Arrived {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Where checks are sent to. A probe waits for its answer, so that nothing happens meanwhile. */
interface ProbedServer {
  readonly port: number;
  /** The next probe of a path; undefined where none comes. */
  arrived(path: string): Promise<Arrived | undefined>;
  close(): Promise<void>;
}

export async function openProbedServer(): Promise<ProbedServer> {
  const waiting = new Map<string, (arrived: Arrived) => void>();
  const early = new Map<string, Arrived[]>();
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    const wanted = waiting.get(path);
    waiting.delete(path);
    if (wanted !== undefined) wanted({ request, response });
    else early.set(path, [...(early.get(path) ?? []), { request, response }]);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    arrived(path) {
      const [first, ...others] = early.get(path) ?? [];
      early.set(path, others);
      if (first !== undefined) return Promise.resolve(first);
      return new Promise((resolve) => {
        waiting.set(path, resolve);
        AbortSignal.timeout(PROBE_MS_MAX).addEventListener("abort", () => resolve(undefined));
      });
    },
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

/**
 * Plays a lane, a service with one check: what is told of it before each probe is answered, and after the
 * last answer of a registration, a second before the next probe would come. Then comes the next registration.
 */
export async function playLane(
  agent: PlayedAgent,
  server: ProbedServer,
  lane: readonly Phase[],
  name: string,
): Promise<readonly Told[]> {
  const told: Told[] = [];
  const seen = async (): Promise<object> => {
    const answer = await send({ agent, method: "GET", path: `/v1/agent/checks?filter=ServiceID==${name}` });
    return { checks: JSON.parse(answer.body.replaceAll(String(server.port), "<port>")) };
  };
  /** Whether an answer is seen at all is what is asked: the next probe is a second away. */
  const seenLater = async (before: object): Promise<object> => {
    const endMs = performance.now() + SEEN_MS_MAX;
    while (performance.now() < endMs) {
      const now = await seen();
      if (JSON.stringify(now) !== JSON.stringify(before)) return now;
    }
    return before;
  };
  for (const [at, { answers, ...registered }] of lane.entries()) {
    const path = `/${name}/${at}`;
    await register(agent, registered, name, `http://127.0.0.1:${server.port}${path}`);
    let now = await seen();
    told.push({ did: { lane: name, registered }, told: now });
    for (const [answered, code] of answers.entries()) {
      const probe = await server.arrived(path);
      now = await seen();
      told.push({
        did: { lane: name, answered: answers.slice(0, answered) },
        told: { ...now, probe: probeText(probe) },
      });
      if (probe === undefined) return told;
      probe.response.writeHead(code).end(code === 204 ? undefined : `body ${answered}`);
    }
    told.push({ did: { lane: name, answered: answers }, told: await seenLater(now) });
  }
  return told;
}

function register(
  agent: PlayedAgent,
  { withService, check }: Omit<Phase, "answers">,
  name: string,
  HTTP: string,
): Promise<unknown> {
  const whole = { Name: name, Timeout: "10s", ...check, HTTP };
  const id = `${name}-check`;
  const [path, body] = withService
    ? ["service", { Name: name, Check: { ...whole, CheckID: id } }]
    : ["check", { ...whole, ID: id, ServiceID: name }];
  return send({
    agent,
    method: "PUT",
    path: `/v1/agent/${path}/register`,
    body: JSON.stringify(body),
  });
}

function probeText(probe: Arrived | undefined): unknown {
  if (probe === undefined) return "none";
  const { method, headers } = probe.request;
  // What packs answers is Go's own doing: a service need not.
  const { host: _, connection: __, "accept-encoding": ___, ...told } = headers;
  return { method, headers: told };
}
