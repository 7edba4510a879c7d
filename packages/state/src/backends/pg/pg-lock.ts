import type { LockInfo } from "../../lock-info.ts";
import type { SlotLock, SlotLocking, TakenLock } from "../../storage/state-storage.ts";
import type { PgConnection } from "./pg-connection.ts";

/** How the lock reaches the database. */
export interface PgSessions {
  /** A session of its own, with this name in it, and all tables there. */
  open(name: string): Promise<PgConnection>;
  /** As it stands in SQL. */
  readonly table: string;
  readonly workspace: string;
}

/** A lock of the session that holds it: it ends with the connection. */
export interface PgLock extends SlotLock {
  readonly connection: PgConnection;
}

/** What is locked while there is no row whose number could be. */
const CREATION = "-1";
/** PostgreSQL keeps as many letters of a session's name. */
const NAME_MAX = 63;

/** A number that another has locked. */
interface Held {
  readonly heldKey: string;
  readonly words: string;
}

/** Terraform's locks: advisory ones on the number of the state's row. Who holds one is read off the session's name. */
export class PgLocking implements SlotLocking {
  readonly #sessions: PgSessions;
  /** The last one taken: what is written, is written in its session. */
  held: PgLock | undefined;
  /** What was put there to have something to lock: who read nothing before may write over it. */
  made: Uint8Array | undefined;

  constructor(sessions: PgSessions) {
    this.#sessions = sessions;
  }

  async take(info: LockInfo, placeholder: () => Promise<Uint8Array>): Promise<TakenLock> {
    const connection = await this.#sessions.open(`tutti ${info.id} ${info.operation}`.slice(0, NAME_MAX));
    try {
      const key = (await this.#lock(connection)) ?? (await this.#lockNew(connection, placeholder));
      if (typeof key === "string") {
        this.held = hold(connection, info.id, key);
        return { kind: "taken", info: { ...info, path: key }, lock: this.held };
      }
      const holder = await this.#holder(connection, key.heldKey);
      await connection.close();
      return { kind: "held", words: key.words, info: holder };
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  /** The number that was locked, or which one another holds; undefined where there is no row. */
  async #lock(connection: PgConnection): Promise<string | Held | undefined> {
    const { table, workspace } = this.#sessions;
    const [row] = await connection.query(
      `SELECT id::text AS id, pg_try_advisory_lock(id)::text AS locked, pg_try_advisory_lock(${CREATION})::text AS free FROM ${table} WHERE name = $1`,
      [workspace],
    );
    if (row === undefined) return undefined;
    const key = row.id ?? "";
    if (row.locked !== "true") return { heldKey: key, words: `Workspace is already locked: ${workspace}` };
    if (row.free !== "true")
      return {
        heldKey: CREATION,
        words: `Cannot lock workspace; already locked for workspace creation: ${workspace}`,
      };
    await connection.query(`SELECT pg_advisory_unlock(${CREATION})`);
    return key;
  }

  /** Makes the row first, so that others are kept from making rows for a moment only. */
  async #lockNew(connection: PgConnection, placeholder: () => Promise<Uint8Array>): Promise<string | Held> {
    const { table, workspace } = this.#sessions;
    const [creation] = await connection.query(`SELECT pg_try_advisory_lock(${CREATION})::text AS locked`);
    const held: Held = { heldKey: CREATION, words: `Already locked for workspace creation: ${workspace}` };
    if (creation?.locked !== "true") return held;
    const bytes = await placeholder();
    await connection.query(
      `INSERT INTO ${table} (name, data) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING`,
      [workspace, new TextDecoder().decode(bytes)],
    );
    this.made = bytes;
    await connection.query(`SELECT pg_advisory_unlock(${CREATION})`);
    return (await this.#lock(connection)) ?? held;
  }

  async #holder(connection: PgConnection, key: string): Promise<LockInfo | undefined> {
    const [row] = await connection.query(HOLDER, [key]);
    if (row === undefined) return undefined;
    const [program = "", id = "", operation = ""] = (row.name ?? "").split(" ");
    return {
      id: program === "tutti" ? id : "",
      operation,
      info: `PostgreSQL process ${row.pid}`,
      who: `${row.who}@${row.address ?? "local"}`,
      version: "",
      created: row.since ?? "",
      path: key,
    };
  }

  /** A lock ends with its session, so the session is ended. */
  async force(id: string): Promise<"released" | { readonly refused: string }> {
    const connection = await this.#sessions.open("tutti");
    try {
      const ended = await connection.query(
        "SELECT pg_terminate_backend(pid)::text AS ended FROM pg_stat_activity WHERE split_part(application_name, ' ', 1) = 'tutti' AND split_part(application_name, ' ', 2) = $1 AND pid <> pg_backend_pid()",
        [id],
      );
      if (ended.length > 0) return "released";
      return {
        refused: `lock id ${JSON.stringify(id)} does not match existing lock. Locks in PostgreSQL end with the connection of their holder.`,
      };
    } finally {
      await connection.close();
    }
  }
}

const KEY = "((classid::bigint << 32) | objid::bigint)";
const HELD_BY = `FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND ${KEY} = $1::bigint`;
const HOLDER = `SELECT pid::text AS pid, usename AS who, host(client_addr) AS address, application_name AS name, to_char(backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS since FROM pg_stat_activity WHERE pid IN (SELECT pid ${HELD_BY})`;
const MINE = `SELECT 1 ${HELD_BY} AND pid = pg_backend_pid()`;

function hold(connection: PgConnection, id: string, key: string): PgLock {
  return {
    id,
    fence: undefined,
    connection,
    isHeld: async () => {
      if (!connection.isOpen) return false;
      return connection.query(MINE, [key]).then(
        (rows) => rows.length > 0,
        // What cuts the connection takes the lock.
        () => false,
      );
    },
    release: async () => {
      // The end of a session is seen a moment later; who waits for the lock is to have it at once.
      if (connection.isOpen)
        await connection.query("SELECT pg_advisory_unlock($1::bigint)", [key]).catch(() => []);
      await connection.close();
    },
  };
}
