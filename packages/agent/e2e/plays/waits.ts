/**
 * Reads that wait, and writes beside them: which of the reads come back, with which index and what.
 * A read that is not woken comes back when its wait is over, never before; one that is woken, at once.
 */

import { comparable, type RawAnswer } from "../comparable-answer.ts";
import { type PlayedAgent, send, settle } from "../play-requests.ts";
import { createDice, type Dice } from "../request-dice.ts";
import { drawReads, drawWrite, type Write } from "./draw-waits.ts";
import type { Play, Told } from "./play.ts";

const ROUNDS = 8;
const READS = 24;
const WAIT_MS = 1500;
/** Beyond what either counts to in a play. */
const FAR_AHEAD = "1000000";

export const waits: Play = {
  name: "waits",
  recorded: [2, 4],
  setting: (seed) => ({ guarded: seed % 3 === 0 }),
  async play(agent, seed) {
    const dice = createDice(seed);
    const kept = new Map<string, string>();
    const told: Told[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const before = Array.from({ length: round === 0 ? 25 : 3 }, () => drawWrite(dice));
      for (const one of before) await write(agent, one, kept);
      await settle((method, path) => send({ agent, method, path }));
      told.push(...(await oneRound(agent, dice, kept)));
    }
    return told;
  },
  deliberate({ did, told: consul }, { told: ours }) {
    const { path } = did as { readonly path: string };
    if (path.startsWith("/v1/acl/") && isAnswered(consul as Waited, ours as Waited))
      return "as the documentation says, and not there, these do not wait";
    if (path.includes("gateway-intentions")) return "there all intentions without an ID count as one";
    const [theirs, own] = [consul as Waited, ours as Waited];
    if (!theirs.woken && !theirs.news && own.woken && !own.news)
      return "a wake promises no news: some reads wake by what lies near (which of them may not, tables say)";
    if (theirs.woken && !theirs.news && !own.woken && !own.news)
      return "there what lies beside in the tree of an index wakes too; here only what was asked about";
    if (!theirs.woken && !own.woken && isAlike(theirs, own))
      return "there the end of a wait tells the index of its begin, here that of now";
    return undefined;
  },
};

/** Ours answers at once, before the writes; theirs is the same, or what came of them. */
function isAnswered(theirs: Waited, own: Waited): boolean {
  const told = ({ status, headers, body }: Waited): string => JSON.stringify({ status, headers, body });
  return own.woken && !own.news && (theirs.news || told(theirs) === told(own));
}

/** But for the index. */
function isAlike(one: Waited, other: Waited): boolean {
  return JSON.stringify({ ...one, index: "" }) === JSON.stringify({ ...other, index: "" });
}

async function oneRound(agent: PlayedAgent, dice: Dice, kept: Map<string, string>): Promise<Told[]> {
  const writes = Array.from({ length: dice.one([1, 1, 1, 2]) }, () => drawWrite(dice));
  const reads = drawReads(dice, READS).map((path) => ({ path, ahead: dice.chance(0.03) }));
  const waiting: Promise<Told>[] = [];
  for (const { path, ahead } of reads) {
    const whole = filled(path, kept);
    const now = await send({ agent, method: "GET", path: whole });
    const hash = now.headers["x-consul-contenthash"];
    const index = ahead ? FAR_AHEAD : (now.headers["x-consul-index"] ?? "0");
    const wait = hash === undefined ? `index=${index}` : `hash=${hash}`;
    const did = { path, ahead, writes };
    const question = `${whole}${whole.includes("?") ? "&" : "?"}${wait}`;
    waiting.push(waited(agent, question, { index, body: now.body }).then((told) => ({ did, told })));
  }
  for (const one of writes) await write(agent, one, kept);
  const found = await Promise.all(waiting);
  // What the agent itself writes comes to the catalog piece by piece: only that it comes is the same.
  return writes.some(({ path }) => path.startsWith("/v1/agent")) ? found.map(withoutBody) : found;
}

function withoutBody({ did, told }: Told): Told {
  const { woken, news, index, status } = told as Waited;
  return { did, told: { woken, news, index, status } };
}

interface Waited {
  readonly woken: boolean;
  /** Whether it is another answer than before. */
  readonly news: boolean;
  readonly index: string;
  readonly status: number;
  readonly headers: object;
  readonly body: unknown;
}

async function waited(
  agent: PlayedAgent,
  path: string,
  before: { readonly index: string; readonly body: string },
): Promise<Waited> {
  const startMs = performance.now();
  const answer = await send({ agent, method: "GET", path: `${path}&wait=${WAIT_MS}ms` });
  const woken = performance.now() - startMs < WAIT_MS;
  const [status, all, whole] = comparable(answer, agent.ports);
  // Each has an authority of its own, of which it is told there that no leader is known.
  const isRoots = path.includes("/connect/ca/");
  const body = isRoots ? "<roots>" : whole;
  const untold = new Set(["x-cache", "age", ...(isRoots ? ["x-consul-knownleader"] : [])]);
  const headers = Object.fromEntries(Object.entries(all).filter(([name]) => !untold.has(name)));
  const news = answer.body !== before.body;
  return { woken, news, index: relation(path, answer, before.index), status, headers, body };
}

function relation(path: string, { headers }: RawAnswer, asked: string): string {
  const told = headers["x-consul-index"];
  if (told === undefined) return "none";
  if (told === asked) return "equal";
  // Of events it is no number that grows.
  if (path.startsWith("/v1/event")) return "another";
  return Number(told) > Number(asked) ? "greater" : "less";
}

async function write(
  agent: PlayedAgent,
  { method, path, body, keep }: Write,
  kept: Map<string, string>,
): Promise<void> {
  const text =
    body === undefined ? undefined : filled(typeof body === "string" ? body : JSON.stringify(body), kept);
  const answer = await send({ agent, method, path: filled(path, kept), body: text });
  if (keep === undefined || answer.status !== 200) return;
  const { ID } = JSON.parse(answer.body) as { ID?: string };
  if (ID !== undefined) kept.set(keep, ID);
}

const NOBODY = "00000000-0000-4000-8000-000000000000";

function filled(text: string, kept: ReadonlyMap<string, string>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => kept.get(name) ?? NOBODY);
}
