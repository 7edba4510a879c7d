import { expect } from "vitest";
import { type Disk, PIECE_BYTES_MAX } from "../src/index.ts";
import { bytes, type Check, codeOf } from "./runtime-world.ts";

/** Everything that needs a folder to write into. */
const WRITERS: Readonly<Record<string, (disk: Disk, path: string) => Promise<unknown>>> = {
  writeFile: (disk, path) => disk.writeFile(path, ""),
  replaceFile: (disk, path) => disk.replaceFile(path, ""),
  rewriteFile: (disk, path) => disk.rewriteFile(path, ""),
  createExclusive: (disk, path) => disk.createExclusive(path, ""),
  openAppend: (disk, path) => disk.openAppend(path),
  lock: (disk, path) => disk.lock(path),
};

const READERS: Readonly<Record<string, (disk: Disk, path: string) => Promise<unknown>>> = {
  readFile: (disk, path) => disk.readFile(path),
  readText: (disk, path) => disk.readText(path),
  readPieces: (disk, path) => gathered(disk.readPieces(path)),
  "sync.readFile": async (disk, path) => disk.sync.readFile(path),
};

/** All pieces, each copied while it is good. */
async function gathered(pieces: AsyncIterable<Uint8Array>): Promise<number[]> {
  const found: number[] = [];
  for await (const piece of pieces) {
    expect(piece.length).toBeGreaterThan(0);
    expect(piece.length).toBeLessThanOrEqual(PIECE_BYTES_MAX);
    for (const byte of piece) found.push(byte);
  }
  return found;
}

const LISTERS: Readonly<Record<string, (disk: Disk, path: string) => Promise<unknown>>> = {
  list: (disk, path) => disk.list(path),
  "sync.list": async (disk, path) => disk.sync.list(path),
};

export const DISK: Readonly<Record<string, Check>> = {
  "gives back what was written, byte by byte, at once and in time": async ({ runtime: { disk }, folder }) => {
    const data = Uint8Array.from([0, 10, 13, 200, 255]);
    await disk.writeFile(`${folder}/a`, data);
    expect([...(await disk.readFile(`${folder}/a`))]).toEqual([...data]);
    expect([...disk.sync.readFile(`${folder}/a`)]).toEqual([...data]);
    await disk.writeFile(`${folder}/a`, "é");
    expect(await disk.readText(`${folder}/a`)).toBe("é");
    await disk.replaceFile(`${folder}/a`, "whole");
    expect(await disk.readText(`${folder}/a`)).toBe("whole");
    await disk.rewriteFile(`${folder}/a`, "é");
    expect(await disk.readText(`${folder}/a`)).toBe("é");
    await disk.rewriteFile(`${folder}/b`, data);
    expect([...(await disk.readFile(`${folder}/b`))]).toEqual([...data]);
    expect((await disk.list(folder)).map(({ name }) => name)).toEqual(["a", "b"]);
  },
  "puts another file in the place of one that is rewritten": async ({ runtime: { disk }, folder }) => {
    await disk.writeFile(`${folder}/a`, "old");
    const lock = await disk.lock(`${folder}/a`);
    await disk.rewriteFile(`${folder}/a`, "new");
    expect(await lock?.isCurrent()).toBe(false);
    await lock?.release();
  },
  "reads and replaces in pieces, of the file that stood there first": async ({
    runtime: { disk },
    folder,
  }) => {
    const data = Uint8Array.from({ length: PIECE_BYTES_MAX + 300 }, (_, n) => n % 251);
    await disk.writeFile(`${folder}/a`, data);
    expect(await gathered(disk.readPieces(`${folder}/a`))).toEqual([...data]);
    await disk.writeFile(`${folder}/empty`, "");
    expect(await gathered(disk.readPieces(`${folder}/empty`))).toEqual([]);
    // A file is copied over itself while it is read.
    await disk.replaceFile(`${folder}/a`, disk.readPieces(`${folder}/a`), { mode: 0o600 });
    expect(await disk.readFile(`${folder}/a`)).toEqual(data);
    expect((await disk.stat(`${folder}/a`))?.mode).toBe(0o600);
    const lock = await disk.lock(`${folder}/a`);
    await lock?.replace([bytes("x"), bytes(""), bytes("yz")]);
    expect(await disk.readText(`${folder}/a`)).toBe("xyz");
    expect(await lock?.isCurrent()).toBe(true);
    await lock?.release();
  },
  "replaces nothing where giving a piece fails, and leaves nothing beside it": async (world) => {
    const { folder } = world;
    const { disk } = world.runtime;
    await disk.writeFile(`${folder}/a`, "old");
    const failing = async function* (): AsyncGenerator<Uint8Array> {
      yield bytes("new");
      yield* disk.readPieces(`${folder}/none`);
    };
    const lock = await disk.lock(`${folder}/b`);
    expect(await codeOf(disk.replaceFile(`${folder}/a`, failing()))).toBe("ENOENT");
    expect(await codeOf(lock?.replace(failing()) ?? Promise.resolve())).toBe("ENOENT");
    await lock?.release();
    expect(await disk.readText(`${folder}/a`)).toBe("old");
    expect((await disk.list(folder)).map(({ name }) => name)).toEqual(["a", "b"]);
  },
  "tells another version of a file after each change, and the same until then": async (world) => {
    const { folder } = world;
    const { disk } = world.runtime;
    const seen = new Set<string>();
    const note = async (): Promise<void> => {
      const version = (await disk.stat(`${folder}/a`))?.version ?? "";
      expect((await disk.stat(`${folder}/a`))?.version).toBe(version);
      expect(disk.sync.stat(`${folder}/a`)?.version).toBe(version);
      seen.add(version);
    };
    await disk.writeFile(`${folder}/a`, "");
    await note();
    await disk.writeFile(`${folder}/a`, "1");
    await note();
    await disk.replaceFile(`${folder}/a`, "2");
    await note();
    const log = await disk.openAppend(`${folder}/a`);
    await log.append("3");
    await log.close();
    await note();
    expect(seen.size).toBe(4);
  },
  "keeps what it handed out apart from what it holds": async ({ runtime: { disk }, folder }) => {
    const data = bytes("ab");
    await disk.writeFile(`${folder}/a`, data);
    data[0] = 0;
    (await disk.readFile(`${folder}/a`))[1] = 0;
    expect(await disk.readText(`${folder}/a`)).toBe("ab");
  },
  "tells what is not there, what is a folder and what is none": async ({ runtime: { disk }, folder }) => {
    await disk.makeDirectory(`${folder}/d`);
    await disk.writeFile(`${folder}/f`, "");
    for (const [name, read] of Object.entries({ ...READERS, ...LISTERS }))
      expect(await codeOf(read(disk, `${folder}/no`)), name).toBe("ENOENT");
    for (const [name, read] of Object.entries(READERS))
      expect(await codeOf(read(disk, `${folder}/d`)), name).toBe("EISDIR");
    for (const [name, list] of Object.entries(LISTERS))
      expect(await codeOf(list(disk, `${folder}/f`)), name).toBe("ENOTDIR");
    for (const [name, write] of Object.entries(WRITERS)) {
      expect(await codeOf(write(disk, `${folder}/no/f`)), name).toBe("ENOENT");
      expect(await codeOf(write(disk, `${folder}/d`)), name).toMatch(/EISDIR|EEXIST/);
    }
    expect(await codeOf(disk.realPath(`${folder}/no`))).toBe("ENOENT");
    expect(await codeOf(disk.rename(`${folder}/no`, `${folder}/x`))).toBe("ENOENT");
    expect(await codeOf(disk.rename(`${folder}/f`, `${folder}/no/x`))).toBe("ENOENT");
    expect(await codeOf(disk.setMode(`${folder}/no`, 0o600))).toBe("ENOENT");
    expect(await codeOf(disk.setOwner(`${folder}/no`, {}))).toBe("ENOENT");
    await disk.setOwner(`${folder}/f`, {});
    await disk.setOwner(`${folder}/d`, {});
    expect(await codeOf(disk.makeDirectory(`${folder}/f`))).toMatch(/EEXIST|ENOTDIR/);
  },
  "names the path in its errors": async ({ runtime: { disk }, folder }) => {
    await expect(disk.readText(`${folder}/no`)).rejects.toMatchObject({ subject: `${folder}/no` });
    await expect(disk.writeFile(`${folder}/no/f`, "")).rejects.toMatchObject({ subject: `${folder}/no/f` });
  },
  "creates a file for one alone": async ({ runtime: { disk }, folder }) => {
    await disk.createExclusive(`${folder}/a`, "first", { mode: 0o600 });
    expect(await codeOf(disk.createExclusive(`${folder}/a`, "second"))).toBe("EEXIST");
    expect(await disk.readText(`${folder}/a`)).toBe("first");
    expect((await disk.stat(`${folder}/a`))?.mode).toBe(0o600);
  },
  "describes files and folders": async ({ runtime: { disk, clock }, folder }) => {
    const before = clock.now();
    await disk.writeFile(`${folder}/f`, "12345");
    await disk.makeDirectory(`${folder}/d/e`, { mode: 0o700 });
    const file = await disk.stat(`${folder}/f`);
    expect(file).toMatchObject({ kind: "file", size: 5 });
    expect(Math.abs((file?.modifiedMs ?? 0) - before)).toBeLessThan(10_000);
    expect(await disk.stat(`${folder}/d`)).toMatchObject({ kind: "directory", mode: 0o700 });
    expect(disk.sync.stat(`${folder}/f`)).toEqual(file);
    expect(await disk.stat(`${folder}/no`)).toBeUndefined();
    expect(disk.sync.stat(`${folder}/no`)).toBeUndefined();
    expect(await disk.stat(`${folder}/f/x`)).toBeUndefined();
  },
  "sets modes where files are made, and keeps them where they are replaced": async ({
    runtime: { disk },
    folder,
  }) => {
    const mode = async (): Promise<number | undefined> => (await disk.stat(`${folder}/a`))?.mode;
    await disk.writeFile(`${folder}/a`, "", { mode: 0o600 });
    await disk.writeFile(`${folder}/a`, "x", { mode: 0o644 });
    expect(await mode()).toBe(0o600);
    await disk.replaceFile(`${folder}/a`, "y");
    expect(await mode()).toBe(0o600);
    await disk.rewriteFile(`${folder}/a`, "y");
    expect(await mode()).toBe(0o600);
    await disk.replaceFile(`${folder}/a`, "z", { mode: 0o640 });
    expect(await mode()).toBe(0o640);
    await disk.setMode(`${folder}/a`, 0o666);
    await disk.replaceFile(`${folder}/a`, "z");
    expect(await mode()).toBe(0o666);
    await disk.setMode(folder, 0o700);
    expect((await disk.stat(folder))?.mode).toBe(0o700);
  },
  "appends behind what is there, whoever wrote it": async ({ runtime: { disk }, folder }) => {
    await disk.writeFile(`${folder}/log`, "a");
    const one = await disk.openAppend(`${folder}/log`);
    const two = await disk.openAppend(`${folder}/log`);
    await one.append("b");
    await two.append(bytes("c"));
    await one.append("d");
    await one.sync();
    expect(await disk.readText(`${folder}/log`)).toBe("abcd");
    await one.close();
    await two.close();
    const made = await disk.openAppend(`${folder}/new`, { mode: 0o600 });
    await made.close();
    expect(await disk.stat(`${folder}/new`)).toMatchObject({ size: 0, mode: 0o600 });
  },
  "lists by name, with kinds": async ({ runtime: { disk }, folder }) => {
    for (const name of ["b", "a", "B"]) await disk.writeFile(`${folder}/${name}`, "");
    await disk.makeDirectory(`${folder}/c/deep`);
    await disk.writeFile(`${folder}/c/inside`, "");
    const wanted = [
      { name: "B", kind: "file" },
      { name: "a", kind: "file" },
      { name: "b", kind: "file" },
      { name: "c", kind: "directory" },
    ];
    expect(await disk.list(folder)).toEqual(wanted);
    expect(disk.sync.list(folder)).toEqual(wanted);
  },
  "makes folders with those above them, and again": async ({ runtime: { disk }, folder }) => {
    await disk.makeDirectory(`${folder}/a/b/c`);
    await disk.writeFile(`${folder}/a/b/c/f`, "x");
    await disk.makeDirectory(`${folder}/a/b/c`, { mode: 0o700 });
    expect(await disk.readText(`${folder}/a/b/c/f`)).toBe("x");
    expect(await disk.realPath(`${folder}/a/../a/b`)).toBe(await disk.realPath(`${folder}/a/b`));
  },
  "renames over what is there": async ({ runtime: { disk }, folder }) => {
    await disk.writeFile(`${folder}/a`, "new");
    await disk.writeFile(`${folder}/b`, "old");
    await disk.rename(`${folder}/a`, `${folder}/b`);
    expect(await disk.readText(`${folder}/b`)).toBe("new");
    expect(await disk.stat(`${folder}/a`)).toBeUndefined();
  },
  "removes files, what is not there, and folders only with all that is in them": async (world) => {
    const { folder } = world;
    const { disk } = world.runtime;
    await disk.makeDirectory(`${folder}/d/e`);
    await disk.writeFile(`${folder}/d/e/f`, "");
    await disk.writeFile(`${folder}/dd`, "");
    await disk.remove(`${folder}/no`);
    await disk.remove(`${folder}/no`, { recursive: true });
    expect(await codeOf(disk.remove(`${folder}/d`))).toBe("EISDIR");
    await disk.remove(`${folder}/d`, { recursive: true });
    expect(await disk.list(folder)).toEqual([{ name: "dd", kind: "file" }]);
    await disk.remove(`${folder}/dd`);
    expect(await disk.list(folder)).toEqual([]);
  },
};

export const LOCKS: Readonly<Record<string, Check>> = {
  "are held by one, until it releases": async ({ runtime: { disk }, folder }) => {
    const first = await disk.lock(`${folder}/a`);
    expect(await disk.stat(`${folder}/a`)).toMatchObject({ size: 0 });
    expect(await disk.lock(`${folder}/a`)).toBeUndefined();
    expect(await disk.lock(`${folder}/b`)).toBeDefined();
    await first?.release();
    await first?.release();
    const second = await disk.lock(`${folder}/a`);
    expect(second).toBeDefined();
    expect([await first?.isCurrent(), await second?.isCurrent()]).toEqual([false, true]);
  },
  "go over to the file that replaces theirs": async ({ runtime: { disk }, folder }) => {
    await disk.writeFile(`${folder}/a`, "old", { mode: 0o600 });
    const lock = await disk.lock(`${folder}/a`);
    await lock?.replace("new");
    await lock?.replace("newer");
    expect(await disk.readText(`${folder}/a`)).toBe("newer");
    expect((await disk.stat(`${folder}/a`))?.mode).toBe(0o600);
    expect(await lock?.isCurrent()).toBe(true);
    expect(await disk.lock(`${folder}/a`)).toBeUndefined();
    await lock?.release();
    expect(await disk.lock(`${folder}/a`)).toBeDefined();
  },
  "are lost with their file": async ({ runtime: { disk }, folder }) => {
    const removed = await disk.lock(`${folder}/a`);
    await disk.remove(`${folder}/a`);
    expect(await removed?.isCurrent()).toBe(false);
    expect(await disk.lock(`${folder}/a`)).toBeDefined();
    const replaced = await disk.lock(`${folder}/b`);
    await disk.replaceFile(`${folder}/b`, "");
    expect(await replaced?.isCurrent()).toBe(false);
    expect(await disk.lock(`${folder}/b`)).toBeDefined();
    await replaced?.release();
    expect(await disk.lock(`${folder}/b`)).toBeUndefined();
  },
};
