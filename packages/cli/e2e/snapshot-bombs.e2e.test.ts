/** Snapshots that are small as files and large in memory, or hold nothing: for the command and for an agent. */

import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createGzip } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { startAgent } from "./agent.ts";
import { project, run } from "./tutti.ts";

const MAGIC = "tutti-snapshot 1\n";
const MIB = 1 << 20;

function head(keyBytes: number, valueBytes: number): Buffer {
  const bytes = Buffer.alloc(32);
  for (const [at, number] of [keyBytes, valueBytes, 1, 1].entries()) bytes.writeDoubleBE(number, at * 8);
  return bytes;
}

/** What begins so, and goes on with so many mebibytes of zeros, packed. */
async function bomb(begin: Buffer, mebibytes: number): Promise<Buffer> {
  const gzip = createGzip({ level: 1 });
  const packed: Buffer[] = [];
  gzip.on("data", (piece: Buffer) => void packed.push(piece));
  gzip.write(begin);
  const zeros = Buffer.alloc(MIB);
  for (let n = 0; n < mebibytes; n += 1)
    if (!gzip.write(zeros)) await new Promise((resolve) => gzip.once("drain", resolve));
  await new Promise((resolve) => gzip.end().once("end", resolve));
  return Buffer.concat(packed);
}

const BOMBS: readonly (readonly [string, () => Promise<Buffer>, string])[] = [
  [
    "zeros behind the first line",
    () => bomb(Buffer.from(MAGIC), 80),
    "failed to restore snapshot: what it holds is damaged",
  ],
  [
    "one value of zeros",
    () => bomb(Buffer.concat([Buffer.from(MAGIC), head(4, 80 * MIB), Buffer.from("kv/a")]), 80),
    `failed to restore snapshot: one entry is larger than ${64 * MIB} bytes`,
  ],
  [
    "zeros and no first line",
    () => bomb(Buffer.from("x"), 80),
    "failed to read snapshot file: failed reading snapshot: archive/tar: invalid tar header",
  ],
];

describe("a snapshot of", () => {
  const files = new Map<string, Buffer>();
  beforeAll(async () => {
    for (const [name, make] of BOMBS) files.set(name, await make());
  });

  test.each(BOMBS)("%s is refused by the agent, which keeps what it has", async (name, _, why) => {
    const folder = project();
    const { address, get, child } = await startAgent(folder, ["-dev"]);
    await fetch(`http://${address}/v1/kv/kept`, { method: "PUT", body: "1" });
    writeFileSync(join(folder, "bomb"), files.get(name) ?? "");
    const ended = await run(folder, ["snapshot", "restore", `-http-addr=${address}`, "bomb"]);
    expect([ended.status, ended.stderr.trim()]).toEqual([
      1,
      `Error restoring snapshot: Unexpected response code: 500 (${why})`,
    ]);
    expect(await get("/v1/kv/?keys")).toEqual(["kept"]);
    const peak = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1];
    expect(Number(peak) / 1024).toBeLessThan(250);
  });
});

test("snapshot inspect looks through files of any size", async () => {
  const folder = project();
  const value = randomBytes(5 * MIB);
  const entry = Buffer.concat([Buffer.from(MAGIC), head(4, value.length), Buffer.from("kv/a"), value]);
  const files = { sound: await bomb(entry, 0), bomb: await bomb(Buffer.from(MAGIC), 80) };
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
  const sound = await run(folder, ["snapshot", "inspect", "sound"]);
  expect([sound.stdout, sound.status]).toEqual([
    `Format  tutti-snapshot 1\nSize    ${entry.length}\nPacked  ${files.sound.length}\n`,
    0,
  ]);
  const refused = await run(folder, ["snapshot", "inspect", "bomb"]);
  expect([refused.stderr, refused.status]).toEqual(["Error reading snapshot: what it holds is damaged\n", 1]);
});
