/**
 * The order that the runner gives to the process with the tests, as a file.
 *
 * @typedef {{ id: string, file: string, index: number, tests: string[], limitMs: number, turnsMax: number,
 *   fresh: boolean }} Trial  one mutant with the tests of one test file
 * @typedef {{ root: string, mode: "once" | "kill", workers: number, log: string, sources: string[] | undefined, deadline: number,
 *   mutants: { id: string, file: string, index: number }[] | undefined, trials: Record<string, Trial[]>,
 *   whole?: boolean, due?: Record<string, string[]>, notedMsMost?: number }} Job  `whole`: all that is passed is noted, not only what is to be
 *   tried; `due`: by test file the mutants that it can reach, and where all are killed it is not played;
 *   `notedMsMost`: a test file that took more of the processor is not played further
 */
import { appendFileSync, existsSync, readFileSync } from "node:fs";

/** @returns {Job} */
export function readJob() {
  return JSON.parse(readFileSync(process.env.TUTTI_MUTANTS_JOB ?? "", "utf8"));
}

/** What a test file passes is long, and the log is read often: it stands beside it. */
export const entriesOf = (log) => `${log}.entries`;

export function appendLog(log, entry) {
  appendFileSync(log, `${JSON.stringify(entry)}\n`);
}

/** A process that was ended may leave half a line. */
export function readLog(log) {
  if (!existsSync(log)) return [];
  return readFileSync(log, "utf8")
    .split("\n")
    .flatMap((line) => {
      try {
        return [JSON.parse(line)];
      } catch {
        return [];
      }
    });
}
