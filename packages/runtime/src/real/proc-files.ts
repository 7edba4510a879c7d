import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import type { ProcessIdentity } from "../processes.ts";
import { readStat } from "./process-signals.ts";

/** What Linux tells of other processes in /proc. */

export function members(leader: number): readonly ProcessIdentity[] | undefined {
  if (process.platform !== "linux") return undefined;
  const found: ProcessIdentity[] = [];
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const pid = Number(name);
    const stat = readStat(pid);
    if (stat?.session === leader) found.push({ pid, startedAt: stat.startedAt });
  }
  return found;
}

export function listensOn(pid: number, port: number): boolean | undefined {
  if (process.platform !== "linux") return undefined;
  const open = openSockets(pid);
  if (open === undefined) return undefined;
  // Each network namespace has its own tables: those of the process are the right ones.
  const listening = ["tcp", "tcp6"].flatMap((table) => listeningSockets(`/proc/${pid}/net/${table}`, port));
  return listening.some((inode) => open.has(inode));
}

/** Inodes of its sockets; undefined where we may not look. */
function openSockets(pid: number): ReadonlySet<string> | undefined {
  const folder = `/proc/${pid}/fd`;
  let names: readonly string[];
  try {
    names = readdirSync(folder);
  } catch {
    return readStat(pid) === undefined ? new Set() : undefined;
  }
  const found = new Set<string>();
  for (const name of names) {
    const inode = /^socket:\[(\d+)\]$/.exec(linkOf(`${folder}/${name}`))?.[1];
    if (inode !== undefined) found.add(inode);
  }
  return found;
}

/** Empty where it was closed since. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}

const LISTENING = "0A";

function listeningSockets(table: string, port: number): readonly string[] {
  let text: string;
  try {
    text = readFileSync(table, "latin1");
  } catch {
    return [];
  }
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  return text
    .split("\n")
    .slice(1)
    .flatMap((line) => {
      // sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode
      const fields = line.trim().split(/\s+/);
      const listens = fields[1]?.endsWith(suffix) === true && fields[3] === LISTENING;
      return listens && fields[9] !== undefined ? [fields[9]] : [];
    });
}
