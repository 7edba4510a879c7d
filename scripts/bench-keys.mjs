// A million keys in an agent of its own: how long each request that touches all of
// them takes, and how long it keeps the loop from everybody else.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGzip } from "node:zlib";
import { startAgent } from "./bench-agent.mjs";

const ENTRIES_A_PIECE = 10_000;
const PREFIX = "m/";

/** Rows of the table: the longest turn of each request, for one engine ("memory" or "embedded"). */
export async function measureKeys(launcher, engine, count) {
  const folder = await mkdtemp(join(tmpdir(), "tutti-keys-"));
  const agent = await startAgent(launcher, engine === "embedded" ? folder : undefined);
  const rows = [];
  const row = async (what, method, path, body) => {
    await agent.told();
    const before = performance.now();
    const answer = await agent.ask(method, path, body);
    const seconds = (performance.now() - before) / 1000;
    const failed = answer.status === 200 ? undefined : `${answer.status} ${answer.head}`;
    rows.push({ what, seconds, bytes: answer.bytes, failed, ...(await agent.told()) });
  };
  const tree = [{ KV: { Verb: "get-tree", Key: PREFIX } }];
  try {
    const { packed } = await snapshotOf(count);
    await row("PUT /v1/snapshot", "PUT", "/v1/snapshot", packed);
    await row("PUT /v1/snapshot over as many", "PUT", "/v1/snapshot", packed);
    await row("GET /v1/kv/m/?recurse", "GET", `/v1/kv/${PREFIX}?recurse`);
    await row("GET /v1/kv/m/?keys", "GET", `/v1/kv/${PREFIX}?keys`);
    await row("PUT /v1/txn with get-tree", "PUT", "/v1/txn", Buffer.from(JSON.stringify(tree)));
    await row("GET /v1/snapshot", "GET", "/v1/snapshot");
    await row("DELETE /v1/kv/m/?recurse", "DELETE", `/v1/kv/${PREFIX}?recurse`);
  } finally {
    await agent.stop();
    await rm(folder, { recursive: true, force: true });
  }
  return rows;
}

/** The same for services, each with a node and a check of its own, and for sessions; `count` of each. */
export async function measureRecords(launcher, count) {
  const agent = await startAgent(launcher, undefined);
  const rows = [];
  try {
    const { packed } = await snapshotOf(count, recordsOf);
    for (const what of ["PUT /v1/snapshot", "PUT /v1/snapshot over as many"]) {
      await agent.told();
      const before = performance.now();
      const { status, head, bytes } = await agent.ask("PUT", "/v1/snapshot", packed);
      // Timers are started behind the answer.
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      const seconds = (performance.now() - before) / 1000 - 2;
      rows.push({
        what,
        seconds,
        bytes,
        failed: status === 200 ? undefined : `${status} ${head}`,
        ...(await agent.told()),
      });
    }
  } finally {
    await agent.stop();
  }
  return rows;
}

/** The keys as a snapshot, so that nobody has to write a million requests. */
async function snapshotOf(count, entriesOf = entryOf) {
  const gzip = createGzip({ level: 1 });
  const pieces = [];
  gzip.on("data", (piece) => pieces.push(piece));
  const ended = new Promise((resolve) => gzip.on("end", resolve));
  gzip.write("tutti-snapshot 1\n");
  for (let from = 0; from < count; from += ENTRIES_A_PIECE) {
    const piece = [];
    for (let n = from; n < Math.min(count, from + ENTRIES_A_PIECE); n += 1) piece.push(entriesOf(n));
    if (!gzip.write(Buffer.concat(piece))) await new Promise((resolve) => gzip.once("drain", resolve));
  }
  gzip.end();
  await ended;
  return { packed: Buffer.concat(pieces) };
}

/** See packages/server/src/snapshot/format.ts and kv/records.ts. */
function entryOf(n) {
  const key = `kv/${PREFIX}${String(n).padStart(8, "0")}`;
  return packedEntry(n, key, Buffer.concat([Buffer.alloc(13), Buffer.from("value")]));
}

/** See the records of packages/server/src/catalog and session. */
function recordsOf(n) {
  const name = `m${String(n).padStart(8, "0")}`;
  const id = `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
  const records = {
    [`node/${name}`]: {
      ID: id,
      Node: name,
      Address: "10.0.0.1",
      Datacenter: "dc1",
      TaggedAddresses: {},
      Meta: {},
    },
    [`service/${name}/web`]: {
      ID: "web",
      Service: `web-${n % 1_000}`,
      Tags: [],
      Address: "",
      Meta: {},
      Port: 80,
      Weights: { Passing: 1, Warning: 1 },
      EnableTagOverride: false,
      Proxy: { MeshGateway: {}, Expose: {} },
      Connect: {},
      NodeName: name,
    },
    [`check/${name}/c`]: {
      Node: name,
      CheckID: "c",
      Name: "c",
      Status: "passing",
      Notes: "",
      Output: "",
      ServiceID: "web",
      ServiceName: `web-${n % 1_000}`,
      ServiceTags: [],
      Type: "ttl",
      Definition: {},
    },
    [`session/${id}`]: {
      ID: id,
      Name: "",
      Node: name,
      LockDelay: 15e9,
      Behavior: "release",
      TTL: "1h",
      NodeChecks: [],
      ServiceChecks: null,
    },
  };
  return Buffer.concat(
    Object.entries(records).map(([key, record]) => packedEntry(n, key, Buffer.from(JSON.stringify(record)))),
  );
}

function packedEntry(n, name, value) {
  const key = Buffer.from(name);
  const head = Buffer.alloc(32);
  for (const [index, number] of [key.length, value.length, n + 1, n + 1].entries())
    head.writeDoubleBE(number, index * 8);
  return Buffer.concat([head, key, value]);
}
