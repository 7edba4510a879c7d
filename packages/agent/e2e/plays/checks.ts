/**
 * Checks of the agent over time: some are told what they are, others are probed by the agent. Compared is
 * what each says after each step and before each probe, not when.
 */

import { comparable } from "../comparable-answer.ts";
import { type PlayedAgent, send, settle } from "../play-requests.ts";
import { createDice, type Dice } from "../request-dice.ts";
import { drawCheckStep, drawLane, type Phase } from "./draw-checks.ts";
import type { Play, Told } from "./play.ts";
import { openProbedServer, playLane } from "./probed-lanes.ts";

const STEPS = 60;
const LANES = 5;
/** An alias hears of what it stands for a little later: so often it is looked. */
const LOOKS_MAX = 100;
const EXPIRY_MS_MAX = 10_000;

export const checks: Play = {
  name: "checks",
  recorded: [1, 2],
  setting: () => ({ guarded: false }),
  async play(agent, seed) {
    const dice = createDice(seed);
    const lanes = Array.from({ length: LANES }, () => drawLane(dice));
    const [steps, ...probed] = await Promise.all([playSteps(agent, dice), playLanes(agent, lanes)]);
    return [...steps, ...probed.flat()];
  },
  deliberate({ told: consul }, { told: ours }) {
    if (withoutLate(consul) === withoutLate(ours))
      return "there a check that is registered anew is told to the catalog with or without its output, by the status that it is registered with; here with it, as other changes";
    const { settled } = ours as { readonly settled?: boolean };
    if (settled === true && withoutAlias(consul) === withoutAlias(ours))
      return "there an alias hears of its node's checks and of a service that goes a minute later, or never";
    return undefined;
  },
};

type CheckRow = Readonly<Record<string, unknown>>;

/** Of the catalog's outputs only whether they are the agent's, or not yet. */
function withoutLate(told: unknown): string {
  const { known = [], checks: own = {} } = told as {
    readonly known?: readonly CheckRow[];
    readonly checks?: Readonly<Record<string, CheckRow>>;
  };
  const rows = known.map((row) => {
    const isTold = ["", own[String(row["CheckID"])]?.["Output"]].includes(row["Output"] as string);
    return isTold ? { ...row, Output: "now, or not yet", ModifyIndex: "" } : row;
  });
  return JSON.stringify({ ...(told as object), known: rows });
}

/** Nor what it makes of its service. */
function withoutAlias(told: unknown): string {
  return JSON.stringify(JSON.parse(withoutLate(told)), (key, value: unknown) => {
    if (["db", "al", "settled"].includes(key)) return undefined;
    return Array.isArray(value) ? value.filter((row) => row?.CheckID !== "al") : value;
  });
}

async function playLanes(agent: PlayedAgent, lanes: readonly (readonly Phase[])[]): Promise<Told[]> {
  const server = await openProbedServer();
  try {
    const names = lanes.map((_, at) => `lane${at}`);
    for (const Name of names) await put(agent, "/v1/agent/service/register", { Name });
    const told = await Promise.all(lanes.map((lane, at) => playLane(agent, server, lane, names[at] ?? "")));
    return told.flat();
  } finally {
    await server.close();
  }
}

async function playSteps(agent: PlayedAgent, dice: Dice): Promise<Told[]> {
  const told: Told[] = [];
  let alias: Alias = {};
  for (let at = 0; at < STEPS; at += 1) {
    const step = drawCheckStep(dice);
    const answer = await put(agent, step.path, step.body);
    const [status, , body] = comparable(answer, agent.ports);
    if (step.expires !== undefined) await expired(agent, step.expires);
    const { ID } = (step.body ?? {}) as { readonly ID?: string };
    if (ID === "al" && status === 200) alias = step.body as Alias;
    const settled = await aliasSettled(agent, alias);
    await settle((method, path) => send({ agent, method, path }));
    told.push({ did: step, told: { settled, answer: [status, body], ...(await state(agent)) } });
  }
  return told;
}

function put(agent: PlayedAgent, path: string, body?: unknown): ReturnType<typeof send> {
  return send({ agent, method: "PUT", path, body: body === undefined ? undefined : JSON.stringify(body) });
}

async function ownChecks(agent: PlayedAgent): Promise<ReadonlyMap<string, CheckRow>> {
  const { body } = await send({ agent, method: "GET", path: "/v1/agent/checks" });
  return new Map(Object.entries(JSON.parse(body) as Record<string, CheckRow>));
}

/** Until a check has not been told in time. */
async function expired(agent: PlayedAgent, id: string): Promise<void> {
  const endMs = performance.now() + EXPIRY_MS_MAX;
  const isExpired = async (): Promise<boolean> =>
    String((await ownChecks(agent)).get(id)?.["Output"]).startsWith("TTL expired");
  while (!(await isExpired()) && performance.now() < endMs);
}

/** Until the alias tells of what it stands for, or for as long as that may take. */
async function aliasSettled(agent: PlayedAgent, alias: Alias): Promise<boolean> {
  const { body } = await send({ agent, method: "GET", path: "/v1/agent/services" });
  const services = new Set(Object.keys(JSON.parse(body) as object));
  for (let looks = 0; looks < LOOKS_MAX; looks += 1) {
    const all = await ownChecks(agent);
    const own = all.get("al");
    if (own === undefined || toldOfAlias(own) === wantedOfAlias(all, services, alias)) return true;
  }
  return false;
}

interface Alias {
  readonly AliasService?: string;
}

/** Of several checks that fail it is not said which one an alias tells of. */
const FAILING = /^Aliased check ".*" failing: .*$/s;

function toldOfAlias({ Status, Output }: CheckRow): string {
  return `${Status} ${String(Output).replace(FAILING, "failing")}`;
}

function wantedOfAlias(
  all: ReadonlyMap<string, CheckRow>,
  services: ReadonlySet<string>,
  { AliasService = "" }: Alias,
): string {
  if (AliasService !== "" && !services.has(AliasService))
    return `critical Service ${AliasService} could not be found on node `;
  const states = [...all.values()].flatMap(({ ServiceID, Status }) =>
    ServiceID === "" || ServiceID === AliasService ? [Status] : [],
  );
  const worst = ["critical", "warning"].find((status) => states.includes(status));
  if (worst !== undefined) return `${worst} failing`;
  return `passing ${states.length === 0 ? "No checks found." : "All checks passing."}`;
}

/** All checks that are told, at the agent and in the catalog, and how the services are. */
async function state(agent: PlayedAgent): Promise<object> {
  const read = async (path: string): Promise<readonly [number, unknown]> => {
    const answer = await send({ agent, method: "GET", path });
    const [status, , body] = comparable(answer, agent.ports);
    return [status, withoutWhich(inOrder(body))];
  };
  const notProbed = `filter=${encodeURIComponent('ServiceID not matches "^lane"')}`;
  return {
    checks: (await read(`/v1/agent/checks?${notProbed}`))[1],
    known: (await read(`/v1/health/node/n1?${notProbed}`))[1],
    web: await read("/v1/agent/health/service/name/web"),
    db: await read("/v1/agent/health/service/id/db"),
  };
}

/** Held by single requests, and not told again after each step. */
const HELD_ELSEWHERE = new Set([
  "Node",
  "ServiceName",
  "ServiceTags",
  "Definition",
  "CreateIndex",
  "Service",
]);

function withoutWhich(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (key, one: unknown) => {
    if (HELD_ELSEWHERE.has(key)) return undefined;
    return key === "Output" && typeof one === "string"
      ? one.replace(FAILING, "Aliased check … failing")
      : one;
  });
}

/** Checks of a service stand in no order there. */
function inOrder(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body), (key, value: unknown) => {
    if (key !== "Checks" || !Array.isArray(value)) return value;
    const id = (check: CheckRow): string => String(check["CheckID"]);
    return (value as CheckRow[]).sort((a, b) => (id(a) < id(b) ? -1 : 1));
  });
}
