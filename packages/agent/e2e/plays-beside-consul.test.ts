/**
 * Plays on ours, beside what came of them on Consul 1.9. What was recorded is held here in every run;
 * `TUTTI_OTHER_AGENT=/path/to/program` plays unseen seeds on both (`TUTTI_TEST_SEED`,
 * `TUTTI_TEST_ROUNDS`, of one kind with `-t`), and with `TUTTI_GOLDEN=write` records anew.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { startOther, startOurs } from "./played-agents.ts";
import { PLAYS, type Play, type Told } from "./plays/index.ts";

const other = process.env.TUTTI_OTHER_AGENT;
const isRecording = process.env.TUTTI_GOLDEN === "write" && other !== undefined;
const FIRST = Number(process.env.TUTTI_TEST_SEED ?? 1000);
const ROUNDS = Number(process.env.TUTTI_TEST_ROUNDS ?? 5);
const PLAY_MS_MAX = 120_000;

async function toldBy(play: Play, seed: number, program?: string): Promise<readonly Told[]> {
  const setting = play.setting(seed);
  const agent = program === undefined ? await startOurs(setting) : await startOther(program, setting);
  return play.play(agent, seed).finally(() => agent.stop());
}

/** As it was recorded, or is now. */
async function recorded(play: Play, seed: number): Promise<readonly Told[]> {
  const file = join(import.meta.dirname, "testdata", `${play.name}-${seed}.told.json`);
  if (isRecording) {
    const lines = (await toldBy(play, seed, other)).map((one) => JSON.stringify(one));
    writeFileSync(file, `[\n${lines.join(",\n")}\n]\n`);
  }
  return JSON.parse(readFileSync(file, "utf8")) as readonly Told[];
}

/** How often ours told something else on purpose, by the reason. */
const meant = new Map<string, number>();

/** Each step that told something else: what was done, and where the two part. */
function differences(play: Play, consul: readonly Told[], ours: readonly Told[]): readonly object[] {
  return consul.flatMap((one, at) => {
    const own = ours[at] ?? { did: undefined, told: undefined };
    const parted = [...partings(one.told, own.told, ""), ...partings(one.did, own.did, "did")];
    const reason = parted.length === 0 ? undefined : play.deliberate?.(one, own);
    if (reason !== undefined) meant.set(reason, (meant.get(reason) ?? 0) + 1);
    if (parted.length === 0 || reason !== undefined) return [];
    return [{ at, did: JSON.stringify(one.did), parted }];
  });
}

/** Where two values differ, with what stands there in Consul's and in ours. */
function partings(consul: unknown, ours: unknown, place: string): readonly string[] {
  if (consul === ours) return [];
  if (!isParted(consul) || !isParted(ours) || Array.isArray(consul) !== Array.isArray(ours))
    return [`${place}: ${JSON.stringify(consul)} | ${JSON.stringify(ours)}`];
  const keys = new Set([...Object.keys(consul), ...Object.keys(ours)]);
  return [...keys].flatMap((key) => partings(consul[key], ours[key], `${place}/${key}`));
}

/** Whether a value has parts. */
function isParted(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

describe.each(PLAYS.map((play) => [play.name, play] as const))("%s end as Consul's did", (_, play) => {
  test.each(play.recorded)("seed %d", { timeout: PLAY_MS_MAX }, async (seed) => {
    const consul = await recorded(play, seed);
    expect(differences(play, consul, await toldBy(play, seed))).toEqual([]);
  });
});

if (other !== undefined && !isRecording)
  describe.each(PLAYS.map((play) => [play.name, play] as const))("%s end as the other's do", (name, play) => {
    let [asked, same] = [0, 0];
    afterAll(() => console.log(`${name}: ${same} of ${asked} alike`, Object.fromEntries(meant)));

    test.each(Array.from({ length: ROUNDS }, (__, at) => FIRST + at))(
      "seed %d",
      { timeout: PLAY_MS_MAX },
      async (seed) => {
        const [consul, ours] = await Promise.all([toldBy(play, seed, other), toldBy(play, seed)]);
        const found = differences(play, consul, ours);
        asked += consul.length;
        same += consul.length - found.length;
        expect(found).toEqual([]);
      },
    );
  });
