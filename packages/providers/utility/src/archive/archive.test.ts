import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { createRealRuntime } from "@tutti/runtime";
import { createMachine } from "@tutti/simulation";
import { extract } from "tar-stream";
import { afterAll, expect, test } from "vitest";
import { type Entry, fromBuffer, type ZipFile } from "yauzl";
import { plainProvider } from "../../testkit/plain-provider.ts";
import { createProviderFactory } from "./provider.ts";

type Entries = Record<string, { readonly text: string; readonly mode: number }>;

// A disk in memory has no links.
const folder = mkdtempSync(join(tmpdir(), "tutti-archive-"));
const before = process.cwd();
process.chdir(folder);
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});
const real = createRealRuntime();
const archive = await plainProvider(createProviderFactory, createMachine(), real);
const { disk } = real;
const write = (files: Record<string, string>): void => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { mode: 0o644 });
  }
};

write({ "src/b.txt": "b", "src/a.txt": "a", "src/sub/c.md": "c", "src/sub/deep/d.txt": "d", one: "1" });
chmodSync("src/a.txt", 0o755);
symlinkSync("sub", "src/link");

/** In the order of the archive, however long each takes to be read. */
function unzip(bytes: Uint8Array): Promise<Entries> {
  return new Promise((resolve, reject) => {
    const read: Promise<readonly [string, Entries[string]]>[] = [];
    fromBuffer(Buffer.from(bytes), (error, zip) => {
      if (error !== null) return reject(error);
      zip.on("entry", (entry) => read.push(readEntry(zip, entry)));
      zip.on("end", () => Promise.all(read).then((all) => resolve(Object.fromEntries(all)), reject));
    });
  });
}

async function readEntry(zip: ZipFile, entry: Entry): Promise<readonly [string, Entries[string]]> {
  const content = await new Promise<Buffer>((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => (error !== null ? reject(error) : resolve(buffer(stream))));
  });
  const mode = (entry.externalFileAttributes >>> 16) & 0o777;
  return [entry.fileName, { text: content.toString(), mode }];
}

async function untar(bytes: Uint8Array): Promise<Entries> {
  const entries: Entries = {};
  const tar = extract();
  tar.end(gunzipSync(bytes));
  for await (const entry of tar)
    entries[entry.header.name] = {
      text: (await buffer(entry)).toString(),
      mode: (entry.header.mode ?? 0) & 0o777,
    };
  return entries;
}

async function made(config: Record<string, unknown>): Promise<Entries> {
  const type = String(config["type"] ?? "zip");
  const { told } = await archive.readData("archive_file", { type, output_path: "out/x", ...config } as never);
  expect(told).toEqual([]);
  const bytes = await disk.readFile("out/x");
  return type === "zip" ? unzip(bytes) : untar(bytes);
}

const names = async (config: Record<string, unknown>) => Object.keys(await made(config));

test.each(["zip", "tar.gz"])("a folder as %s", async (type) => {
  expect(await made({ type, source_dir: "src" })).toEqual({
    "a.txt": { text: "a", mode: 0o755 },
    "b.txt": { text: "b", mode: 0o644 },
    "link/c.md": { text: "c", mode: 0o644 },
    "link/deep/d.txt": { text: "d", mode: 0o644 },
    "sub/c.md": { text: "c", mode: 0o644 },
    "sub/deep/d.txt": { text: "d", mode: 0o644 },
  });
  expect(await made({ type, source_file: "src/a.txt" })).toEqual({ "a.txt": { text: "a", mode: 0o755 } });
  expect(await made({ type, source_content: "x", source_content_filename: "n/x" })).toEqual({
    "n/x": { text: "x", mode: 0o644 },
  });
  const source = [
    { filename: "z", content: "1" },
    { filename: "y", content: "2" },
  ];
  expect(Object.keys(await made({ type, source }))).toEqual(["y", "z"]);
});

test("what is left out", async () => {
  const below = (config: Record<string, unknown>) => names({ source_dir: "src", ...config });
  expect(await below({ exclude_symlink_directories: true })).toEqual([
    "a.txt",
    "b.txt",
    "sub/c.md",
    "sub/deep/d.txt",
  ]);
  expect(await below({ excludes: ["link", "a.txt"] })).toEqual(["b.txt", "sub/c.md", "sub/deep/d.txt"]);
  expect(await below({ excludes: ["*.txt", "link"] })).toEqual(["sub/c.md", "sub/deep/d.txt"]);
  expect(await below({ excludes: ["**/*.txt", "link", ""] })).toEqual(["sub/c.md"]);
  expect(await below({ excludes: ["link", "sub/deep"] })).toEqual(["a.txt", "b.txt", "sub/c.md"]);
});

test("one mode for all", async () => {
  const modes = async (output_file_mode: string) =>
    Object.values(await made({ source_dir: "src", output_file_mode })).map(({ mode }) => mode);
  expect(new Set(await modes("0600"))).toEqual(new Set([0o600]));
  expect(new Set(await modes("0o640"))).toEqual(new Set([0o640]));
  expect(new Set(await modes("420"))).toEqual(new Set([0o644]));
});

test("its checksums, and the same bytes on another machine at another time", async () => {
  const config = { type: "zip", source_file: "one", output_path: "out/y" };
  const { value } = await archive.readData("archive_file", config);
  const bytes = await disk.readFile("out/y");
  const hash = (algorithm: string, encoding: "hex" | "base64") =>
    createHash(algorithm).update(bytes).digest(encoding);
  expect(value).toMatchObject({
    id: hash("sha1", "hex"),
    output_size: bytes.length,
    output_md5: hash("md5", "hex"),
    output_sha: hash("sha1", "hex"),
    output_sha256: hash("sha256", "hex"),
    output_sha512: hash("sha512", "hex"),
    output_base64sha256: hash("sha256", "base64"),
    output_base64sha512: hash("sha512", "base64"),
  });
  const other = await plainProvider(createProviderFactory, createMachine());
  await other.machine.simulation.run(86_400_000);
  await other.machine.write({ one: "1" });
  for (const type of ["zip", "tar.gz"]) {
    const [here, there] = await Promise.all([
      archive.readData("archive_file", { ...config, type }),
      other.readData("archive_file", { ...config, type }),
    ]);
    expect(there.value?.["id"]).toBe(here.value?.["id"]);
  }
});

test("the resource writes it again with every refresh, and sees what changed", async () => {
  write({ changing: "1" });
  const config = { type: "zip", source_file: "changing", output_path: "out/z" };
  const { value = {} } = await archive.create("archive_file", config);
  await disk.remove("out/z");
  expect((await archive.read("archive_file", value)).value).toEqual(value);
  expect(existsSync("out/z")).toBe(true);
  write({ changing: "2" });
  expect((await archive.read("archive_file", value)).value?.["output_sha"]).not.toBe(value["output_sha"]);
  expect((await archive.plan("archive_file", { ...config, output_path: "out/w" }, value)).replace).toEqual([
    "output_path",
  ]);
  const left = await archive.plan("archive_file", { ...config, exclude_symlink_directories: true }, value);
  expect(left.replace).toEqual([]);
});

const refused: readonly [Record<string, unknown>, string][] = [
  [{ type: "rar", source_file: "one" }, "archive type not supported: rar"],
  [{ source_file: "none" }, "error archiving file: could not archive missing file: none"],
  [{ source_dir: "none" }, "error archiving directory: could not archive missing directory: none"],
  [{ source_dir: "one" }, "error archiving directory: could not archive directory that is a file: one"],
  [
    { source_dir: "src", excludes: ["**"] },
    "error archiving directory: archive has not been created as it would be empty",
  ],
  [{ source_file: "one", output_file_mode: "rw" }, "error parsing output_file_mode value: rw"],
];
test.each(refused)("what cannot be archived: %j", async (config, reason) => {
  const { told } = await archive.readData("archive_file", {
    type: "zip",
    output_path: "out/n",
    ...config,
  } as never);
  expect(told).toEqual([`Archive creation error: error creating archive: ${reason}`]);
});

test("a link to a folder above itself ends", async () => {
  write({ "round/f": "" });
  symlinkSync("../round", "round/again");
  const config = { type: "zip", output_path: "out/r", source_dir: "round" };
  const { told } = await archive.readData("archive_file", config);
  expect(told[0]).toMatch(/^Archive creation error: /);
  expect(
    (await archive.readData("archive_file", { ...config, exclude_symlink_directories: true })).told,
  ).toEqual([]);
});

const conflict = (name: string, other: string) =>
  `Invalid Attribute Combination: Attribute "${other}" cannot be specified when "${name}" is specified`;
const source = [{ filename: "a", content: "b" }];
const mistakes: readonly [Record<string, unknown>, readonly string[]][] = [
  [{ source }, []],
  [{ source_dir: "?" }, []],
  [{ source_content: "a", source_content_filename: "b" }, []],
  [
    {},
    [
      "Missing Attribute Configuration: At least one of these attributes must be configured: [source,source_content_filename,source_file,source_dir]",
    ],
  ],
  [
    { source_file: "a", source_dir: "b" },
    [conflict("source_file", "source_dir"), conflict("source_dir", "source_file")],
  ],
  [{ source, source_file: "a" }, [conflict("source", "source_file")]],
  [{ source_file: "a", excludes: ["b"] }, [conflict("excludes", "source_file")]],
];
test.each(mistakes)("a mistake: %j", async (config, expected) => {
  const whole = { type: "zip", output_path: "o", ...config } as never;
  expect(await archive.validate("archive_file", whole)).toEqual(expected);
  expect(await archive.validateData("archive_file", whole)).toEqual(expected);
});
