import { DatabaseError } from "pg";
import { describe, expect, test } from "vitest";
import { type PgConnection, PgRefusal } from "./pg-connection.ts";
import { type PgTables, prepareTables, statesTable } from "./pg-tables.ts";

const TABLES: PgTables = { schema: "s", createSchema: true, createTable: true, createIndex: true };

function refusal(state: string): PgRefusal {
  return new PgRefusal("here", Object.assign(new DatabaseError("refused", 0, "error"), { code: state }));
}

/** A database that has some of it, in which others make the rest at the same moment: what is made first is refused with each of `states`. */
function database(
  there: readonly string[],
  states: readonly string[] = [],
): PgConnection & { made: string[] } {
  const found = new Set(there);
  const left = [...states];
  const made: string[] = [];
  return {
    made,
    isOpen: true,
    close: async () => {},
    query: async (text, [name = ""] = []) => {
      if (text.startsWith("SELECT 1 FROM information_schema.schemata")) return found.has(name) ? [{}] : [];
      if (text.startsWith("SELECT to_regclass")) return [{ name: found.has(name) ? name : null }];
      const state = left.shift();
      if (state !== undefined) throw refusal(state);
      const [, thing = ""] = /^CREATE (?:UNIQUE )?([A-Z]+) IF NOT EXISTS/.exec(text) ?? [];
      made.push(thing);
      return [];
    },
  };
}

const ALL = ["SCHEMA", "SEQUENCE", "TABLE", "INDEX"];

describe("what states lie in", () => {
  test.each<[string, readonly string[], Partial<PgTables>, readonly string[]]>([
    ["nothing is there", [], {}, ALL],
    ["the schema is there", ["s"], {}, ["SEQUENCE", "TABLE", "INDEX"]],
    ["the table is there", ["s", '"s".states'], {}, ["INDEX"]],
    ["all is there", ["s", '"s".states', '"s".states_by_name'], {}, []],
    ["the schema shall not be made", [], { createSchema: false }, ["SEQUENCE", "TABLE", "INDEX"]],
    ["the table shall not be made", [], { createTable: false }, ["SCHEMA", "INDEX"]],
    ["the index shall not be made", [], { createIndex: false }, ["SCHEMA", "SEQUENCE", "TABLE"]],
  ])("is made as far as it is not there: %s", async (_, there, more, made) => {
    const connection = database(there);
    await prepareTables(connection, { ...TABLES, ...more });
    expect(connection.made).toEqual(made);
  });

  test.each(["23505", "42P06", "42P07", "42710", "40001", "XX000"])(
    "is looked at again where another made it at the same moment (%s)",
    async (state) => {
      const connection = database([], [state, state, state, state]);
      await prepareTables(connection, TABLES);
      expect(connection.made).toEqual(ALL);
    },
  );

  test.each<[string, readonly string[]]>([
    ["a refusal that is no race", ["42501"]],
    ["a race that does not end", ["42P07", "42P07", "42P07", "42P07", "42P07"]],
  ])("is refused with the server's words: %s", async (_, states) => {
    const connection = database([], states);
    await expect(prepareTables(connection, TABLES)).rejects.toMatchObject({ state: states[0] });
    expect(connection.made).toEqual([]);
  });

  test("is not tried again after what the server did not say", async () => {
    let asked = 0;
    const query = async (): Promise<never> => {
      asked += 1;
      throw new Error("cut");
    };
    await expect(prepareTables({ isOpen: false, close: async () => {}, query }, TABLES)).rejects.toThrow(
      "cut",
    );
    expect(asked).toBe(1);
  });

  test("has its name in quotes, those in it twice", () => {
    expect(statesTable({ ...TABLES, schema: 'a "b" c' })).toBe('"a ""b"" c".states');
  });
});
