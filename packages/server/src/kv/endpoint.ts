import { Buffer } from "node:buffer";
import { PERMISSION_DENIED } from "../acl/authorizer.ts";
import type { ReadResult, Reply } from "../endpoint/reply.ts";
import { bytes, empty, json, refusal, text } from "../endpoint/reply.ts";
import type { ApiRequest } from "../endpoint/request.ts";
import { readBody } from "../endpoint/request.ts";
import type { ServerContext, ServerPart } from "../server-context.ts";
import type { Draft } from "../state/draft.ts";
import type { Outcome } from "../state/refusal.ts";
import { Refusal } from "../state/refusal.ts";
import type { KvWrite } from "./commands.ts";
import { deleteKeyIf, deleteKeysBelow, lockKey, setKey, setKeyIf, unlockKey } from "./commands.ts";
import { encodeKvs } from "./encode.ts";
import { parseUint } from "./parse-uint.ts";
import { kvPrefixTopic, kvTopic } from "./view.ts";

/** `/v1/kv`: keys, prefixes, locks. */
export function createKvPart(context: ServerContext): ServerPart {
  return {
    endpoints: {
      "kv.read": (request) => read(context, request),
      "kv.write": (request) => write(context, request),
      "kv.delete": (request) => remove(context, request),
    },
  };
}

function read(context: ServerContext, request: ApiRequest): Reply {
  const { query, rest: key, authorizer } = request;
  if (query.has("keys")) return readKeys(context, request);
  if (query.has("recurse")) return readTree(context, request);
  if (key === "") return text(400, "Missing key name");
  if (!authorizer.allows("key", "read", key)) return text(403, PERMISSION_DENIED);
  const raw = query.has("raw");
  const pretty = isPretty(context, request);
  const { kv } = context.state;
  return {
    kind: "blocking",
    read: {
      topics: [kvTopic(key)],
      run(): ReadResult {
        const row = kv.get(key);
        if (row === undefined) return { index: kv.index, reply: empty(404) };
        const reply = raw
          ? bytes(row.value.value, "text/plain")
          : bytes(Buffer.from(encodeKvs([row], pretty)), "application/json");
        return { index: row.modifyIndex, reply };
      },
    },
  };
}

function readTree(context: ServerContext, request: ApiRequest): Reply {
  const { rest: prefix, authorizer } = request;
  const pretty = isPretty(context, request);
  return {
    kind: "blocking",
    read: {
      topics: [kvPrefixTopic(prefix)],
      shareKey: prefix,
      run(): ReadResult {
        const { rows, index } = context.state.kv.list(prefix);
        const seen = rows.filter((row) => authorizer.allows("key", "read", row.id));
        if (seen.length === 0) return { index, reply: empty(404) };
        return { index, reply: bytes(Buffer.from(encodeKvs(seen, pretty)), "application/json") };
      },
    },
  };
}

function readKeys(context: ServerContext, request: ApiRequest): Reply {
  const { rest: prefix, query, authorizer } = request;
  const separator = query.get("separator");
  return {
    kind: "blocking",
    read: {
      topics: [kvPrefixTopic(prefix)],
      shareKey: prefix,
      run(): ReadResult {
        const { rows, index } = context.state.kv.list(prefix);
        const keys: string[] = [];
        for (const { id } of rows) {
          if (!authorizer.allows("key", "read", id)) continue;
          const at = separator === "" ? -1 : id.indexOf(separator, prefix.length);
          const key = at < 0 ? id : id.slice(0, at + separator.length);
          if (keys.at(-1) !== key) keys.push(key);
        }
        // Nothing below a name is an error, nothing at all is not.
        if (keys.length === 0 && prefix !== "") return { index, reply: empty(404) };
        return { index, reply: json(keys) };
      },
    },
  };
}

/** What a write does to the draft: true, false for a condition that did not hold, or a refusal. */
type KvCommand = (draft: Draft, write: KvWrite) => Outcome<boolean>;

async function write(context: ServerContext, request: ApiRequest): Promise<Reply> {
  const { query, rest: key, authorizer } = request;
  const { state } = context;
  if (key === "") return text(400, "Missing key name");
  const conflict = conflictingFlags(request, ["cas", "acquire", "release"]);
  if (conflict !== undefined) return text(400, conflict);
  if (!authorizer.allows("key", "write", key)) return text(403, PERMISSION_DENIED);
  const flags = query.has("flags") ? parseUint(query.get("flags")) : 0n;
  if (flags instanceof Refusal) return refusal(flags);
  const command = commandOf(context, request);
  if (command instanceof Refusal) return refusal(command);
  const body = await readBody(request, context.config.kvValueBytesMax);
  if (body instanceof Refusal) return refusal(body);
  if (query.has("acquire") && state.lockDelays.holds(key)) return json(false);
  const value = Buffer.from(body.buffer, body.byteOffset, body.length);
  const written = await state.write((draft) => command(draft, { key, value, flags }));
  return written instanceof Refusal ? refusal(written) : json(written.value);
}

function commandOf(context: ServerContext, { query }: ApiRequest): Outcome<KvCommand> {
  const { state } = context;
  if (query.has("cas")) {
    const index = parseUint(query.get("cas"));
    if (index instanceof Refusal) return index;
    return (draft, kv) => setKeyIf(state, draft, kv, Number(index)) !== undefined;
  }
  for (const [name, change] of [
    ["acquire", lockKey],
    ["release", unlockKey],
  ] as const) {
    if (!query.has(name)) continue;
    return (draft, kv) => {
      const row = change(state, draft, kv, query.get(name));
      return row instanceof Refusal ? row : row !== undefined;
    };
  }
  return (draft, kv) => {
    setKey(state, draft, kv);
    return true;
  };
}

async function remove(context: ServerContext, request: ApiRequest): Promise<Reply> {
  const { query, rest: key, authorizer } = request;
  const { state } = context;
  const recurse = query.has("recurse");
  if (key === "" && !recurse) return text(400, "Missing key name");
  const conflict = conflictingFlags(request, ["recurse", "cas"]);
  if (conflict !== undefined) return text(400, conflict);
  const allowed = recurse
    ? authorizer.allowsPrefix("key", "write", key)
    : authorizer.allows("key", "write", key);
  if (!allowed) return text(403, PERMISSION_DENIED);
  if (recurse) {
    const deleted = await state.writeExclusive((draft) => deleteKeysBelow(state, draft, key));
    return deleted instanceof Refusal ? refusal(deleted) : json(true);
  }
  const index = query.has("cas") ? parseUint(query.get("cas")) : undefined;
  if (index instanceof Refusal) return refusal(index);
  const written = await state.write((draft): Outcome<boolean> => {
    // As in Consul: a delete with cas=0 never deletes what is there.
    if (index !== undefined) return deleteKeyIf(state, draft, key, Number(index));
    draft.delete(state.kv.table, key);
    return true;
  });
  return written instanceof Refusal ? refusal(written) : json(written.value);
}

function conflictingFlags({ query }: ApiRequest, names: readonly string[]): string | undefined {
  const given = names.filter((name) => query.has(name));
  if (given.length < 2) return undefined;
  const shown = given.map((name) => `${name}=${query.get(name)}`).sort();
  return `Conflicting flags: ${shown.join("&")}`;
}

function isPretty(context: ServerContext, { query }: ApiRequest): boolean {
  return context.config.devMode || query.has("pretty");
}
