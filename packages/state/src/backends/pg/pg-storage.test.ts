import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TLSSocket } from "node:tls";
import { createRealRuntime, type Listener } from "@tutti/runtime";
import { testCertificate } from "@tutti/runtime/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { backendContract } from "../../../testkit/backend-contract.ts";
import { findPostgres, type PostgresServer, startPostgres } from "../../../testkit/postgres-server.ts";
import { added, failure, READER, saved, stateOf } from "../../../testkit/stored-states.ts";
import { weakLineContract } from "../../../testkit/weak-line-contract.ts";
import type { Backend } from "../../backend.ts";
import { encodeState } from "../../format4-write.ts";
import { emptyState } from "../../state.ts";
import { UNSEALED } from "../../state-seal.ts";
import { createRemoteBackend } from "../../storage/remote-backend.ts";
import type { ConnectionSettings } from "./connection-settings.ts";
import { connectPg, type PgConnection } from "./pg-connection.ts";
import { createPgStorage } from "./pg-storage.ts";
import type { PgTables } from "./pg-tables.ts";

const missing = findPostgres() === undefined;
const runtime = createRealRuntime();
const folder = mkdtempSync(join(tmpdir(), "tutti-pg-test-"));
let server: PostgresServer;
let operator: PgConnection;
let count = 0;
/** To make a cluster takes two seconds; on a machine with much else to do it took more than a minute. */
const START_MS_MAX = 600_000;

describe.skipIf(missing)(`a PostgreSQL server${missing ? " (not installed)" : ""}`, () => {
  beforeAll(async () => {
    server = await startPostgres();
    operator = await connectPg(runtime, settings(), "operator", "test");
  }, START_MS_MAX);
  // Whatever of it was not reached is no second failure, and what was started ends.
  afterAll(async () => {
    await operator?.close();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function settings(more: Partial<ConnectionSettings> = {}): ConnectionSettings {
    return {
      host: server.host,
      port: 5432,
      user: server.user,
      password: server.password,
      passwordFile: "",
      database: "postgres",
      sslMode: "disable",
      sslRootCertificate: "",
      sslCertificate: "",
      sslKey: "",
      connectTimeoutSeconds: 0,
      ...more,
    };
  }

  function schema(): string {
    count += 1;
    return `states "${count}"`;
  }

  function open(
    name: string,
    more: Partial<ConnectionSettings> = {},
    tables: Partial<PgTables> = {},
  ): Backend {
    const all = { schema: name, createSchema: true, createTable: true, createIndex: true, ...tables };
    return createRemoteBackend(createPgStorage(runtime, { connection: settings(more), tables: all }), {
      runtime,
      reader: READER,
      seal: UNSEALED,
      directory: join(folder, String(count)),
    });
  }

  const loseSession = async (id: string): Promise<void> => {
    const ended = await operator.query(
      "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE application_name LIKE $1",
      [`tutti ${id}%`],
    );
    expect(ended).toHaveLength(1);
  };

  backendContract("pg", async () => {
    const name = schema();
    return {
      mine: open(name),
      theirs: open(name),
      run: (promise) => promise,
      loseLock: (_, { info }) => loseSession(info.id),
    };
  });

  weakLineContract(
    "pg",
    () => ({ socketPath: `${server.host}/.s.PGSQL.5432` }),
    (line) => {
      const name = schema();
      const weak = { host: "127.0.0.1", port: line.port };
      return { mine: open(name, weak), theirs: open(name, weak), asksAgain: false };
    },
  );

  test("lays schema, table, sequence and index out as Terraform does", async () => {
    const name = schema();
    const handle = open(name).open("default");
    const state = await saved(handle, added(await stateOf(handle), "x.a"));
    const quoted = `"${name.replaceAll('"', '""')}"`;
    const rows = await operator.query(`SELECT name, data FROM ${quoted}.states`);
    expect(rows).toEqual([{ name: "default", data: encodeState(state) }]);
    const columns = await operator.query(
      "SELECT column_name AS name, data_type AS type, column_default AS given FROM information_schema.columns WHERE table_schema = $1 ORDER BY ordinal_position",
      [name],
    );
    expect(columns).toEqual([
      { name: "id", type: "bigint", given: "nextval('global_states_id_seq'::regclass)" },
      { name: "name", type: "text", given: null },
      { name: "data", type: "text", given: null },
    ]);
    const indexes = await operator.query("SELECT indexname AS name FROM pg_indexes WHERE schemaname = $1", [
      name,
    ]);
    expect(indexes.map((row) => row.name).sort()).toEqual([
      "states_by_name",
      "states_name_key",
      "states_pkey",
    ]);
  });

  test("locks the row's number as Terraform does, and -1 while there is no row", async () => {
    const name = schema();
    const quoted = `"${name.replaceAll('"', '""')}"`;
    const locks = (): Promise<readonly unknown[]> =>
      operator.query("SELECT objid::bigint::text AS id FROM pg_locks WHERE locktype = 'advisory' ORDER BY 1");
    const handle = open(name).open("default");
    expect((await stateOf(handle)).serial).toBe(0);
    await operator.query("SELECT pg_advisory_lock(-1)");
    expect(await handle.lock({ operation: "init", timeoutMs: 0 })).toMatchObject({
      ok: false,
      message: expect.stringMatching(/^Already locked for workspace creation: default\n/),
    });
    await operator.query("SELECT pg_advisory_unlock(-1)");
    const lock = await handle.lock({ operation: "OperationTypeApply", timeoutMs: 0 });
    const [row] = await operator.query(`SELECT id::text AS id FROM ${quoted}.states`);
    expect(await locks()).toEqual([row]);
    expect(lock.ok && lock.lock.info.path).toBe(row?.id);
    // What was put there to be locked is no change of somebody else, and an empty state for Terraform.
    const [placeholder] = await operator.query(`SELECT data FROM ${quoted}.states`);
    expect(JSON.parse(placeholder?.data ?? "")).toMatchObject({ version: 4, serial: 0, resources: [] });
    await saved(handle, added(emptyState(""), "x.a"));
    if (lock.ok) await lock.lock.release();
    expect(await locks()).toEqual([]);
  });

  test("tells of a holder that is no Tutti what the server knows of it", async () => {
    const name = schema();
    const handle = open(name).open("default");
    await saved(handle, added(await stateOf(handle), "x.a"));
    const other = await connectPg(runtime, settings(), "terraform", "test");
    await other.query(`SELECT pg_advisory_lock(id) FROM "${name.replaceAll('"', '""')}".states`);
    const refused = await handle.lock({ operation: "plan", timeoutMs: 0 });
    expect(refused.ok ? "" : refused.message).toMatch(
      /^Workspace is already locked: default\nLock Info:\n {2}ID: +\n(.*\n)* {2}Who: +tutti@local\n(.*\n)* {2}Info: +PostgreSQL process \d+\n$/,
    );
    await other.close();
  });

  test("two who begin at the same moment make the tables once", async () => {
    const name = schema();
    const backends = Array.from({ length: 8 }, () => open(name));
    expect(await Promise.all(backends.map((backend) => failure(backend)))).toEqual(backends.map(() => ""));
  });

  test("needs no right to make what is there, and makes nothing that it was told to leave", async () => {
    const name = schema();
    expect(
      await failure(open(name, {}, { createSchema: false, createTable: false, createIndex: false })),
    ).toMatch(/relation ".*states" does not exist/);
    const handle = open(name).open("default");
    await saved(handle, added(await stateOf(handle), "x.a"));
    const quoted = `"${name.replaceAll('"', '""')}"`;
    await operator.query(`CREATE ROLE reader_${count} LOGIN PASSWORD 'r'`);
    await operator.query(`GRANT USAGE ON SCHEMA ${quoted} TO reader_${count}`);
    await operator.query(`GRANT SELECT ON ${quoted}.states TO reader_${count}`);
    const reader = open(name, { user: `reader_${count}`, password: "r" });
    expect(await failure(reader)).toBe("");
    const refused = await reader.open("default").overwrite(added(await stateOf(handle), "x.b"));
    expect(refused.ok ? "" : refused.problems[0]?.detail).toMatch(/permission denied for table states\.$/);
  });

  const refusals: readonly [string, Partial<ConnectionSettings>, RegExp][] = [
    ["a wrong password", { password: "secret" }, /password authentication failed for user "tutti"\.$/],
    ["no password", { password: "" }, /(empty password|password)/],
    ["a database that is not there", { database: "nowhere" }, /database "nowhere" does not exist\.$/],
    ["nobody who listens", { host: "127.0.0.1", port: 1 }, /nobody listens there \(connection refused\)/],
    ["a folder without a server", { host: "/nonexistent" }, /no such file or directory\.$/],
    [
      "a file that is no certificate",
      { sslMode: "verify-ca", sslRootCertificate: "/nonexistent.pem" },
      /nonexistent\.pem/,
    ],
    [
      "a server without TLS",
      { sslMode: "require" },
      /SSL is not enabled on the server; .* set sslmode=disable/,
    ],
  ];
  test.each(refusals)("tells of %s, without the password", async (_, more, words) => {
    const told = await failure(open(schema(), more));
    expect(told).toMatch(words);
    expect(told).toMatch(/^Error loading state: /);
    expect(told).not.toContain("secret");
    expect(told).not.toContain(server.password);
  });

  test("takes the password of the file, which nobody else may read", async () => {
    const passwordFile = join(folder, "passwords");
    const password = server.password.replace(/[\\:]/g, "\\$&");
    writeFileSync(passwordFile, `*:5432:*:${server.user}:${password}\n`, { mode: 0o600 });
    expect(await failure(open(schema(), { password: "", passwordFile }))).toBe("");
    chmodSync(passwordFile, 0o644);
    expect(await failure(open(schema(), { password: "", passwordFile }))).toMatch(/password/);
  });

  test("goes over TCP as well", async () => {
    const sockets = await forwarding();
    const name = schema();
    const handle = open(name, { host: "127.0.0.1", port: sockets.port }).open("default");
    const state = await saved(handle, added(await stateOf(handle), "x.a"));
    expect(encodeState(await stateOf(open(name).open("default")))).toBe(encodeState(state));
    expect(handle.place).toBe(`postgres://127.0.0.1:${sockets.port}/postgres ${name}.states default`);
    await sockets.close();
  });

  /** A port that leads to the server's socket. */
  function forwarding(): Promise<Listener> {
    return runtime.network.listen({ host: "127.0.0.1", port: 0 }, async (near) => {
      const far = await runtime.network.connect({ socketPath: `${server.host}/.s.PGSQL.5432` });
      const carry = async (from: typeof near, to: typeof near): Promise<void> => {
        try {
          for await (const piece of from.data) await to.write(piece);
        } finally {
          to.end();
        }
      };
      await Promise.allSettled([carry(near, far), carry(far, near)]);
    });
  }

  test("is encrypted, and checked as far as sslmode says", async () => {
    const secure = await testCertificate("localhost");
    const authority = join(folder, "ca.pem");
    writeFileSync(authority, secure.cert);
    const encrypted = await encrypting(secure);
    const name = schema();
    const ask = (more: Partial<ConnectionSettings>): Promise<string> =>
      failure(open(name, { host: "localhost", port: encrypted.port, ...more }));
    const sslRootCertificate = authority;
    expect(await ask({ sslMode: "require" })).toBe("");
    expect(await ask({ sslMode: "verify-full", sslRootCertificate })).toBe("");
    expect(await ask({ sslMode: "verify-ca", sslRootCertificate, host: "127.0.0.1" })).toBe("");
    expect(await ask({ sslMode: "verify-full", sslRootCertificate, host: "127.0.0.1" })).toMatch(/altnames/);
    expect(await ask({ sslMode: "verify-full" })).toMatch(/self-signed certificate/);
    expect(await ask({ sslMode: "verify-ca", host: "127.0.0.1" })).toMatch(/self-signed certificate/);
    await encrypted.close();
  });

  /** Before the server: takes the wish for TLS, and hands on in clear what it decrypts. */
  async function encrypting(secure: object): Promise<{ readonly port: number; close(): Promise<void> }> {
    const opened = new Set<Socket>();
    const listening = createServer((near) => {
      opened.add(near);
      near.on("error", () => {});
      near.once("data", () => {
        near.pause();
        near.write("S");
        const secured = new TLSSocket(near, { isServer: true, ...secure });
        const far = connect(`${server.host}/.s.PGSQL.5432`);
        for (const one of [secured, far]) one.on("error", () => near.destroy());
        secured.pipe(far).pipe(secured);
      });
    });
    await new Promise<void>((done) => listening.listen(0, "127.0.0.1", done));
    const address = listening.address();
    return {
      port: typeof address === "object" && address !== null ? address.port : 0,
      close: () =>
        new Promise((done) => {
          listening.close(() => done());
          for (const socket of opened) socket.destroy();
        }),
    };
  }

  test("a session that was cut writes nothing, and says so", async () => {
    const name = schema();
    const handle = open(name).open("default");
    const lock = await handle.lock({ operation: "OperationTypeApply", timeoutMs: 0 });
    const state = await stateOf(handle);
    await loseSession(lock.ok ? lock.lock.info.id : "");
    const late = await handle.save(added(state, "x.a"));
    expect(late.ok ? "" : late.problems[0]?.summary).toBe("State lock lost");
    expect((await open(name).open("default").read()).ok).toBe(true);
  });

  test("what another stored meanwhile is not written over", async () => {
    const name = schema();
    const [mine, theirs] = [open(name).open("default"), open(name).open("default")];
    const before = await stateOf(mine);
    const stored = await saved(theirs, added(await stateOf(theirs), "x.theirs"));
    const late = await mine.save(added(before, "x.mine"));
    expect(late.ok ? "" : late.problems[0]?.summary).toBe("State was changed meanwhile");
    expect(encodeState(await stateOf(theirs))).toBe(encodeState(stored));
  });

  test("what another is storing at this moment is waited for, and not written over", async () => {
    const name = schema();
    const quoted = `"${name.replaceAll('"', '""')}"`;
    const mine = open(name).open("default");
    const first = await saved(mine, added(await stateOf(mine), "x.a"));
    const theirs = await connectPg(runtime, settings(), "theirs", "test");
    await theirs.query("BEGIN");
    await theirs.query(`UPDATE ${quoted}.states SET data = $1`, [encodeState({ ...first, serial: 9 })]);
    const late = mine.save(added(first, "x.mine"));
    const isWaiting = async (): Promise<boolean> =>
      (
        await operator.query(
          "SELECT 1 FROM pg_stat_activity WHERE application_name = 'tutti' AND wait_event_type = 'Lock'",
        )
      ).length > 0;
    while (!(await isWaiting())) await operator.query("SELECT 1");
    await theirs.query("COMMIT");
    await theirs.close();
    const refused = await late;
    expect(refused.ok ? "" : refused.problems[0]?.summary).toBe("State was changed meanwhile");
    expect((await stateOf(mine)).serial).toBe(9);
  });

  test("locks no workspace while another is made, as Terraform does", async () => {
    const name = schema();
    const handle = open(name).open("default");
    await saved(handle, added(await stateOf(handle), "x.a"));
    await operator.query("SELECT pg_advisory_lock(-1)");
    const refused = await handle.lock({ operation: "plan", timeoutMs: 0 });
    expect(refused.ok ? "" : refused.message).toMatch(
      /^Cannot lock workspace; already locked for workspace creation: default\n/,
    );
    await operator.query("SELECT pg_advisory_unlock(-1)");
    const lock = await handle.lock({ operation: "plan", timeoutMs: 0 });
    expect(lock.ok).toBe(true);
    if (lock.ok) await lock.lock.release();
  });

  test("force-unlock ends the session of a holder that hangs", async () => {
    const name = schema();
    const hanging = open(name).open("default");
    const lock = await hanging.lock({ operation: "plan", timeoutMs: 0 });
    expect(
      (
        await open(name)
          .open("default")
          .breakLock(lock.ok ? lock.lock.info.id : "")
      ).ok,
    ).toBe(true);
    const next = await open(name).open("default").lock({ operation: "plan", timeoutMs: 60_000 });
    expect(next.ok).toBe(true);
    if (next.ok) await next.lock.release();
    if (lock.ok) await lock.lock.release();
  });
});
