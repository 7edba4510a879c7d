import {
  block,
  blockSet,
  computed,
  type DataDefinition,
  Fields,
  optional,
  optionalComputed,
  type PlainRecord,
  type ResourceDefinition,
  required,
} from "@tutti/plugin";
import { BOOL, mapType, NUMBER, STRING } from "@tutti/values";
import type { ConsulClient } from "./consul-client.ts";
import { KEY_PREFIX_LIST } from "./key-prefix-list.ts";

const FORCE = { forceNew: true } as const;

/** `consul_keys`: keys one by one. A key whose `value` is left out is only read. */
export const CONSUL_KEYS: ResourceDefinition<ConsulClient> = {
  version: 1,
  block: block(
    {
      id: computed(STRING, { description: "What tells it from others." }),
      datacenter: optionalComputed(STRING, { ...FORCE, description: "By default the provider's." }),
      token: optional(STRING, { sensitive: true, deprecated: true, description: "Use the provider's." }),
      var: computed(mapType(STRING), { volatile: true, description: "Values of the keys that have a name." }),
    },
    {
      key: blockSet(
        block({
          path: required(STRING, { description: "The key." }),
          name: optional(STRING, {
            default: "",
            deprecated: true,
            description: "Under which `var` has the value.",
          }),
          value: optionalComputed(STRING, { description: "What the key holds; left out: it is only read." }),
          default: optional(STRING, { deprecated: true, description: "Where there is no such key." }),
          flags: optional(NUMBER, { default: 0, description: "A number beside the value, of 64 bits." }),
          delete: optional(BOOL, { default: false, description: "Destroying the resource deletes the key." }),
        }),
      ),
    },
  ),

  async create(planned, { client, signal }) {
    return {
      id: "consul",
      datacenter: client.datacenterOf(planned) ?? null,
      ...(await writeKeys(client, planned, signal)),
    };
  },

  async update(planned, prior, { client, signal }) {
    const kept = new Set(planned.blocks("key").map((key) => key.text("path")));
    for (const key of prior.blocks("key")) {
      if (key.bool("delete") === true && !kept.has(key.text("path"))) {
        await client.raw("kv.delete", { of: prior, rest: key.text("path"), signal });
      }
    }
    return writeKeys(client, planned, signal);
  },

  async read(state, { client, signal }) {
    const keys = await readKeys(client, state, signal);
    return { key: keys, var: varOf(keys) };
  },

  watch(state, { client, signal, hint }) {
    const keys = state.blocks("key").map((key) => ({ route: "kv.read", rest: key.text("path") }) as const);
    return client.follow(keys, { of: state, signal, hint });
  },

  async delete(state, { client, signal }) {
    for (const key of state.blocks("key")) {
      if (key.bool("delete") !== true) continue;
      await client.raw("kv.delete", { of: state, rest: key.text("path"), signal });
    }
  },
};

async function writeKeys(client: ConsulClient, planned: Fields, signal: AbortSignal): Promise<PlainRecord> {
  for (const key of planned.blocks("key")) {
    const value = key.string("value");
    if (value === undefined) continue;
    const query = { flags: String(key.whole("flags") ?? 0n) };
    await client.raw("kv.write", { of: planned, rest: key.text("path"), query, body: value, signal });
  }
  const keys = await readKeys(client, planned, signal);
  return { key: keys, var: varOf(keys) };
}

async function readKeys(
  client: ConsulClient,
  state: Fields,
  signal: AbortSignal,
): Promise<readonly PlainRecord[]> {
  const keys: PlainRecord[] = [];
  for (const key of state.blocks("key")) {
    const value = await readKey(client, state, key.text("path"), signal);
    keys.push({ ...key.record, value: value ?? key.string("default") ?? "" });
  }
  return keys;
}

async function readKey(
  client: ConsulClient,
  of: Fields,
  path: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  return (await client.raw("kv.read", { of, rest: path, query: { raw: "" }, signal }))?.text();
}

function varOf(keys: readonly PlainRecord[]): PlainRecord {
  const named = keys.filter((key) => typeof key.name === "string" && key.name !== "");
  return Object.fromEntries(named.map((key) => [String(key.name), key.value ?? ""]));
}

/** Data `consul_keys`: reads keys into `var`. */
export const CONSUL_KEYS_DATA: DataDefinition<ConsulClient> = {
  block: block(
    {
      id: computed(STRING, { description: "What tells it from others." }),
      datacenter: optionalComputed(STRING, { description: "By default the provider's." }),
      token: optional(STRING, { sensitive: true, deprecated: true, description: "Use the provider's." }),
      var: computed(mapType(STRING), { description: "Values of the keys by their names." }),
    },
    {
      key: blockSet(
        block({
          path: required(STRING, { description: "The key." }),
          name: required(STRING, { description: "Under which `var` has the value." }),
          default: optional(STRING, { description: "Where there is no such key." }),
        }),
      ),
    },
  ),
  async read(config, { client, signal }) {
    const keys = await readKeys(client, config, signal);
    return { id: "-", datacenter: client.datacenterOf(config) ?? null, var: varOf(keys) };
  },
};

/** `consul_key_prefix`: everything below a prefix; what is not in the configuration is removed. */
export const CONSUL_KEY_PREFIX: ResourceDefinition<ConsulClient> = {
  identity: {
    attributes: { path_prefix: { requiredForImport: true } },
    importId: (identity) => identity.text("path_prefix"),
  },
  block: block(
    {
      id: computed(STRING, { description: "The prefix." }),
      path_prefix: required(STRING, {
        ...FORCE,
        description: "The beginning of all its keys. What lies below and is not written here is removed.",
      }),
      subkeys: optional(mapType(STRING), { description: "Values by what stands behind the prefix." }),
      datacenter: optionalComputed(STRING, { ...FORCE, description: "By default the provider's." }),
      token: optional(STRING, { sensitive: true, deprecated: true, description: "Use the provider's." }),
    },
    {
      subkey: blockSet(
        block({
          path: required(STRING, { description: "Behind the prefix." }),
          value: required(STRING, { description: "What the key holds." }),
          flags: optional(NUMBER, { default: 0, description: "A number beside the value, of 64 bits." }),
        }),
      ),
    },
  ),

  async create(planned, { client, signal }) {
    await writePrefix(client, planned, signal);
    return { id: planned.text("path_prefix"), datacenter: client.datacenterOf(planned) ?? null };
  },

  async update(planned, _, { client, signal }) {
    await writePrefix(client, planned, signal);
    return {};
  },

  async read(state, { client, signal }) {
    const found = await readPrefix(client, state, signal);
    if (found.size === 0) return undefined;
    const blocks = new Set(state.blocks("subkey").map((key) => key.text("path")));
    const subkeys = [...found]
      .filter(([path]) => !blocks.has(path))
      .map(([path, { value }]) => [path, value] as const);
    const subkey = [...found]
      .filter(([path]) => blocks.has(path))
      .map(([path, { value, flags }]) => ({ path, value, flags: String(flags) }));
    return {
      subkeys: subkeys.length === 0 && state.plain("subkeys") === null ? null : Object.fromEntries(subkeys),
      subkey,
    };
  },

  watch(state, { client, signal, hint }) {
    const keys = { route: "kv.read", rest: state.text("path_prefix"), query: { recurse: "" } } as const;
    return client.follow([keys], { of: state, signal, hint });
  },

  async delete(state, { client, signal }) {
    const query = { recurse: "" };
    await client.raw("kv.delete", { of: state, rest: state.text("path_prefix"), query, signal });
  },

  list: KEY_PREFIX_LIST,

  async import(id, { client, signal }) {
    const state = new Fields({ path_prefix: id });
    const found = await readPrefix(client, state, signal);
    const subkeys = Object.fromEntries([...found].map(([path, { value }]) => [path, value]));
    return { id, path_prefix: id, subkeys };
  },
};

interface StoredKey {
  readonly value: string;
  /** Of 64 bits. */
  readonly flags: bigint;
}

async function readPrefix(
  client: ConsulClient,
  state: Fields,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, StoredKey>> {
  const prefix = state.text("path_prefix");
  const list = await client.list("kv.read", { of: state, rest: prefix, query: { recurse: "" }, signal });
  const out = new Map<string, StoredKey>();
  for (const entry of list) {
    const key = new Fields(entry);
    const value = new TextDecoder().decode(
      Uint8Array.from(atob(key.string("Value") ?? ""), (character) => character.charCodeAt(0)),
    );
    out.set(key.text("Key").slice(prefix.length), { value, flags: key.whole("Flags") ?? 0n });
  }
  return out;
}

async function writePrefix(client: ConsulClient, planned: Fields, signal: AbortSignal): Promise<void> {
  const prefix = planned.text("path_prefix");
  const wanted = new Map<string, StoredKey>();
  for (const [path, value] of planned.map("subkeys")) wanted.set(path, { value, flags: 0n });
  for (const key of planned.blocks("subkey")) {
    wanted.set(key.text("path"), { value: key.text("value"), flags: key.whole("flags") ?? 0n });
  }
  for (const path of (await readPrefix(client, planned, signal)).keys()) {
    if (!wanted.has(path)) await client.raw("kv.delete", { of: planned, rest: prefix + path, signal });
  }
  for (const [path, { value, flags }] of wanted) {
    const query = { flags: String(flags) };
    await client.raw("kv.write", { of: planned, rest: prefix + path, query, body: value, signal });
  }
}
