import { Buffer } from "node:buffer";
import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRealRuntime } from "@tutti/runtime";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundleChild } from "../testkit/bundle-child.ts";
import { openEmbeddedStore } from "./embedded-store.ts";
import { PAGE_BYTES } from "./lmdb-pages.ts";

interface Found {
  readonly name: string;
  readonly opened?: readonly string[];
  readonly written?: string;
  readonly code?: string;
  readonly message?: string;
  readonly bug?: string;
}

let folder = "";
let sound: Buffer;
let pages = 0;

const { disk } = createRealRuntime();
const bytes = (size: number, seed: number) =>
  new Uint8Array(size).map((_unused, at) => (at * 31 + seed * 7) % 251);

/** A store with a tree of two levels, long values, free pages and a range that was deleted. */
async function fill(path: string): Promise<void> {
  const store = await openEmbeddedStore(path, disk);
  for (let round = 0; round < 6; round += 1) {
    for (let n = 0; n < 20; n += 1) {
      const put = (k: number) => ({
        kind: "put" as const,
        key: `kv/${n}/${k}`,
        value: bytes(k === 3 ? 6000 : 90 + k, n + round),
      });
      await store.commit({ compares: [], operations: Array.from({ length: 12 }, (_unused, k) => put(k)) });
    }
    await store.commit({ compares: [], operations: [{ kind: "delete-range", prefix: `kv/${round}/` }] });
  }
  await store.close();
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tutti-damage-"));
  await fill(join(folder, "sound"));
  sound = await readFile(join(folder, "sound", "data.mdb"));
  pages = sound.length / PAGE_BYTES;
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Opens copies with these data files in a process of its own, and says how each of them went and how the process ended. */
async function openAll(
  copies: ReadonlyMap<string, Buffer>,
): Promise<{ readonly found: ReadonlyMap<string, Found>; readonly signal: string | null }> {
  const place = await mkdtemp(join(folder, "copies-"));
  const results = join(place, "results");
  for (const [name, data] of copies) {
    await mkdir(join(place, name));
    await writeFile(join(place, name, "data.mdb"), data);
  }
  const child = await bundleChild("open-damaged");
  const program = spawn(process.execPath, [child.path], {
    env: { TUTTI_STORES: place, TUTTI_RESULTS: results },
    stdio: "ignore",
  });
  const signal = await new Promise<string | null>((resolve) =>
    program.on("exit", (_code, by) => resolve(by)),
  );
  await child.remove();
  const lines = (await readFile(results, "utf8")).trim().split("\n");
  const found = new Map(lines.map((line) => JSON.parse(line) as Found).map((one) => [one.name, one]));
  return { found, signal };
}

/** What a damaged store may do: be refused in one sentence that names the file, or have everything. */
function assertHarmless(found: ReadonlyMap<string, Found>, whole: Found | undefined): void {
  for (const one of found.values()) {
    expect(one.bug, one.name).toBeUndefined();
    if (one.opened === undefined) {
      expect(one.code, `${one.name}: ${one.message}`).toMatch(/^(EDAMAGED|EFORMAT)$/);
      expect(one.message, one.name).toContain("data.mdb is damaged: ");
    } else {
      expect(one.opened, one.name).toEqual(whole?.opened);
    }
  }
}

type Damage = (data: Buffer, page: number) => void;

const damages: Record<string, Damage> = {
  "zeroed page": (data, page) => data.fill(0, page * PAGE_BYTES, (page + 1) * PAGE_BYTES),
  "random page": (data, page) => data.set(bytes(PAGE_BYTES, page + 1), page * PAGE_BYTES),
  "random head of a page": (data, page) => data.set(bytes(40, page + 3), page * PAGE_BYTES),
  "random bytes behind a page's head": (data, page) => data.set(bytes(64, page + 5), page * PAGE_BYTES + 24),
  "random end of a page": (data, page) => data.set(bytes(300, page), (page + 1) * PAGE_BYTES - 300),
  "all ones in the middle": (data, page) => data.fill(255, page * PAGE_BYTES + 900, page * PAGE_BYTES + 1000),
  "the next page's bytes": (data, page) =>
    void data.copy(
      data,
      page * PAGE_BYTES,
      ((page + 1) % pages) * PAGE_BYTES,
      ((page + 2) % pages) * PAGE_BYTES,
    ),
};

/** The pages that head the file, and of the others each fourth, another one for each kind of damage. */
function pagesFor(what: string): readonly number[] {
  const shift = Object.keys(damages).indexOf(what) % 4;
  return Array.from({ length: pages }, (_unused, page) => page).filter(
    (page) => page < 8 || page % 4 === shift,
  );
}

describe("a damaged data file", () => {
  test.each(Object.entries(damages))(
    "with a %s, whichever: a clear error or nothing lost, never a signal",
    async (what, harm) => {
      const copies = new Map<string, Buffer>([["sound", Buffer.from(sound)]]);
      for (const page of pagesFor(what)) {
        const data = Buffer.from(sound);
        harm(data, page);
        copies.set(`page-${page}`, data);
      }
      const { found, signal } = await openAll(copies);
      expect(signal).toBeNull();
      expect(found.size).toBe(copies.size);
      const whole = found.get("sound");
      expect(whole?.opened?.length).toBe(19 * 12);
      assertHarmless(found, whole);
      expect([...found.values()].filter(({ code }) => code === "EDAMAGED").length).toBeGreaterThan(
        copies.size / 4,
      );
    },
    60_000,
  );

  test("that was cut short anywhere is refused or has everything", async () => {
    const copies = new Map<string, Buffer>([["sound", Buffer.from(sound)]]);
    for (let page = 0; page < pages; page += 5)
      for (const more of [0, 24, 2000])
        copies.set(`cut-${page}-${more}`, Buffer.from(sound.subarray(0, page * PAGE_BYTES + more)));
    const { found, signal } = await openAll(copies);
    expect(signal).toBeNull();
    expect(found.size).toBe(copies.size);
    assertHarmless(found, found.get("sound"));
    expect(found.get("cut-0-0")?.message).toContain("it is too short");
    expect(found.get("cut-5-24")?.message).toContain("no whole number of pages");
  }, 60_000);

  test("of another version, or a folder in its place, is told as that", async () => {
    const other = Buffer.from(sound);
    for (const page of [0, 1]) other.writeUInt32LE(1, page * PAGE_BYTES + 28);
    const { found } = await openAll(new Map([["other", other]]));
    expect(found.get("other")?.message).toContain("it is of lmdb's version 1, and 2 is read here");
    const path = join(folder, "is-a-folder");
    await mkdir(join(path, "data.mdb"), { recursive: true });
    await expect(openEmbeddedStore(path, disk)).rejects.toThrow("data.mdb is damaged: it is a directory");
    const gone = join(folder, "gone");
    await mkdir(gone);
    await expect(openEmbeddedStore(gone, disk)).rejects.toThrow("data.mdb is damaged: it is missing");
  });

  test("and what another process left in lock.mdb does not matter", async () => {
    const path = join(folder, "locked");
    await cp(join(folder, "sound"), path, { recursive: true });
    await writeFile(join(path, "lock.mdb"), bytes(8192, 9));
    const store = await openEmbeddedStore(path, disk);
    await store.close();
  });
});
