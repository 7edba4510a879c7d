import { parseIntentionName } from "@tutti/agent-api";
import type { ErrorKind } from "@tutti/errors";
import { type Disk, fromUnknown, reasonOf } from "@tutti/runtime";
import { boolFlag } from "../../command/flags.ts";
import { type ApiCall, apiCommand, refusalOf } from "../api/api-command.ts";
import { type JsonRecord, recordOf, textOf } from "../api/json-shapes.ts";
import { pairsFlag } from "../api/pairs-flag.ts";
import { commandError } from "../errors.ts";
import { pairOf, shown } from "./shown.ts";

const flags = {
  allow: boolFlag(),
  deny: boolFlag(),
  meta: pairsFlag(),
  replace: boolFlag(),
  file: boolFlag(),
};

type Call = ApiCall<typeof flags>;

/** Intentions as they are sent, or what is wrong with one. */
type Intentions =
  | { readonly ok: true; readonly all: readonly JsonRecord[] }
  | { readonly ok: false; readonly why: ErrorKind };

export const create = apiCommand({
  summary: "Create intentions for service connections",
  usage: "intention create [options] SRC DST",
  isNamespaced: true,
  flags,
  unreachable: ({ flags: { deny }, rest: [source = "", destination = ""] }) =>
    `Error creating intention "${source} => ${destination} (${deny ? "deny" : "allow"})"`,
  async run(call) {
    if (call.flags.allow && call.flags.deny) return call.fail(commandError("allow-and-deny-flags"));
    const intentions = call.flags.file
      ? await intentionsOfFiles(call.rest, call.runtime.disk)
      : intentionOfFlags(call);
    if (!intentions.ok) return call.fail(intentions.why);
    for (const one of intentions.all) {
      const isThere = call.flags.replace && (await isKnown(call, one));
      const failed = isThere ? await replace(call, one) : await add(call, one);
      if (failed !== undefined) return call.fail(failed);
    }
    return 0;
  },
});

function namesOf(one: JsonRecord): { readonly source: string; readonly destination: string } {
  return { source: textOf(one.SourceName), destination: textOf(one.DestinationName) };
}

async function isKnown(call: Call, one: JsonRecord): Promise<boolean> {
  const existing = await call.client.call("connect.intention-exact-read", { query: namesOf(one) });
  return existing.status === 200;
}

async function replace(call: Call, one: JsonRecord): Promise<ErrorKind | undefined> {
  const query = namesOf(one);
  const written = await call.client.call("connect.intention-exact-write", { query, body: one });
  if (written.status === 200) return undefined;
  const [source, destination] = [query.source, query.destination].map((name) => JSON.stringify(name));
  return commandError("error-replacing-intention", source ?? "", destination ?? "", refusalOf(written));
}

async function add(call: Call, one: JsonRecord): Promise<ErrorKind | undefined> {
  const answer = await call.client.call("connect.intention-create", { body: one });
  if (answer.status !== 200) return commandError("error-creating-intention", shown(one), refusalOf(answer));
  call.say(`Created: ${shown(one)}`);
  return undefined;
}

function intentionOfFlags(call: Call): Intentions {
  const names = pairOf(call.rest);
  if (names === undefined) return { ok: false, why: commandError("intention-arguments-missing") };
  const source = parseIntentionName(names.source);
  if ("mistake" in source)
    return { ok: false, why: commandError("intention-source-invalid", source.mistake) };
  const destination = parseIntentionName(names.destination);
  if ("mistake" in destination)
    return { ok: false, why: commandError("intention-destination-invalid", destination.mistake) };
  const meta = call.flags.meta.map((text) => [text.replace(/=.*$/s, ""), text.replace(/^[^=]*=?/, "")]);
  const intention = {
    SourceName: source.name,
    DestinationName: destination.name,
    SourceType: "consul",
    Action: call.flags.deny ? "deny" : "allow",
    ...(meta.length === 0 ? {} : { Meta: Object.fromEntries(meta) }),
  };
  return { ok: true, all: [intention] };
}

/** One intention a file, as JSON; the first that is none stops all, before anything is written. */
async function intentionsOfFiles(paths: readonly string[], disk: Disk): Promise<Intentions> {
  const all: JsonRecord[] = [];
  for (const path of paths) {
    const text = await disk.readText(path).catch((error: unknown) => fromUnknown(error, path));
    if (typeof text !== "string")
      return { ok: false, why: commandError("intention-file-invalid", `open ${path}: ${reasonOf(text)}`) };
    const one = parseRecord(text);
    if (one === undefined)
      return { ok: false, why: commandError("intention-file-invalid", `${path} is no JSON object`) };
    const { Permissions } = one;
    if (Array.isArray(Permissions) && Permissions.length > 0)
      return { ok: false, why: commandError("intention-file-has-permissions", JSON.stringify(path)) };
    all.push(one);
  }
  return { ok: true, all };
}

function parseRecord(text: string): JsonRecord | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? recordOf(value) : undefined;
  } catch {
    return undefined;
  }
}
