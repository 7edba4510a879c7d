/** Starts vitest with a job, watches it, and ends it when a mutant holds it fast. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { appendLog, entriesOf, readLog } from "./job.mjs";

const WATCH_MS = 500;
const CONFIG = fileURLToPath(new URL("vitest.config.mjs", import.meta.url));
/** Above a trial's own limit, and after one that never ended: what the process needs to notice by itself. */
const GRACE_MS = 3_000;
/** Loading a test file may take this long before the first trial. */
const SILENCE_MS = 90_000;
/** A test file that is played whole is silent as long as its tests are. */
const SILENCE_ONCE_MS = 300_000;

/**
 * Plays a job to its end, with as many processes as that needs.
 * @returns {Promise<object[]>} the log
 */
export async function play(root, job, { progress = () => undefined } = {}) {
  const scratch = mkdtempSync(join(tmpdir(), "tutti-mutants-"));
  const log = join(scratch, "log.jsonl");
  try {
    let trials = job.trials;
    for (const entry of job.before ?? []) appendLog(log, entry);
    for (let round = 0; Object.keys(trials).length > 0 && Date.now() < job.deadline; round += 1) {
      const path = join(scratch, `job-${round}.json`);
      writeFileSync(path, JSON.stringify({ ...job, before: undefined, root: resolve(root), trials, log }));
      await once(root, path, log, {
        silenceMs: job.mode === "once" ? SILENCE_ONCE_MS : SILENCE_MS,
        progress,
      });
      const entries = readLog(log);
      const left = job.mode === "once" ? unplayed(trials, entries) : remaining(trials, entries);
      if (!moved(trials, left)) break; // another round would not move either
      trials = left;
    }
    return [...readLog(log).filter(({ played }) => played === undefined), ...readLog(entriesOf(log))];
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** How long the log may stay as it is, by its last entry of this process. */
export function patienceMs(last, silenceMs) {
  if (last?.started) return last.limitMs + GRACE_MS;
  // A loop that was stopped by counting may go on behind the test that failed: then nothing comes after its verdict.
  return last?.endless ? GRACE_MS : silenceMs;
}

/** What no process came to: a test file whose process was ended goes on after the trial that ended it. */
export function remaining(trials, entries) {
  const tried = new Set(entries.flatMap(({ id, testFile }) => (id ? [`${testFile} ${id}`] : [])));
  const killed = new Set(entries.flatMap(({ id, killed: dead }) => (dead ? [id] : [])));
  return Object.fromEntries(
    Object.entries(trials)
      .map(([testFile, list]) => [
        testFile,
        list.filter(({ id }) => !killed.has(id) && !tried.has(`${testFile} ${id}`)),
      ])
      .filter(([, list]) => list.length > 0),
  );
}

/** A process that is ended takes with it the files that it had not come to. */
function unplayed(trials, entries) {
  const played = new Set(entries.flatMap(({ played }) => (played ? [played] : [])));
  return Object.fromEntries(Object.entries(trials).filter(([testFile]) => !played.has(testFile)));
}

function moved(trials, left) {
  const count = (some) => Object.values(some).reduce((sum, list) => sum + 1 + list.length, 0);
  return count(left) < count(trials);
}

function once(root, jobPath, log, { silenceMs, progress }) {
  return new Promise((resolve) => {
    const child = spawn(
      process.execPath,
      [join(root, "node_modules", "vitest", "vitest.mjs"), "run", "--config", CONFIG],
      {
        cwd: root,
        detached: true,
        // Its end tells the process that nobody waits for it any more: parent.mjs.
        stdio: ["pipe", "ignore", process.env.TUTTI_MUTANTS_DEBUG ? "inherit" : "ignore"],
        env: { ...process.env, TUTTI_MUTANTS_JOB: jobPath },
      },
    );
    const before = readLog(log).length;
    let size = sizeOf(log);
    let moved = Date.now();
    const watch = setInterval(() => {
      const now = sizeOf(log);
      if (now !== size) {
        size = now;
        moved = Date.now();
        progress(readLog(log));
      }
      const last = readLog(log).slice(before).at(-1);
      if (Date.now() - moved < patienceMs(last, silenceMs)) return;
      if (last?.started)
        appendLog(log, { id: last.started, testFile: last.testFile, killed: true, endless: true });
      end(child);
    }, WATCH_MS);
    child.on("exit", () => {
      clearInterval(watch);
      end(child);
      resolve();
    });
  });
}

/** The whole group: vitest's forks as well. */
function end(child) {
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // It is gone already.
  }
}

function sizeOf(path) {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}
