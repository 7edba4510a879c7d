/**
 * Random requests on ours, beside what Consul 1.9 answered to them. Recorded answers are held here in
 * every run; `TUTTI_OTHER_AGENT=/path/to/program` plays unseen seeds on both (`TUTTI_TEST_SEED`,
 * `TUTTI_TEST_ROUNDS`), and with `TUTTI_GOLDEN=write` records anew. A difference names the request,
 * and has to be mended, or stand in `deliberate-differences.ts` with its reason.
 */

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { ComparableAnswer } from "./comparable-answer.ts";
import { isDeliberate } from "./deliberate-differences.ts";
import { play } from "./play-requests.ts";
import { startOther, startOurs } from "./played-agents.ts";
import { drawRequests, isGuarded } from "./random-requests.ts";
import type { DrawnRequest } from "./request-dice.ts";

const TESTDATA = join(import.meta.dirname, "testdata");
const SCRIPTS = readdirSync(TESTDATA)
  .filter((name) => name.endsWith(".requests"))
  .map((name) => name.replace(/\.requests$/, ""));
const RECORDED = [1, 2, 3, 4, 5, 6, 8, 10];
const REQUESTS = 110;
const other = process.env.TUTTI_OTHER_AGENT;
const isRecording = process.env.TUTTI_GOLDEN === "write" && other !== undefined;
const FIRST = Number(process.env.TUTTI_TEST_SEED ?? 1000);
const ROUNDS = Number(process.env.TUTTI_TEST_ROUNDS ?? 10);

/** Requests that belong together, drawn or written down. */
interface Played {
  readonly name: string;
  readonly guarded: boolean;
  readonly requests: readonly DrawnRequest[];
}

function drawn(seed: number): Played {
  return { name: `seed-${seed}`, guarded: isGuarded(seed), requests: drawRequests(seed, REQUESTS) };
}

/** Scripts have a request on each line: method, path, body. */
function written(name: string): Played {
  const lines = readFileSync(join(TESTDATA, `${name}.requests`), "utf8")
    .trim()
    .split("\n");
  const requests = lines.map((line) => {
    const [method = "", path = "", ...body] = line.split(" ");
    return { method, path, ...(body.length === 0 ? {} : { body: body.join(" ") }) };
  });
  return { name, guarded: name.startsWith("guarded-"), requests };
}

async function answersOf(
  { guarded, requests }: Played,
  program?: string,
): Promise<readonly ComparableAnswer[]> {
  const agent = program === undefined ? await startOurs({ guarded }) : await startOther(program, { guarded });
  return play(agent, requests).finally(() => agent.stop());
}

/** Each request that was answered otherwise, with both answers. */
function differences(
  { requests }: Played,
  theirs: readonly ComparableAnswer[],
  ours: readonly ComparableAnswer[],
): readonly object[] {
  return requests.flatMap((one, at) => {
    const [consul, tutti] = [theirs[at], ours[at]];
    if (JSON.stringify(sorted(consul)) === JSON.stringify(sorted(tutti))) return [];
    return isDeliberate(one, consul) ? [] : [{ at, ...one, consul, tutti }];
  });
}

/** Members of objects stand in no order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, item]) => [name, sorted(item)]));
}

/** As they were recorded, or are now. */
async function recorded(played: Played): Promise<readonly ComparableAnswer[]> {
  const file = join(TESTDATA, `${played.name}.answers.json`);
  if (isRecording) {
    const lines = (await answersOf(played, other)).map((answer) => JSON.stringify(answer));
    writeFileSync(file, `[\n${lines.join(",\n")}\n]\n`);
  }
  return JSON.parse(readFileSync(file, "utf8")) as readonly ComparableAnswer[];
}

describe("requests are answered as Consul did", () => {
  test.each([...SCRIPTS.map(written), ...RECORDED.map(drawn)])("$name", async (played) => {
    const theirs = await recorded(played);
    expect(differences(played, theirs, await answersOf(played))).toEqual([]);
  });
});

if (other !== undefined)
  describe("requests are answered as the other agent does", () => {
    let [asked, same] = [0, 0];
    afterAll(() => console.log(`${same} of ${asked} random requests answered alike`));

    test.each(Array.from({ length: ROUNDS }, (_, at) => FIRST + at))("seed %d", async (seed) => {
      const played = drawn(seed);
      const found = differences(played, await answersOf(played, other), await answersOf(played));
      asked += REQUESTS;
      same += REQUESTS - found.length;
      expect(found).toEqual([]);
    });
  });
