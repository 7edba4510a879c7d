import { createMachine } from "@tutti/simulation";
import { expect, test } from "vitest";
import { PAGE_BYTES } from "./lmdb-pages.ts";
import { refuseDamaged } from "./refuse-damaged.ts";

const FILE = "store/data.mdb";

/** A file of empty trees, `pages` long: heads, and pages of which nothing is known. */
function fileOf(pages: number): Uint8Array {
  const bytes = new Uint8Array(pages * PAGE_BYTES);
  for (const page of [0, 1]) {
    const view = new DataView(bytes.buffer, page * PAGE_BYTES, PAGE_BYTES);
    view.setBigUint64(0, BigInt(page), true);
    view.setUint16(18, 8, true);
    view.setUint32(24, 0xbeefc0de, true);
    view.setUint16(28, 2, true);
    view.setUint32(48, PAGE_BYTES, true);
    for (const root of [88, 136]) view.setBigUint64(root, 0xffff_ffff_ffff_ffffn, true);
    view.setBigUint64(144, BigInt(pages - 1), true);
  }
  return bytes;
}

/** As `fileOf`, with the main database in the last page, which names none. */
function rootedFile(pages: number): Uint8Array {
  const bytes = fileOf(pages);
  for (const page of [0, 1]) {
    const view = new DataView(bytes.buffer, page * PAGE_BYTES, PAGE_BYTES);
    view.setUint16(102, 1, true);
    view.setBigUint64(136, BigInt(pages - 1), true);
  }
  const last = new DataView(bytes.buffer, (pages - 1) * PAGE_BYTES, PAGE_BYTES);
  last.setBigUint64(0, BigInt(pages - 1), true);
  last.setUint16(18, 2, true);
  return bytes;
}

async function told(content: Uint8Array | "folder" | undefined, refused = false): Promise<string> {
  const { host, until } = createMachine();
  const { disk } = host;
  await disk.makeDirectory(content === "folder" ? FILE : "store");
  if (content instanceof Uint8Array) await disk.writeFile(FILE, content);
  if (refused) disk.forbid(FILE);
  return until(
    refuseDamaged("store", disk).then(
      () => "sound",
      (error: Error & { code: string; subject: string }) =>
        `${error.code} ${error.subject}: ${error.message}`,
    ),
  );
}

const damaged = (why: string) =>
  `EDAMAGED ${FILE}: ${FILE} is damaged: ${why}. Put it back from a backup, or move store away to start anew`;

test.each([
  ["two heads", fileOf(2), "sound"],
  ["many pages", fileOf(200), "sound"],
  ["nothing", undefined, damaged("it is missing")],
  ["a folder", "folder" as const, damaged("it is a directory")],
  ["no bytes", new Uint8Array(0), damaged("it is too short")],
  [
    "a byte more",
    new Uint8Array([...fileOf(2), 0]),
    damaged("it has 8193 bytes, which is no whole number of pages"),
  ],
  ["zeros", new Uint8Array(2 * PAGE_BYTES), damaged("page 0 does not head the file")],
  ["a root that holds nothing, in the first block", rootedFile(64), damaged("page 63 holds too little")],
  ["… and in another one", rootedFile(65), damaged("page 64 holds too little")],
  ["… and in the third", rootedFile(150), damaged("page 149 holds too little")],
])("%s", async (_, content, wanted) => expect(await told(content)).toBe(wanted));

test("what cannot be read is told as that, and is not called damaged", async () => {
  expect(await told(fileOf(2), true)).toMatch(/^EACCES store\/data\.mdb: store\/data\.mdb cannot be read: /);
});
