import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { type FuzzTarget, hold } from "@tutti/simulation/testkit";
import { unpack } from "../../src/archive/unpack.ts";
import { failureOf, openFetchWorld } from "../fetch-world.ts";
import { tarFile } from "../tar-file.ts";
import { zipFile } from "../zip-file.ts";

const LINK = 0o120777;
const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");
const ZIP = latin1(
  zipFile([
    { name: "a/" },
    { name: "a/main.tf", content: "x".repeat(100) },
    { name: "b.tf", content: "y" },
    { name: "a/link.tf", content: "../b.tf", mode: LINK },
  ]),
);
const TAR = latin1(
  gunzipSync(
    await tarFile([
      { name: "a", type: "directory" },
      { name: "a/main.tf", content: "x".repeat(100) },
      { name: "a/link.tf", type: "symlink", linkname: "main.tf" },
      { name: `${"long/".repeat(30)}b.tf`, content: "y" },
    ]),
  ),
);

const limits = { packageBytesMax: 4 << 20, entriesMax: 20, ratioMax: 50, ratioFromBytes: 1 << 20 };
const world = openFetchWorld({ limits });
process.on("exit", () => rmSync(world.folder, { recursive: true, force: true }));

/** An archive is unpacked into its folder or refused; outside of the folder nothing comes to be. */
export const target: FuzzTarget = {
  name: "archives",
  corpus: [ZIP, TAR],
  words: [
    "../",
    "/",
    "\\",
    "\0",
    "PK\x01\x02",
    "PK\x03\x04",
    "PK\x05\x06",
    "\xff\xff\xff\xff",
    "0000777",
    "ustar",
  ],
  cases: 600,
  linear: false,
  play: async (text) => {
    const bytes = Buffer.from(text, "latin1");
    const out = join(world.folder, "out");
    const isZip = text.includes("PK");
    mkdirSync(out);
    try {
      const form = isZip ? { kind: "zip" as const } : { kind: "tar" as const, compression: "gzip" as const };
      await failureOf(unpack(world.context, form, isZip ? bytes : gzipSync(bytes), out));
      const beside = readdirSync(world.folder);
      hold(beside.length === 1, () => `made ${beside} beside the folder`);
    } finally {
      rmSync(out, { recursive: true, force: true });
    }
  },
};
