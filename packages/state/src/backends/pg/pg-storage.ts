import { createHash } from "node:crypto";
import type { Runtime } from "@tutti/runtime";
import { StorageError } from "../../storage/remote-problem.ts";
import type {
  StateSlot,
  StateStorage,
  StoredBytes,
  WriteCondition,
  WriteResult,
} from "../../storage/state-storage.ts";
import type { ConnectionSettings } from "./connection-settings.ts";
import { connectPg, type PgConnection } from "./pg-connection.ts";
import { PgLocking } from "./pg-lock.ts";
import { type PgTables, prepareTables, statesTable } from "./pg-tables.ts";

/** Where states lie in PostgreSQL. */
export interface PgPlaces {
  readonly connection: ConnectionSettings;
  readonly tables: PgTables;
}

/** States as rows of a table, laid out and locked as Terraform does. */
export function createPgStorage(runtime: Runtime, { connection, tables }: PgPlaces): StateStorage {
  const { host, port, database } = connection;
  const server = host.startsWith("/")
    ? `postgres:///${database}?host=${host}`
    : `postgres://${host}:${port}/${database}`;
  const place = `${server} ${tables.schema}.states`;
  const table = statesTable(tables);
  let isPrepared = false;

  async function open(name: string): Promise<PgConnection> {
    const opened = await connectPg(runtime, connection, name, place);
    try {
      if (!isPrepared) await prepareTables(opened, tables);
      isPrepared = true;
      return opened;
    } catch (error) {
      await opened.close();
      throw error;
    }
  }

  /** In a session of its own: one that is kept would keep the program from ending. */
  async function within<T>(work: (session: PgConnection) => Promise<T>): Promise<T> {
    const session = await open("tutti");
    try {
      return await work(session);
    } finally {
      await session.close();
    }
  }

  return {
    type: "pg",
    workspaces: {
      list: () =>
        within(async (session) => {
          const rows = await session.query(`SELECT name FROM ${table} WHERE name <> 'default' ORDER BY name`);
          return rows.flatMap(({ name }) => (name === null || name === undefined ? [] : [name]));
        }),
      remove: (workspace) =>
        within(
          async (session) => void (await session.query(`DELETE FROM ${table} WHERE name = $1`, [workspace])),
        ),
    },
    open: (workspace) => new PgSlot({ open, within, table, workspace }, `${place} ${workspace}`),
  };
}

interface Database {
  readonly table: string;
  readonly workspace: string;
  open(name: string): Promise<PgConnection>;
  within<T>(work: (session: PgConnection) => Promise<T>): Promise<T>;
}

class PgSlot implements StateSlot {
  readonly #database: Database;
  readonly place: string;
  readonly locking: PgLocking;
  /** The number of the row, known when it was locked. */
  readonly lockPath = "";

  constructor(database: Database, place: string) {
    this.#database = database;
    this.place = place;
    this.locking = new PgLocking(database);
  }

  async read(): Promise<StoredBytes | undefined> {
    const { table, workspace } = this.#database;
    const [row] = await this.#session((session) =>
      session.query(`SELECT data FROM ${table} WHERE name = $1`, [workspace]),
    );
    if (row === undefined || row.data === null || row.data === undefined || row.data === "") return undefined;
    const bytes = new TextEncoder().encode(row.data);
    return { bytes, version: digest(bytes) };
  }

  async write(bytes: Uint8Array, { found, lock }: WriteCondition): Promise<WriteResult> {
    const { held } = this.locking;
    const text = decodeText(bytes, this.place);
    const work = (session: PgConnection): Promise<WriteResult> => this.#store(session, text, bytes, found);
    if (lock === undefined || held === undefined) return this.#database.within(work);
    // The lock lives in this session: where that is gone, so is the lock, and nothing can be written.
    if (!held.connection.isOpen) return { kind: "lock-lost" };
    return work(held.connection);
  }

  async #store(
    session: PgConnection,
    text: string,
    bytes: Uint8Array,
    found: WriteCondition["found"],
  ): Promise<WriteResult> {
    const { table, workspace } = this.#database;
    await session.query("BEGIN");
    try {
      const [row] = await session.query(
        `SELECT encode(sha256(convert_to(data, 'UTF8')), 'hex') AS version, data = '' AS empty FROM ${table} WHERE name = $1 FOR UPDATE`,
        [workspace],
      );
      const version =
        row === undefined || row.version === null || row.empty === "t" ? undefined : row.version;
      const { made } = this.locking;
      const isOurs = found === undefined && made !== undefined && digest(made) === version;
      const isAsFound = found === "any" || isOurs || found?.version === version;
      const stored = isAsFound && (await this.#put(session, text, row !== undefined || found === "any"));
      await session.query(stored ? "COMMIT" : "ROLLBACK");
      return stored ? { kind: "written", version: digest(bytes) } : { kind: "changed" };
    } catch (error) {
      if (session.isOpen) await session.query("ROLLBACK").catch(() => {});
      throw error;
    }
  }

  /** False where another made the row at the same moment. */
  async #put(session: PgConnection, text: string, over: boolean): Promise<boolean> {
    const { table, workspace } = this.#database;
    const conflict = over ? "DO UPDATE SET data = $2" : "DO NOTHING";
    const rows = await session.query(
      `INSERT INTO ${table} (name, data) VALUES ($1, $2) ON CONFLICT (name) ${conflict} RETURNING name`,
      [workspace, text],
    );
    return rows.length > 0;
  }

  #session<T>(work: (session: PgConnection) => Promise<T>): Promise<T> {
    const connection = this.locking.held?.connection;
    return connection?.isOpen === true ? work(connection) : this.#database.within(work);
  }
}

/** The column is text. */
function decodeText(bytes: Uint8Array, place: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new StorageError(place, "what is to be stored is no text, and the column takes nothing else", {
      cause: error,
    });
  }
}

function digest(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
