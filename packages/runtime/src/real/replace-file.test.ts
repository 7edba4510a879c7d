import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { createRealDisk } from "./real-disk.ts";

const folder = mkdtempSync(join(tmpdir(), "tutti-replace-"));
const disk = createRealDisk();
let at = "";
beforeEach(() => {
  at = mkdtempSync(join(folder, "case-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const modeOf = (path: string): string => (statSync(path).mode & 0o7777).toString(8);

const writers = { replaceFile: disk.replaceFile, rewriteFile: disk.rewriteFile };

describe.each(Object.entries(writers))("%s()", (_, write) => {
  it("writes through a link, a chain of links, and one that leads nowhere yet", async () => {
    mkdirSync(join(at, "real"));
    symlinkSync("real/state", join(at, "second"));
    symlinkSync(join(at, "second"), join(at, "first"));
    for (const text of ["one", "two"]) {
      await write(join(at, "first"), text);
      expect(readFileSync(join(at, "real", "state"), "utf8")).toBe(text);
    }
    expect(lstatSync(join(at, "first")).isSymbolicLink()).toBe(true);
    expect(readlinkSync(join(at, "second"))).toBe("real/state");
    expect(readdirSync(join(at, "real"))).toEqual(["state"]);
  });

  it("writes through a link in a linked folder, from where the link stands", async () => {
    mkdirSync(join(at, "a", "b"), { recursive: true });
    symlinkSync("../target", join(at, "a", "b", "link"));
    symlinkSync(join("a", "b"), join(at, "short"));
    await write(join(at, "short", "link"), "x");
    expect(readFileSync(join(at, "a", "target"), "utf8")).toBe("x");
  });

  it("refuses links in a circle and folders, and leaves nothing behind", async () => {
    symlinkSync("b", join(at, "a"));
    symlinkSync("a", join(at, "b"));
    mkdirSync(join(at, "d"));
    await expect(write(join(at, "a"), "x")).rejects.toMatchObject({ code: "ELOOP" });
    await expect(write(join(at, "d"), "x")).rejects.toMatchObject({ code: "EISDIR" });
    await expect(write(join(at, "no", "f"), "x")).rejects.toMatchObject({ code: "ENOENT" });
    expect(readdirSync(at)).toEqual(["a", "b", "d"]);
  });

  const modes: readonly [string, number][] = [
    ["keeps what the owner shut", 0o600],
    ["keeps more than the process's mask allows", 0o666],
  ];
  it.each(modes)("%s", async (_, mode) => {
    const path = join(at, "file");
    writeFileSync(path, "old");
    chmodSync(path, mode);
    await write(path, "new");
    expect(modeOf(path)).toBe(mode.toString(8));
    expect(readFileSync(path, "utf8")).toBe("new");
  });

  it("gives a new file what the process's mask leaves of 666", async () => {
    const mask = process.umask();
    await write(join(at, "file"), "");
    expect(modeOf(join(at, "file"))).toBe((0o666 & ~mask).toString(8));
  });
});

describe("replaceFile() with a mode", () => {
  const modes: readonly [string, number | undefined, number, string][] = [
    ["gives it to a file that had another", 0o644, 0o600, "600"],
    ["gives it to a new file", undefined, 0o600, "600"],
  ];
  it.each(modes)("%s", async (_, before, asked, after) => {
    const path = join(at, "file");
    if (before !== undefined) {
      writeFileSync(path, "old");
      chmodSync(path, before);
    }
    await disk.replaceFile(path, "new", { mode: asked });
    expect(modeOf(path)).toBe(after);
  });
});
