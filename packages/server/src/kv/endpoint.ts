import { Buffer } from "node:buffer";
import type { QueryOf } from "@tutti/agent-api";
import type { ReadOptions } from "../endpoint/blocking.ts";
import { deltasReply } from "../endpoint/deltas.ts";
import { type Endpoint, endpoint, openToAll } from "../endpoint/endpoint.ts";
import type { RouteQuery } from "../endpoint/query-string.ts";
import type { ReadResult, Reply } from "../endpoint/reply.ts";
import { bytes, empty, json, refusal } from "../endpoint/reply.ts";
import { readBody } from "../endpoint/request.ts";
import { serverError } from "../errors.ts";
import { type Right, right, rightBelow } from "../rights/right.ts";
import type { ServerContext, ServerPart } from "../server-context.ts";
import type { Draft } from "../state/draft.ts";
import type { Outcome } from "../state/refusal.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import type { Row } from "../state/table.ts";
import { keyChanges, keysChanges } from "./changes.ts";
import type { KvWrite } from "./commands.ts";
import { deleteKey, deleteKeyIf, deleteKeysBelow, lockKey, setKey, setKeyIf, unlockKey } from "./commands.ts";
import { type ExpiresAt, encodeKvs } from "./encode.ts";
import { decodeFence, type Fence, fenceRefusal } from "./fence.ts";
import { type PageAsked, readPage } from "./page.ts";
import { decodePage } from "./page-query.ts";
import type { KvRecord } from "./records.ts";
import { readKeys, readTree } from "./tree.ts";
import { decodeKeyTtl } from "./ttl.ts";
import { TtlKeeper } from "./ttl-keeper.ts";
import type { KvView } from "./view.ts";
import { kvPrefixTopic, kvTopic } from "./view.ts";

/** `/v1/kv`: keys, prefixes, locks. */
export function createKvPart(context: ServerContext): ServerPart {
  const keeper = new TtlKeeper(context);
  return {
    start: () => keeper.start(),
    stop: async () => keeper.stop(),
    endpoints: {
      "kv.read": readEndpoint(context),
      "kv.write": writeEndpoint(context),
      "kv.delete": deleteEndpoint(context),
    },
  };
}

/** What a read is about: one key, what lies below a prefix, the names of that, or a page of either. */
type KvRead =
  /** What changed of it, in place of what is there. */
  | {
      readonly kind: "deltas";
      readonly key: string;
      readonly recurse: boolean;
      readonly reading: ReadOptions | undefined;
    }
  | {
      readonly kind: "page";
      readonly prefix: string;
      readonly page: PageAsked;
      readonly namesOnly: boolean;
      readonly pretty: boolean;
      readonly expiresAt: ExpiresAt | undefined;
    }
  | {
      readonly kind: "key";
      readonly key: string;
      readonly raw: boolean;
      readonly pretty: boolean;
      readonly expiresAt: ExpiresAt | undefined;
    }
  | {
      readonly kind: "tree";
      readonly prefix: string;
      readonly pretty: boolean;
      readonly expiresAt: ExpiresAt | undefined;
    }
  | {
      readonly kind: "keys";
      readonly prefix: string;
      readonly separator: string;
      readonly pretty: boolean;
    };

function readEndpoint(context: ServerContext): Endpoint {
  const { runtime } = context;
  const { kv } = context.state;
  return endpoint<KvRead, Row<KvRecord>>({
    decode({ query: asked, rest, reading }) {
      const query = asked.of("kv.read");
      if (query.flag("deltas") && (rest !== "" || query.flag("recurse"))) {
        const chosen = ["keys", "raw", "separator", "start", "end", "limit", "depth"] as const;
        const more = chosen.find((name) => query.given(name));
        if (more !== undefined) return refuse(serverError("deltas-with-more", more), 400);
        return { kind: "deltas", key: rest, recurse: query.flag("recurse"), reading };
      }
      const pretty = context.config.devMode || asked.common.flag("pretty");
      const namesOnly = query.flag("keys");
      const expiresAt = query.flag("ttl") ? (key: string) => context.state.keyTtls.expiresAt(key) : undefined;
      const page = namesOnly || query.flag("recurse") ? decodePage(query, rest) : undefined;
      if (page instanceof Refusal) return page;
      if (page !== undefined) return { kind: "page", prefix: rest, page, namesOnly, pretty, expiresAt };
      if (namesOnly) return { kind: "keys", prefix: rest, separator: query.text("separator"), pretty };
      if (query.flag("recurse")) return { kind: "tree", prefix: rest, pretty, expiresAt };
      if (rest === "") return refuse(serverError("key-name-missing"), 400);
      return { kind: "key", key: rest, raw: query.flag("raw"), pretty, expiresAt };
    },
    rights(asked) {
      if (asked.kind === "key" || (asked.kind === "deltas" && !asked.recurse))
        return [right("key", "read", asked.key)];
      const prefix = asked.kind === "deltas" ? asked.key : asked.prefix;
      return context.config.acl.enableKeyListPolicy ? [right("key", "list", prefix)] : openToAll();
    },
    visible: (row) => [right("key", "read", row.id)],
    answer(asked, granted) {
      if (asked.kind === "key") return readKey(kv, asked);
      if (asked.kind === "deltas") {
        const source = asked.recurse ? keysChanges(kv, asked.key) : keyChanges(kv, asked.key);
        return deltasReply(context.state, { source, reading: asked.reading, granted });
      }
      if (asked.kind === "page")
        return readBelow(asked, () => readPage(kv, asked.page, { ...asked, visible: granted.visible }));
      const reading = { ...asked, visible: granted.visible, pause: () => runtime.clock.sleep(0) };
      return readBelow(asked, () =>
        asked.kind === "tree" ? readTree(kv, reading) : readKeys(kv, asked.separator, reading),
      );
    },
  });
}

/** A value may be anything: no browser may take it for a page and run it. */
const UNTRUSTED = { "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox" };

function readKey(kv: KvView, { key, raw, pretty, expiresAt }: Extract<KvRead, { kind: "key" }>): Reply {
  return {
    kind: "blocking",
    read: {
      topics: [kvTopic(key)],
      run(): ReadResult {
        const row = kv.get(key);
        if (row === undefined) return { index: kv.index, reply: empty(404) };
        const fence = fenceHeader(row);
        const reply = raw
          ? bytes(row.value.value, "text/plain", { ...UNTRUSTED, ...fence })
          : bytes(Buffer.from(encodeKvs([row], pretty, expiresAt)), "application/json", fence);
        return { index: row.modifyIndex, reply };
      },
    },
  };
}

/** The number of a lock that is held, for its holder to show with what it writes. */
function fenceHeader({ value: { session, fence } }: Row<KvRecord>): Readonly<Record<string, string>> {
  return session === "" || fence === undefined ? {} : { "X-Lock-Fence": String(fence) };
}

/** A read of a prefix that waits for any change below it. */
function readBelow(
  { prefix, expiresAt }: { readonly prefix: string; readonly expiresAt?: ExpiresAt | undefined },
  run: () => ReadResult,
): Reply {
  // When keys go changes without a word, so it is not shared.
  const shared = expiresAt === undefined ? { shareKey: prefix } : {};
  return { kind: "blocking", read: { topics: [kvPrefixTopic(prefix)], ...shared, run } };
}

/** What a write does to the draft: true, false for a condition that did not hold, or a refusal. */
type KvCommand = (draft: Draft, write: KvWrite) => Outcome<boolean>;

function writeEndpoint(context: ServerContext): Endpoint {
  const { state, config, runtime } = context;
  return endpoint<KvWrite & { readonly command: KvCommand; readonly takesLock: boolean } & Fenced>({
    async decode(request) {
      const { rest: key } = request;
      const query = request.query.of("kv.write");
      if (key === "") return refuse(serverError("key-name-missing"), 400);
      const conflict = query.conflict("cas", "acquire", "release");
      if (conflict !== undefined) return conflictRefusal(conflict);
      const flags = query.uint("flags") ?? 0n;
      if (flags instanceof Refusal) return flags;
      const command = commandOf(state, query);
      if (command instanceof Refusal) return command;
      const fence = decodeFence(query.given("fence") ? query.text("fence") : undefined, key);
      if (fence instanceof Refusal) return fence;
      const ttl = decodeKeyTtl(query.given("ttl") ? query.text("ttl") : undefined);
      if (ttl instanceof Refusal) return ttl;
      const body = await readBody(request, config.kvValueBytesMax);
      if (body instanceof Refusal) return body;
      const expiresAtMs = ttl === undefined ? undefined : runtime.clock.now() + ttl;
      const value = Buffer.from(body.buffer, body.byteOffset, body.length);
      return { key, value, flags, expiresAtMs, command, takesLock: query.given("acquire"), fence };
    },
    rights: ({ key, fence }) => [right("key", "write", key), ...rightsOfFence(fence)],
    async answer({ command, takesLock, fence, ...write }, granted) {
      if (takesLock && state.lockDelays.holds(write.key)) return json(false);
      const written = await granted.write((draft) => {
        const refused = fenceRefusal(state, draft, fence);
        if (refused !== undefined) return refused;
        const isDone = command(draft, write);
        return isDone instanceof Refusal || !isDone || !takesLock
          ? isDone
          : (draft.get(state.kv.table, write.key) ?? true);
      });
      if (written instanceof Refusal) return refusal(written);
      // Where a lock was taken, its row.
      const { value } = written;
      return typeof value === "boolean" ? json(value) : json(true, { headers: fenceHeader(value) });
    },
  });
}

function commandOf(
  state: ServerContext["state"],
  query: RouteQuery<QueryOf<"kv.write">>,
): Outcome<KvCommand> {
  const index = query.uint("cas");
  if (index instanceof Refusal) return index;
  if (index !== undefined) {
    return (draft, kv) => setKeyIf(state, draft, kv, Number(index)) !== undefined;
  }
  for (const [name, change] of [
    ["acquire", lockKey],
    ["release", unlockKey],
  ] as const) {
    if (!query.given(name)) continue;
    return (draft, kv) => {
      const row = change(state, draft, kv, query.text(name).toLowerCase());
      return row instanceof Refusal ? row : row !== undefined;
    };
  }
  return (draft, kv) => {
    setKey(state, draft, kv);
    return true;
  };
}

/** What else a write demands. */
interface Fenced {
  readonly fence: Fence | undefined;
}

/** Whether a write goes through tells something of the lock. */
function rightsOfFence(fence: Fence | undefined): readonly Right[] {
  return fence === undefined ? [] : [right("key", "read", fence.key)];
}

/** One key, at an index where one is given, or all below a prefix. */
interface KvDelete extends Fenced {
  readonly key: string;
  readonly recurse: boolean;
  readonly index: bigint | undefined;
}

function deleteEndpoint({ state }: ServerContext): Endpoint {
  return endpoint<KvDelete>({
    decode({ query: asked, rest: key }) {
      const query = asked.of("kv.delete");
      const recurse = query.flag("recurse");
      if (key === "" && !recurse) return refuse(serverError("key-name-missing"), 400);
      const conflict = query.conflict("recurse", "cas");
      if (conflict !== undefined) return conflictRefusal(conflict);
      const index = query.uint("cas");
      if (index instanceof Refusal) return index;
      const fence = decodeFence(query.given("fence") ? query.text("fence") : undefined, key);
      return fence instanceof Refusal ? fence : { key, recurse, index, fence };
    },
    rights: ({ key, recurse, fence }) => [
      recurse ? rightBelow("key", "write", key) : right("key", "write", key),
      ...rightsOfFence(fence),
    ],
    async answer(asked, granted) {
      const written = await granted.write((draft) => {
        const refused = fenceRefusal(state, draft, asked.fence);
        if (refused !== undefined) return refused;
        if (!asked.recurse) return deleteOne(state, draft, asked);
        deleteKeysBelow(state, draft, asked.key);
        return true;
      });
      return written instanceof Refusal ? refusal(written) : json(written.value);
    },
  });
}

function deleteOne(state: ServerContext["state"], draft: Draft, { key, index }: KvDelete): boolean {
  // As in Consul: a delete with cas=0 never deletes what is there.
  if (index !== undefined) return deleteKeyIf(state, draft, key, Number(index));
  deleteKey(state, draft, key);
  return true;
}

function conflictRefusal(query: string): Refusal {
  return refuse(serverError("kv-flags-conflict", query), 400);
}
