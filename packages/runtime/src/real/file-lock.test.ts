import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { lockFile } from "./file-lock.ts";

const TAKE = "open(F,'+<',$ARGV[0]); my $l=pack('s s x4 q q i x4',1,0,0,0,0); my $ok=fcntl(F,6,$l)";
const PERL_TRY = `${TAKE}; exit($ok ? 0 : 1)`;
const PERL_HOLD = `${TAKE}; $|=1; print 1; <STDIN>`;

function foreignCanLock(path: string): boolean {
  try {
    execFileSync("perl", ["-e", PERL_TRY, path]);
    return true;
  } catch {
    return false;
  }
}

describe.runIf(process.platform === "linux")("lockFile()", () => {
  it("keeps other processes out until it is released, and itself too", async () => {
    const path = join(mkdtempSync(join(tmpdir(), "lock-")), "terraform.tfstate");
    const lock = await lockFile(path);
    expect(lock).toBeDefined();
    expect(foreignCanLock(path)).toBe(false);
    expect(await lockFile(path)).toBeUndefined();
    await lock?.release();
    expect(foreignCanLock(path)).toBe(true);
    const again = await lockFile(path);
    expect(again).toBeDefined();
    await again?.release();
  });

  it("sees a lock that a foreign process holds", async () => {
    const path = join(mkdtempSync(join(tmpdir(), "lock-")), "terraform.tfstate");
    writeFileSync(path, "");
    const holder = spawn("perl", ["-e", PERL_HOLD, path], { stdio: ["pipe", "pipe", "ignore"] });
    await new Promise((resolve) => holder.stdout.once("data", resolve));
    expect(await lockFile(path)).toBeUndefined();
    holder.stdin.end();
    await new Promise((resolve) => holder.once("exit", resolve));
    const lock = await lockFile(path);
    expect(lock).toBeDefined();
    await lock?.release();
  });
});
