import { Buffer } from "node:buffer";
import { gunzipSync } from "node:zlib";
import { openFailure, writeFailure } from "@tutti/runtime";
import { apiCommand, refusalOf } from "../api/api-command.ts";
import { columns } from "../api/columns.ts";
import { commandError } from "../errors.ts";

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
    const mistake = inspectBytes(answer.body);
    if ("mistake" in mistake)
      return call.fail(commandError("error-verifying-snapshot-file", mistake.mistake));
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
    return 0;
  },
});

export const inspect = apiCommand({
  summary: "Displays information about a Consul snapshot file",
  usage: "snapshot inspect [options] FILE",
  flags: {},
  async run(call) {
    const [file] = call.rest;
    if (file === undefined) return call.fail(commandError("snapshot-file-argument-missing"));
    if (call.rest.length > 1) return call.fail(commandError("too-many-arguments-for-one", call.rest.length));
    let bytes: Uint8Array;
    try {
      bytes = await call.runtime.disk.readFile(file);
    } catch (error) {
      return call.fail(commandError("error-opening-snapshot-file", openFailure(error, file)));
    }
    const found = inspectBytes(bytes);
    if ("mistake" in found) return call.fail(commandError("error-reading-snapshot", found.mistake));
    call.say(
      columns([
        ["Format", found.format],
        ["Size", String(found.size)],
        ["Packed", String(bytes.length)],
      ]),
    );
    return 0;
  },
});

/** What a snapshot's first line says of it. */
function inspectBytes(
  bytes: Uint8Array,
): { readonly format: string; readonly size: number } | { readonly mistake: string } {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) {
    return { mistake: "failed to decompress snapshot: gzip: invalid header" };
  }
  try {
    const whole = gunzipSync(bytes);
    const line = Buffer.from(whole.subarray(0, 64)).toString("latin1").split("\n")[0] ?? "";
    if (!line.startsWith("tutti-snapshot ")) return { mistake: "it holds no snapshot of this program" };
    return { format: line, size: whole.length };
  } catch (error) {
    return {
      mistake: `failed to decompress snapshot: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}
