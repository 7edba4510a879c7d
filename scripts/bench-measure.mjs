// Runs a program and tells what it cost. CPU time is what the kernel counted
// for the child (bash's `time`, in milliseconds); memory is its high-water mark,
// read from /proc while it runs, because the mark of the last look counts.
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";

const SCRIPT = 'TIMEFORMAT="%3U %3S"; time "$@" >"$OUT" 2>&1; exit 0';
const LOOK_MS = 25;

/** `{ cpuMs, memoryMb }` of `command` run in `folder`; its output goes into the file `out`. */
export async function measure(command, { folder, out, env, memory = false }) {
  const shell = spawn("bash", ["-c", `${SCRIPT}`, "bench", ...command], {
    cwd: folder,
    env: { ...env, OUT: out },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let told = "";
  shell.stderr.on("data", (data) => {
    told += data;
  });
  let memoryKb = 0;
  const look = async () => {
    memoryKb = Math.max(memoryKb, await highWater(shell.pid));
  };
  const timer = memory ? setInterval(look, LOOK_MS) : undefined;
  await new Promise((resolve) => shell.on("close", resolve));
  clearInterval(timer);
  const [user, system] = told.trim().split(/\s+/).slice(-2).map(Number);
  if (!(user >= 0 && system >= 0)) throw new Error(`bash told no times for ${command.join(" ")}: ${told}`);
  return { cpuMs: Math.round((user + system) * 1000), memoryMb: Math.round(memoryKb / 1024) };
}

async function highWater(shell) {
  try {
    const children = (await readFile(`/proc/${shell}/task/${shell}/children`, "utf8")).trim().split(" ");
    const status = await readFile(`/proc/${children[0]}/status`, "utf8");
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0);
  } catch {
    return 0; // it has ended, or has not begun
  }
}

/**
 * Medians of `runs` runs of each command, one after the other in turn, so that
 * all meet the same noise. `folder` is one for all, or a list with one for each.
 */
export async function medians(commands, runs, options) {
  const found = commands.map(() => []);
  for (let run = 0; run < runs; run += 1) {
    for (const [index, command] of commands.entries()) {
      const folder = Array.isArray(options.folder) ? options.folder[index] : options.folder;
      found[index].push((await measure(command, { ...options, folder })).cpuMs);
    }
  }
  return found.map((times) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)]);
}
