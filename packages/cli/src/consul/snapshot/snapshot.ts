import { openFailure, writeFailure } from "@tutti/runtime";
import type { SnapshotFacts } from "@tutti/server";
import { apiCommand, refusalOf } from "../api/api-command.ts";
import { columns } from "../api/columns.ts";
import { commandError } from "../errors.ts";
import { localCommand } from "../usage/local-command.ts";

/** The largest snapshot that is taken over the API. */
const SNAPSHOT_SIZE_MAX = 1 << 30;

export const save = apiCommand({
  summary: "Saves snapshot of Consul server state",
  usage: "snapshot save [options] FILE",
  flags: {},
  unreachable: "Error saving snapshot",
  async run(call) {
    const [file] = call.rest;
    if (file === undefined) return call.fail(commandError("snapshot-file-argument-missing"));
    if (call.rest.length > 1) return call.fail(commandError("too-many-arguments-for-one", call.rest.length));
    const answer = await call.client.call("snapshot.save", { query: call.query, bodyMax: SNAPSHOT_SIZE_MAX });
    if (answer.status !== 200) return call.fail(commandError("error-saving-snapshot", refusalOf(answer)));
    const found = await inspected(once(answer.body));
    if ("mistake" in found) return call.fail(commandError("error-verifying-snapshot-file", found.mistake));
    try {
      await call.runtime.disk.replaceFile(file, answer.body, { mode: 0o600 });
    } catch (error) {
      return call.fail(commandError("error-writing-snapshot-file", writeFailure(error, file)));
    }
    call.say(`Saved and verified snapshot to index ${answer.index}`);
    return 0;
  },
});

export const restore = apiCommand({
  summary: "Restores snapshot of Consul server state",
  usage: "snapshot restore [options] FILE",
  flags: {},
  unreachable: "Error restoring snapshot",
  async run(call) {
    const [file] = call.rest;
    if (file === undefined) return call.fail(commandError("snapshot-file-argument-missing"));
    if (call.rest.length > 1) return call.fail(commandError("too-many-arguments-for-one", call.rest.length));
    let body: Uint8Array;
    try {
      body = await call.runtime.disk.readFile(file);
    } catch (error) {
      return call.fail(commandError("error-opening-snapshot-file", openFailure(error, file)));
    }
    const answer = await call.client.call("snapshot.restore", { body });
    if (answer.status !== 200) return call.fail(commandError("error-restoring-snapshot", refusalOf(answer)));
    call.say("Restored snapshot");
    const leftOut = answer.headers.get("x-tutti-left-out");
    for (const what of leftOut === undefined ? [] : leftOut.split(","))
      call.say(`There is no place for ${decodeURIComponent(what)}: left out.`);
    return 0;
  },
});

export const inspect = localCommand({
  summary: "Displays information about a Consul snapshot file",
  usage: "snapshot inspect [options] FILE",
  flags: {},
  async run(call) {
    const [file] = call.rest;
    if (file === undefined) return call.stderr.error(commandError("snapshot-file-argument-missing"));
    if (call.rest.length > 1)
      return call.stderr.error(commandError("too-many-arguments-for-one", call.rest.length));
    const packed = new Counted(call.runtime.disk.readPieces(file));
    let found: Awaited<ReturnType<typeof inspected>>;
    try {
      found = await inspected(packed);
    } catch (error) {
      return call.stderr.error(commandError("error-opening-snapshot-file", openFailure(error, file)));
    }
    if ("mistake" in found) return call.stderr.error(commandError("error-reading-snapshot", found.mistake));
    call.stdout.write(found.kind === "consul" ? archiveText(found) : ownText(found, packed.bytes));
    return 0;
  },
});

type Found<Kind> = Extract<SnapshotFacts, { readonly kind: Kind }>;

/** A snapshot of the form that ours had before they became Consul's. */
function ownText({ format, bytes }: Found<"own">, packed: number): string {
  return `${columns([
    ["Format", format],
    ["Size", String(bytes)],
    ["Packed", String(packed)],
  ])}\n`;
}

/** What it says of itself, and how much of what it holds, in the columns that Consul prints. */
function archiveText({ meta, records }: Found<"consul">): string {
  const facts = (["ID", "Size", "Index", "Term", "Version"] as const).map(
    (name) => `${name.padEnd("Version".length + GAP)}${meta[name]}\n`,
  );
  const total = records.reduce((sum, { bytes }) => sum + bytes, 0);
  const rule = ["----", "----", "----"];
  const rows = [
    ["Type", "Count", "Size"],
    rule,
    ...records.map(({ name, count, bytes }) => [name, String(count), byteText(bytes)]),
    rule,
    ["Total", "", byteText(total)],
  ].map(([type = "", count = "", size = ""]) => [` ${type}`, count, size]);
  const widths = [0, 1, 2].map((at) => Math.max(...rows.map((row) => (row[at] ?? "").length)) + GAP);
  const lines = rows.map((row) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(""));
  return `${facts.join("")}\n\n${lines.join("\n")}\n`;
}

/** Blanks between two columns, at least. */
const GAP = 6;

const UNITS = ["B", "KB", "MB", "GB", "TB"];

/** As Consul says how many bytes something takes: in the largest unit of which there is one. */
function byteText(bytes: number): string {
  if (bytes === 0) return "0";
  const power = Math.min(Math.floor(Math.log2(bytes) / 10), UNITS.length - 1);
  return `${(bytes / 1024 ** power).toFixed(1).replace(/\.0$/, "")}${UNITS[power]}`;
}

/** What a snapshot holds; all of it is looked through. */
async function inspected(
  pieces: AsyncIterable<Uint8Array>,
): Promise<SnapshotFacts | { readonly mistake: string }> {
  const { inspectSnapshot, Refusal } = await import("@tutti/server");
  const found = await inspectSnapshot(pieces);
  if (!(found instanceof Refusal)) return found;
  return { mistake: found.text.replace(/^failed to restore snapshot: /, "") };
}

/** The pieces of a file, and how many bytes they were so far. */
class Counted {
  bytes = 0;
  readonly #pieces: AsyncIterable<Uint8Array>;

  constructor(pieces: AsyncIterable<Uint8Array>) {
    this.#pieces = pieces;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for await (const piece of this.#pieces) {
      this.bytes += piece.length;
      // What is read is good until the next piece comes, and what unpacks it reads ahead.
      yield piece.slice();
    }
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
