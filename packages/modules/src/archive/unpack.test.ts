import { mkdirSync, readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  type FetchWorld,
  failureOf,
  openFetchWorld,
  type TarEntry,
  tarFile,
  type ZipEntry,
  zipFile,
} from "../../testkit/index.ts";
import { ARCHIVES, unpack } from "./unpack.ts";

let world: FetchWorld;
beforeEach(() => {
  world = openFetchWorld({
    limits: { packageBytesMax: 4 << 20, entriesMax: 20, ratioMax: 50, ratioFromBytes: 1 << 20 },
  });
  mkdirSync(join(world.folder, "out"));
});
afterEach(() => world.end());

async function unpacked(bytes: Uint8Array, kind: "tar" | "zip"): Promise<string> {
  const form = kind === "zip" ? { kind } : { kind, compression: "gzip" as const };
  return failureOf(unpack(world.context, form, bytes, join(world.folder, "out")));
}

/** Everything below a folder: files with their content, links with their target. */
function contents(folder: string, before = ""): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      const name = `${before}${entry.name}`;
      if (entry.isDirectory()) return contents(path, `${name}/`);
      return [
        entry.isSymbolicLink()
          ? `${name} -> ${readlinkSync(path)}`
          : `${name}: ${readFileSync(path, "utf8")}`,
      ];
    })
    .sort();
}

const LINK = 0o120777;

test("unpack() takes files, folders, links and modes from a zip", async () => {
  const bytes = zipFile([
    { name: "a/" },
    { name: "plain", mode: 0o040755 },
    { name: "a/main.tf", content: "x" },
    { name: "./b.tf", content: "y", mode: 0 },
    { name: "run.sh", content: "z", mode: 0o104777 },
    { name: "a/link.tf", content: "../b.tf", mode: LINK },
  ]);
  expect(await unpacked(bytes, "zip")).toBe("none");
  const out = join(world.folder, "out");
  expect(contents(out)).toEqual(["a/link.tf -> ../b.tf", "a/main.tf: x", "b.tf: y", "run.sh: z"]);
  expect(statSync(join(out, "plain")).isDirectory()).toBe(true);
  expect((statSync(join(out, "run.sh")).mode & 0o7777).toString(8)).toBe("755");
});

test("unpack() takes files, folders and links from a tar", async () => {
  const bytes = await tarFile([
    { name: "a", type: "directory" },
    { name: "a/main.tf", content: "x" },
    { name: "a/link.tf", type: "symlink", linkname: "main.tf" },
    { name: `${"a-folder-with-a-long-name/".repeat(6)}b.tf`, content: "y" },
  ]);
  expect(await unpacked(bytes, "tar")).toBe("none");
  expect(contents(join(world.folder, "out"))).toEqual([
    `${"a-folder-with-a-long-name/".repeat(6)}b.tf: y`,
    "a/link.tf -> main.tf",
    "a/main.tf: x",
  ]);
});

/** An attack, its archive, and what refuses it. */
const ZIPS: readonly (readonly [string, readonly ZipEntry[], RegExp])[] = [
  ["a name that leads out", [{ name: "../evil.tf" }], /invalid relative path: \.\.\/evil\.tf/],
  ["one that leads out further in", [{ name: "a/../../evil.tf" }], /invalid relative path/],
  ["an absolute name", [{ name: "/tmp/evil.tf" }], /absolute path: \/tmp\/evil\.tf/],
  ["a drive", [{ name: "C:/evil.tf" }], /absolute path/],
  ["a backslash", [{ name: "a\\..\\evil.tf" }], /invalid characters in fileName/],
  ["a zero byte", [{ name: "a\0b" }], /a zero byte in its name/],
  ["no name", [{ name: "." }], /without a name/],
  [
    "a link that leads out",
    [{ name: "a", content: "../x", mode: LINK }],
    /"a" is a link to "\.\.\/x", which leads outside/,
  ],
  [
    "a link to an absolute path",
    [{ name: "a", content: "/etc/passwd", mode: LINK }],
    /leads outside of the module/,
  ],
  [
    "a link that climbs behind a name",
    [{ name: "a/b", content: "c/../../../x", mode: LINK }],
    /leads outside/,
  ],
  ["a link without a target", [{ name: "a", content: "", mode: LINK }], /leads outside/],
  [
    "a link whose target is no path",
    [{ name: "a", content: "x".repeat(5000), mode: LINK }],
    /whose target is no path/,
  ],
  [
    "a file through a link",
    [
      { name: "a", content: "b", mode: LINK },
      { name: "a/evil.tf", content: "x" },
    ],
    /"a\/evil\.tf" in the place of another entry/,
  ],
  [
    "a file through a link that is spelled otherwise",
    [
      { name: "Á", content: "b", mode: LINK },
      { name: "a\u0301/evil.tf", content: "x" },
    ],
    /in the place of another entry/,
  ],
  [
    "a link in the place of a file",
    [
      { name: "a/evil.tf", content: "x" },
      { name: "a", content: "b", mode: LINK },
    ],
    /"a" in the place of another entry/,
  ],
  [
    "a folder in the place of a file",
    [{ name: "a", content: "x" }, { name: "a/b" }],
    /in the place of another entry/,
  ],
  ["a device", [{ name: "a", mode: 0o020644 }], /neither file nor folder nor symbolic link/],
  ["a bomb", [{ name: "a", content: Buffer.alloc(2 << 20) }], /more than 50 times its size/],
  ["too many entries", Array.from({ length: 21 }, (_, at) => ({ name: `f${at}` })), /more than 20 entries/],
  ["a size that is a lie", [{ name: "a", content: "long enough", claimedSize: 3 }], /too many bytes/],
  ["nothing", [], /^empty archive$/],
];

test.each(ZIPS)("unpack() refuses a zip with %s", async (_, entries, wanted) => {
  expect(await unpacked(zipFile(entries), "zip")).toMatch(wanted);
  expect(readdirSync(world.folder)).toEqual(["out"]);
});

const TARS: readonly (readonly [string, readonly TarEntry[], RegExp])[] = [
  ["a name that leads out", [{ name: "../evil.tf" }], /"\.\.\/evil\.tf", which leads outside of the module/],
  ["an absolute name", [{ name: "/tmp/evil.tf" }], /is an absolute path/],
  ["a drive", [{ name: "c:evil.tf" }], /is an absolute path/],
  ["a backslash", [{ name: "a\\b" }], /a backslash in its name/],
  [
    "a hard link",
    [{ name: "a", type: "link", linkname: "/etc/passwd" }],
    /"a" that is neither file .* \(link\)/,
  ],
  ["a device", [{ name: "a", type: "character-device" }], /\(character-device\)/],
  ["a pipe", [{ name: "a", type: "fifo" }], /\(fifo\)/],
  [
    "a link that leads out",
    [{ name: "a", type: "symlink", linkname: "b/../../x" }],
    /leads outside of the module/,
  ],
  [
    "a file through a link",
    [
      { name: "a", type: "symlink", linkname: "b" },
      { name: "A/evil.tf", content: "x" },
    ],
    /in the place of another entry/,
  ],
  ["a bomb", [{ name: "a", content: Buffer.alloc(2 << 20) }], /more than 50 times its size/],
  ["too much", [{ name: "a", content: Buffer.from(noise(5 << 20)) }], /more than 4194304 bytes/],
  ["nothing", [], /^empty archive$/],
];

/** Bytes that do not pack. */
function noise(length: number): Uint8Array {
  let state = 7;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

test.each(TARS)("unpack() refuses a tar with %s", async (_, entries, wanted) => {
  expect(await unpacked(await tarFile(entries), "tar")).toMatch(wanted);
  expect(readdirSync(world.folder)).toEqual(["out"]);
});

test.each(["zip", "tar"] as const)("unpack() refuses what is no %s", async (kind) => {
  expect(await unpacked(Buffer.from("neither of them"), kind)).toMatch(/^the archive cannot be read: /);
});

test("unpack() refuses a tar that breaks off", async () => {
  const whole = await tarFile([{ name: "a", content: Buffer.from(noise(100_000)) }]);
  expect(await unpacked(whole.slice(0, 50_000), "tar")).toMatch(/^the archive cannot be read: /);
});

test.each(ARCHIVES.filter(({ form }) => form.kind === "file"))(
  "unpack() makes no module of a lone .$ending",
  async ({ form }) => {
    const work = unpack(world.context, form, new Uint8Array(), join(world.folder, "out"));
    expect(await failureOf(work)).toMatch(/can only unarchive to a single file$/);
  },
);

test("the endings of archives stand longest first where one ends like another", () => {
  for (const [at, { ending }] of ARCHIVES.entries())
    for (const { ending: later } of ARCHIVES.slice(at + 1)) expect(later.endsWith(`.${ending}`)).toBe(false);
});
