/** Sessions and what they hold: after each step, what was answered, and all keys and sessions. */

import { comparable } from "../comparable-answer.ts";
import { type PlayedAgent, send } from "../play-requests.ts";
import { createDice } from "../request-dice.ts";
import { drawLockStep, SESSIONS } from "./draw-locks.ts";
import type { Play, Told } from "./play.ts";

const STEPS = 120;
/** For how long a step may wait for what comes with time. */
const WAIT_MS_MAX = 5_000;

export const locks: Play = {
  name: "locks",
  recorded: [1, 2],
  setting: () => ({ guarded: false, more: { session_ttl_min: "100ms" } }),
  async play(agent, seed) {
    const dice = createDice(seed);
    const ids = new Map<string, string>();
    const told: Told[] = [];
    await send({ agent, method: "PUT", path: "/v1/catalog/register", body: EXT });
    for (let at = 0; at < STEPS; at += 1) {
      const step = drawLockStep(dice);
      const answer = await answered(agent, step, ids);
      told.push({ did: step, told: { answer, ...(await state(agent, ids)) } });
    }
    return told;
  },
};

const EXT = JSON.stringify({
  Node: "ext",
  Address: "10.0.0.1",
  Checks: [
    { CheckID: "up", Name: "up", Status: "passing" },
    { CheckID: "odd", Name: "odd", Status: "passing" },
  ],
});

type Step = ReturnType<typeof drawLockStep>;

async function answered(agent: PlayedAgent, step: Step, ids: Map<string, string>): Promise<unknown> {
  const once = async (): Promise<readonly [number, unknown]> => {
    const answer = await send({
      agent,
      method: step.method,
      path: filled(step.path, ids),
      body: bodyOf(step, ids),
    });
    if (step.keep !== undefined && answer.status === 200) {
      const { ID = "" } = JSON.parse(answer.body) as { ID?: string };
      ids.set(step.keep, ID);
    }
    const [status, , body] = comparable({ ...answer, body: named(answer.body, ids) }, agent.ports);
    return [status, Array.isArray(body) && step.path.includes("/session/") ? inOrder(body) : body];
  };
  if (step.until === undefined) return await once();
  const endMs = performance.now() + WAIT_MS_MAX;
  let last = await once();
  while (JSON.stringify(last[1]) !== step.until && performance.now() < endMs) last = await once();
  return last;
}

function bodyOf({ body }: Step, ids: ReadonlyMap<string, string>): string | undefined {
  return body === undefined ? undefined : filled(typeof body === "string" ? body : JSON.stringify(body), ids);
}

/** All that is held. */
async function state(agent: PlayedAgent, ids: ReadonlyMap<string, string>): Promise<object> {
  const read = async (path: string): Promise<unknown> => {
    const answer = await send({ agent, method: "GET", path });
    return comparable({ ...answer, body: named(answer.body, ids) }, agent.ports)[2];
  };
  const sessions = (await read("/v1/session/list")) as readonly SessionRow[];
  return { keys: await read("/v1/kv/?recurse"), sessions: inOrder(sessions) };
}

type SessionRow = Readonly<Record<string, unknown>>;

/** Sessions are listed by IDs, which were drawn. */
function inOrder(sessions: readonly SessionRow[]): readonly SessionRow[] {
  const key = (session: SessionRow): string =>
    ["ID", "Name", "Node", "Behavior", "LockDelay", "TTL", "NodeChecks", "ServiceChecks", "ModifyIndex"]
      .map((name) => JSON.stringify(session[name]))
      .join();
  return [...sessions].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

const NOBODY = "00000000-0000-4000-8000-000000000000";

function filled(text: string, ids: ReadonlyMap<string, string>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => ids.get(name) ?? NOBODY);
}

/** Sessions by the names under which they were kept. */
function named(text: string, ids: ReadonlyMap<string, string>): string {
  return SESSIONS.reduce((so, name) => so.replaceAll(ids.get(name) ?? NOBODY, name), text);
}
