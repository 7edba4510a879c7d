import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { listensOn, members } from "./proc-files.ts";
import { isSameStart, readStat } from "./process-signals.ts";

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

async function listen(host: string): Promise<number> {
  const server: Server = createServer().listen(0, host);
  ends.push(() => server.close());
  await once(server, "listening");
  const address = server.address();
  return address !== null && typeof address === "object" ? address.port : 0;
}

/** Starts it as the leader of a session, and waits for its first line. */
async function lead(script: string): Promise<ChildProcess> {
  const child = spawn("sh", ["-c", script], { detached: true, stdio: ["ignore", "pipe", "inherit"] });
  ends.push(() => {
    for (const { pid } of members(child.pid ?? 0) ?? []) process.kill(pid, "SIGKILL");
  });
  await once(child.stdout, "data");
  return child;
}

describe.runIf(process.platform === "linux")("what Linux tells in /proc:", () => {
  it.each(["127.0.0.1", "0.0.0.0", "::1"])(
    "a process listens on the port that it opened at %s, and on no other",
    async (host) => {
      const port = await listen(host);
      const other = await lead("echo; exec sleep 1000");
      expect(listensOn(process.pid, port)).toBe(true);
      expect(listensOn(process.pid, 1)).toBe(false);
      expect(listensOn(other.pid ?? 0, port)).toBe(false);
      for (const end of ends.splice(0)) end();
      expect(listensOn(process.pid, port)).toBe(false);
    },
  );

  it("a connection is no listening", async () => {
    const port = await listen("127.0.0.1");
    const script = `require("net").connect(${port}, "127.0.0.1", () => console.log()); setInterval(() => {}, 1000)`;
    const client = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
    ends.push(() => client.kill("SIGKILL"));
    await once(client.stdout, "data");
    expect(listensOn(client.pid ?? 0, port)).toBe(false);
  });

  it("who is not there listens on nothing", () => {
    expect(listensOn(999_999_999, 80)).toBe(false);
  });

  it("a session has what its leader started, also after its end", async () => {
    const leader = await lead("sleep 1000 & echo; wait");
    const { pid = 0 } = leader;
    const first = members(pid) ?? [];
    expect(first.map((member) => member.pid)).toContain(pid);
    expect(first).toHaveLength(2);
    for (const member of first)
      expect(readStat(member.pid)).toEqual({ session: pid, startedAt: member.startedAt });
    const ended = once(leader, "exit");
    leader.kill("SIGKILL");
    await ended;
    expect(members(pid)).toEqual(first.filter((member) => member.pid !== pid));
  });

  it("nobody has a session that was never led", () => {
    expect(members(999_999_999)).toEqual([]);
    expect(readStat(999_999_999)).toBeUndefined();
  });

  it("a start is told from those of other boots", () => {
    expect(readStat(process.pid)?.startedAt).toMatch(/^\d+@[0-9a-f]{8}$/);
  });
});

const starts: readonly [string, string, boolean][] = [
  ["12@ab", "12@ab", true],
  ["12@ab", "12@cd", false],
  ["12", "12@ab", true],
  ["1", "12@ab", false],
  ["12@ab", "12", false],
  ["alive", "alive", true],
  ["", "12@ab", false],
];
it.each(starts)("isSameStart(%s, %s) is %s", (noted, found, same) => {
  expect(isSameStart(noted, found)).toBe(same);
});
