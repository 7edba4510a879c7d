/**
 * Plays one target in a process of its own, so that one that never answers or
 * takes all memory can be ended and told. What it plays at the moment stands in
 * a file. CPU is counted, not time: a busy machine makes nothing hang.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const PLAYER = fileURLToPath(new URL("player.mjs", import.meta.url));
/** A single text that takes more is a hang. */
const HANG_CPU_SECONDS = 20;
/** While a hang is made shorter; what a process takes to start counts, too. */
const SHRINKING_CPU_SECONDS = 6;
const MEMORY_MB = 1024;
/**
 * So that CPU follows the work: a young generation that rarely fills, because
 * what is alive when it does is copied, and collectors that do not race; by
 * default their share is over half, and grows by steps that look like squares.
 */
const CALM = [
  "--single-threaded-gc",
  "--min-semi-space-size=128",
  "--max-semi-space-size=128",
  "--expose-gc",
];
const LOOK_MS = 500;
const FINDINGS_MAX = 10;
const SHRINKING_TRIES_MAX = 12;

/** @param {{ seed: number, minutes?: number, ci?: boolean, only?: number }} how */
export async function playTarget(file, how) {
  const folder = mkdtempSync(join(tmpdir(), "tutti-fuzz-"));
  const current = join(folder, "current");
  const total = { findings: [], cases: 0, cpuMinutes: 0 };
  try {
    let from = how.only ?? 0;
    for (;;) {
      const left = how.minutes === undefined ? undefined : how.minutes - total.cpuMinutes;
      const ended = await play(file, { ...how, from, minutes: left, current });
      total.findings.push(...ended.findings);
      total.cases += ended.cases;
      total.cpuMinutes += ended.cpuMinutes;
      if (ended.broken === undefined || total.findings.length >= FINDINGS_MAX) return total;
      if (!existsSync(current)) throw new Error(ended.broken);
      const { index, text } = readCurrent(current);
      total.findings.push({ index, why: ended.broken, text: await shorter(file, text, folder) });
      if (how.only !== undefined) return total;
      from = index + 1;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readCurrent(path) {
  const content = readFileSync(path, "utf8");
  const end = content.indexOf("\n");
  return { index: Number(content.slice(0, end)), text: JSON.parse(content.slice(end + 1)) };
}

/** Until it ends, or is ended: `broken` says why. */
function play(file, how) {
  return new Promise((resolve) => {
    const child = spawn(
      process.execPath,
      [`--max-old-space-size=${MEMORY_MB}`, ...CALM, "--import", "tsx", PLAYER, file, JSON.stringify(how)],
      { stdio: ["ignore", "inherit", "pipe", "ipc"] },
    );
    const ended = { findings: [], cases: 0, cpuMinutes: 0, broken: undefined };
    let complaint = "";
    let mark = { cases: -1, cpu: 0 };
    child.stderr.on("data", (data) => {
      complaint = (complaint + data).slice(-2000);
    });
    child.on("message", (message) => {
      if (message.finding !== undefined) ended.findings.push(message.finding);
      ended.cases = message.cases ?? ended.cases;
    });
    const watch = setInterval(() => {
      const cpu = cpuSecondsOf(child.pid);
      ended.cpuMinutes = Math.max(ended.cpuMinutes, cpu / 60);
      if (ended.cases !== mark.cases) mark = { cases: ended.cases, cpu };
      const limit = how.text === undefined ? HANG_CPU_SECONDS : SHRINKING_CPU_SECONDS;
      if (cpu - mark.cpu < limit) return;
      ended.broken = `no answer within ${limit} seconds of CPU`;
      child.kill("SIGKILL");
    }, LOOK_MS);
    child.on("exit", (code) => {
      clearInterval(watch);
      if (code !== 0)
        ended.broken ??= `the process ended: ${complaint.match(/.*(FATAL|Error).*/)?.[0] ?? complaint}`;
      resolve(ended);
    });
  });
}

/** Of a process that may be busy: what the system says; without one that tells, nothing hangs. */
function cpuSecondsOf(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /, "")
      .split(" ");
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return 0;
  }
}

/** Each try is a process, and may hang: some halves are left out, not more. */
async function shorter(file, text, folder) {
  const current = join(folder, "shrinking");
  let best = text;
  let tries = 0;
  for (let size = Math.ceil(best.length / 2); size > 8; size = Math.ceil(size / 2))
    for (let at = 0; at < best.length && tries < SHRINKING_TRIES_MAX; tries++) {
      const candidate = best.slice(0, at) + best.slice(at + size);
      const { broken } = await play(file, { text: candidate, current });
      if (broken !== undefined) best = candidate;
      else at += size;
    }
  return best;
}
