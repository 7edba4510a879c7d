import { type PgConnection, PgRefusal } from "./pg-connection.ts";

/** Where in a database states lie, and what of it is made where it is not there. */
export interface PgTables {
  readonly schema: string;
  readonly createSchema: boolean;
  readonly createTable: boolean;
  readonly createIndex: boolean;
}

/**
 * Two who make the same at once hinder each other, and the second finds it there. What the server says depends on where the
 * first one ended: the name in an index (23505), the schema (42P06), the table (42P07), or the type that a table brings (42710).
 */
const RACES = new Set(["23505", "42P06", "42P07", "42710", "40001", "XX000"]);
const TRIES_MAX = 5;

function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function statesTable({ schema }: PgTables): string {
  return `${quoteIdentifier(schema)}.states`;
}

/** Schema, sequence, table and index as Terraform makes them; what is there is left alone, so that it needs no right to make it. */
export async function prepareTables(connection: PgConnection, tables: PgTables): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await makeMissing(connection, tables);
      return;
    } catch (error) {
      if (!(error instanceof PgRefusal) || !RACES.has(error.state) || attempt === TRIES_MAX) throw error;
    }
  }
}

async function makeMissing(
  connection: PgConnection,
  { schema, createSchema, createTable, createIndex }: PgTables,
): Promise<void> {
  const quoted = quoteIdentifier(schema);
  if (createSchema) {
    const found = "SELECT 1 FROM information_schema.schemata WHERE schema_name = $1";
    if ((await connection.query(found, [schema])).length === 0)
      await connection.query(`CREATE SCHEMA IF NOT EXISTS ${quoted}`);
  }
  if (createTable && !(await isThere(connection, `${quoted}.states`))) {
    // The sequence stands in `public`: its numbers are locks, and those are one for the whole database.
    await connection.query("CREATE SEQUENCE IF NOT EXISTS public.global_states_id_seq AS bigint");
    await connection.query(
      `CREATE TABLE IF NOT EXISTS ${quoted}.states (id bigint NOT NULL DEFAULT nextval('public.global_states_id_seq') PRIMARY KEY, name text UNIQUE, data text)`,
    );
  }
  if (createIndex && !(await isThere(connection, `${quoted}.states_by_name`)))
    await connection.query(`CREATE UNIQUE INDEX IF NOT EXISTS states_by_name ON ${quoted}.states (name)`);
}

async function isThere(connection: PgConnection, name: string): Promise<boolean> {
  const [row] = await connection.query("SELECT to_regclass($1)::text AS name", [name]);
  return row?.name !== null && row?.name !== undefined;
}
