import { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import { createRealRuntime } from "@tutti/runtime";
import { createMemoryStore } from "@tutti/store";
import { loadMsgpackTrees } from "@tutti/values";
import { describe, expect, test } from "vitest";
import { type ArchiveFile, consulArchive, consulArchiveOf, sumsOf } from "../../testkit/consul-archive.ts";
import { ServerState } from "../server-state.ts";
import { inspectSnapshot, unpackSnapshot } from "../snapshot/format.ts";
import { Refusal } from "../state/refusal.ts";
import { writeArchive } from "./archive-writer.ts";
import { freezeState } from "./frozen-state.ts";
import { writeRecords } from "./write-records.ts";

/** Taken of Consul 1.9.8 with something of each kind in it. */
const REAL = readFileSync(new URL("../../testdata/consul-1.9.8.snap", import.meta.url));

const runtime = createRealRuntime();
const msgpack = await loadMsgpackTrees();

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function* byBytes(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function restored(snapshot: AsyncIterable<Uint8Array>) {
  const state = new ServerState(createMemoryStore(), runtime.clock);
  const unpacked = await unpackSnapshot(snapshot, state);
  if (unpacked instanceof Refusal) throw new Error(unpacked.text);
  expect(await state.restore(unpacked.entries)).toMatchObject({ kind: "committed" });
  return { state, leftOut: unpacked.leftOut, rows: await rowsOf(state) };
}

async function rowsOf(state: ServerState): Promise<readonly string[]> {
  const rows: string[] = [];
  for await (const { key, value, createRevision, modifyRevision } of state.store.entries())
    rows.push(`${key} ${createRevision} ${modifyRevision} ${Buffer.from(value).toString("latin1")}`);
  return rows;
}

async function saved(state: ServerState): Promise<Buffer> {
  const frozen = freezeState(state);
  const origin = { nodeId: "n", address: "127.0.0.1:8300", index: frozen.revision, nowMs: 1_700_000_000_000 };
  const pieces: Buffer[] = [];
  const state_ = () => writeRecords(frozen, msgpack);
  for await (const piece of writeArchive(origin, state_, async () => {})) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** The state of the real archive: of a tar, whose first file is small. */
async function realState(): Promise<Buffer> {
  const tar = gunzipSync(REAL);
  const at = tar.indexOf("state.bin");
  const size = Number.parseInt(tar.toString("latin1", at + 124, at + 135), 8);
  return tar.subarray(at + 512, at + 512 + size);
}

describe("a snapshot of a real server", () => {
  test("is restored, row for row", async () => {
    const { rows, leftOut } = await restored(once(REAL));
    const shown = rows.map((row) => (row.length > 2_000 ? `${row.slice(0, 60)}… (${row.length})` : row));
    await expect(shown.map((row) => `${JSON.stringify(row)}\n`).join("")).toMatchFileSnapshot(
      "../../testdata/consul-1.9.8.rows.txt",
    );
    expect(leftOut).toEqual([]);
  });

  test("is read alike however its bytes come", async () => {
    const { rows } = await restored(once(REAL));
    for (const size of [1, 7, 4_096]) expect((await restored(byBytes(REAL, size))).rows).toEqual(rows);
  });

  test("comes back from our own as it was, row for row", async () => {
    const { state, rows } = await restored(once(REAL));
    const again = await restored(once(await saved(state)));
    // Consul keeps no indexes with coordinates, and shows none.
    const shown = (all: readonly string[]) => all.map((row) => row.replace(/^(coordinate\S+) \d+ \d+/, "$1"));
    expect(shown(again.rows)).toEqual(shown(rows));
    expect(again.leftOut).toEqual([]);
  });

  test("is counted, kind for kind", async () => {
    expect(await inspectSnapshot(once(REAL))).toMatchObject({
      kind: "consul",
      meta: { ID: "2-81-1796068651306", Index: 81, Term: 2, Version: 1, Size: 86_491 },
      records: expect.arrayContaining([
        { name: "KVS", count: 6, bytes: 70_480 },
        { name: "Register", count: 11, bytes: 5_079 },
      ]),
    });
  });
});

describe("an archive that is refused:", () => {
  const files = async (): Promise<readonly ArchiveFile[]> => [
    ["meta.json", "{}"],
    ["state.bin", await realState()],
  ];
  const torn = "failed reading snapshot: unexpected EOF";
  const integrity = "failed checking integrity of snapshot: ";
  const archives: readonly (readonly [string, () => Promise<Uint8Array>, string])[] = [
    [
      "a byte of its state is another one",
      async () => {
        const all = await files();
        const [meta, [name, state] = ["", ""]] = all;
        const changed = Buffer.from(state);
        changed[99] = (changed[99] ?? 0) ^ 1;
        return consulArchive([...(meta === undefined ? [] : [meta]), [name, changed], sumsOf(all)]);
      },
      `${integrity}hash check failed for "state.bin"`,
    ],
    ["no digests", async () => consulArchive(await files()), `${integrity}file missing for "meta.json"`],
    [
      "a digest of more than there is",
      async () => consulArchive([...(await files()), sumsOf([...(await files()), ["more", ""]])]),
      `${integrity}list missing hash for "more"`,
    ],
    [
      "digests that are none",
      async () => consulArchive([...(await files()), ["SHA256SUMS", "zz  meta.json\n"]]),
      `${integrity}the line "zz  meta.json" is no digest of a file`,
    ],
    [
      "a file of its own",
      async () => consulArchive([...(await files()), ["more", "x"]]),
      'unexpected file "more" in snapshot',
    ],
    [
      "it says of itself what is no JSON",
      async () => consulArchive([["meta.json", "{nonsense"]]),
      "failed to decode snapshot metadata: invalid character 'n' looking for beginning of object key string",
    ],
    [
      "it says of itself more than is read",
      async () => consulArchive([["meta.json", "x".repeat((1 << 20) + 1)]]),
      `meta.json is larger than ${1 << 20} bytes`,
    ],
    ["a text", async () => gzipSync("hello"), torn],
    ["half of a tar", async () => gzipSync(gunzipSync(REAL).subarray(0, 5_000)), torn],
    [
      "no tar",
      async () => gzipSync("x".repeat(5_000)),
      "failed reading snapshot: archive/tar: invalid tar header",
    ],
    ["nothing", async () => gzipSync(""), `${integrity}file missing for "meta.json"`],
  ];
  test.each(archives)("%s", async (_what, make, why) => {
    const refusal = { status: 500, text: `failed to read snapshot file: ${why}` };
    const state = new ServerState(createMemoryStore(), runtime.clock);
    expect(await unpackSnapshot(once(await make()), state)).toMatchObject(refusal);
    expect(await inspectSnapshot(once(await make()))).toMatchObject(refusal);
  });

  const record = (type: number, tree: unknown): Buffer =>
    Buffer.concat([msgpack.encode({ LastIndex: 9 }), Uint8Array.of(type), msgpack.encode(tree)]);
  const states: readonly (readonly [string, () => Promise<Uint8Array>, string])[] = [
    ["its state ends within a record", async () => (await realState()).subarray(0, -9), "it ends too early"],
    ["its state is nothing", async () => Buffer.alloc(0), "it ends too early"],
    [
      "a record begins as none does",
      async () => Buffer.from("81a94c617374496e6465780902c1", "hex"),
      "what it holds is damaged",
    ],
    [
      "a type is no byte",
      async () => Buffer.from("81a94c617374496e64657809ff80", "hex"),
      "what it holds is damaged",
    ],
    ["its header is none", async () => Buffer.from("c0", "hex"), "it has no header"],
    [
      "an index is none",
      async () => record(2, { Key: "a", CreateIndex: -1 }),
      "a record of the type KVS: an index is none",
    ],
    ["a key is a list", async () => record(2, []), "a record of the type KVS: it has no fields"],
    [
      "a key's name is a number",
      async () => record(2, { Key: 1 }),
      "a record of the type KVS: a field is no string",
    ],
    [
      "a config entry is cut off",
      async () => record(22, Uint8Array.of(0xa2)),
      "a record of the type ConfigEntry: a config entry is cut off",
    ],
    [
      "a coordinate has no place",
      async () => record(6, [{ Node: "n", Coord: { Vec: null } }]),
      "a record of the type CoordinateBatchUpdate: a coordinate has no place",
    ],
  ];
  test.each(states)("%s", async (_what, make, why) => {
    const state = new ServerState(createMemoryStore(), runtime.clock);
    const snapshot = await consulArchiveOf(await make());
    expect(await unpackSnapshot(once(snapshot), state)).toMatchObject({
      status: 500,
      text: `failed to restore snapshot: ${why}`,
    });
  });

  test("a record is larger than what is taken", async () => {
    const state = new ServerState(createMemoryStore(), runtime.clock);
    const snapshot = await consulArchiveOf(record(2, { Key: "a", Value: Buffer.alloc(5_000) }));
    expect(await unpackSnapshot(once(snapshot), state, { entryBytesMax: 5_000 })).toMatchObject({
      text: "failed to restore snapshot: one entry is larger than 5000 bytes",
    });
    expect(await unpackSnapshot(once(snapshot), state, { bytesMax: 5_000 })).toMatchObject({
      text: "failed to restore snapshot: it is larger than 5000 bytes",
    });
  });
});

describe("what has no place here is named, and the rest restored:", () => {
  const intention = (SourceName: string, at: number) => ({
    ID: `id-${SourceName}`,
    SourceName,
    DestinationName: "db",
    Action: "allow",
    Precedence: 9,
    CreateIndex: at,
    ModifyIndex: at + 1,
  });
  const entry = (kind: string, fields: object): Buffer =>
    Buffer.concat([msgpack.encode(kind), msgpack.encode({ Entry: fields })]);
  const cases: readonly (readonly [string, readonly (readonly [number, unknown])[], readonly string[]])[] = [
    ["a type that came later", [[35, {}]], ["records of the type PeeringWrite"]],
    [
      "a type of nobody",
      [
        [99, {}],
        [99, 1],
      ],
      ["records of the type Unknown(99)"],
    ],
    ["half of a write", [[29, { ChunkMap: { 7: [] } }]], ["writes of which only a part had come"]],
    [
      "gateways of other datacenters",
      [[30, { State: { MeshGateways: [{}] } }]],
      ["the mesh gateways of a federation of datacenters"],
    ],
    ["nodes of peers", [[0, { Node: "n", PeerName: "p" }]], ["what was imported from peers of the cluster"]],
    ["a kind that came later", [[22, entry("mesh", { Kind: "mesh" })]], ["config entries of the kind mesh"]],
    [
      "a field that came later, and says something",
      [[22, entry("service-defaults", { Name: "web", MaxInboundConnections: 7 })]],
      [
        'the config entry service-defaults/web (1 error occurred: \t* invalid config key "MaxInboundConnections"  )',
      ],
    ],
    [
      "an authority of another provider",
      [
        [13, { ID: "r", Active: true, RootCert: "PEM" }],
        [15, { ClusterID: "c", Provider: "vault" }],
      ],
      ['the certificate authority of the provider "vault"'],
    ],
    [
      "an authority without its key",
      [
        [13, { ID: "r", Active: true, RootCert: "PEM" }],
        [15, { ClusterID: "c", Provider: "consul" }],
      ],
      ["the certificate authority, whose key is not there"],
    ],
  ];
  test.each(cases)("%s", async (_what, records, leftOut) => {
    const state = Buffer.concat([
      msgpack.encode({ LastIndex: 9 }),
      ...records.flatMap(([type, tree]) => [Uint8Array.of(type), msgpack.encode(tree)]),
      Uint8Array.of(2),
      msgpack.encode({ Key: "kept", Value: "1", CreateIndex: 3, ModifyIndex: 4 }),
    ]);
    const found = await restored(once(await consulArchiveOf(state)));
    expect(found.leftOut).toEqual(leftOut);
    expect(found.rows).toContainEqual(expect.stringMatching(/^kv\/kept 3 4 /));
  });

  test("tokens of before policies are kept with their rules", async () => {
    const [ID, Rules] = ["s-1", 'key "" { policy = "read" }'];
    const state = Buffer.concat([
      msgpack.encode({ LastIndex: 9 }),
      Uint8Array.of(4),
      msgpack.encode({ ID, Name: "old", Type: "client", Rules, CreateIndex: 3, ModifyIndex: 4 }),
    ]);
    const { acl } = (await restored(once(await consulArchiveOf(state)))).state;
    expect(acl.tokenBySecret(ID)).toMatchObject({
      createIndex: 3,
      value: {
        AccessorID: expect.stringMatching(/^[-0-9a-f]{36}$/),
        Description: "old",
        Type: "client",
        Rules,
      },
    });
  });

  test("a field that came later and says nothing is passed over", async () => {
    const fields = {
      Kind: "service-defaults",
      Name: "web",
      Mode: "",
      UpstreamConfig: null,
      TransparentProxy: { Port: 0 },
    };
    const state = Buffer.concat([
      msgpack.encode({ LastIndex: 9 }),
      Uint8Array.of(22),
      msgpack.encode(entry("service-defaults", fields)),
    ]);
    const found = await restored(once(await consulArchiveOf(state)));
    expect(found.leftOut).toEqual([]);
    expect(found.state.configEntries.get("service-defaults", "web")?.value).toMatchObject({ Name: "web" });
  });

  test("intentions of before 1.9 become the sources of their destination's entry", async () => {
    const state = Buffer.concat([
      msgpack.encode({ LastIndex: 9 }),
      ...[intention("web", 5), intention("api", 3)].flatMap((one) => [
        Uint8Array.of(12),
        msgpack.encode(one),
      ]),
    ]);
    const found = await restored(once(await consulArchiveOf(state)));
    const row = found.state.configEntries.get("service-intentions", "db");
    expect(row).toMatchObject({ createIndex: 3, modifyIndex: 6 });
    expect(row?.value["Sources"]).toMatchObject([
      { Name: "web", Action: "allow", Precedence: 9, LegacyID: "id-web" },
      { Name: "api", Action: "allow", Precedence: 9, LegacyID: "id-api" },
    ]);
  });
});
