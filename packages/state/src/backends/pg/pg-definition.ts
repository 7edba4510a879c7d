import { BOOL, STRING } from "@tutti/values";
import type { BackendArgument, BackendDefinition, BackendProblem } from "../../backend.ts";
import { BackendValues } from "../../backend-values.ts";
import { stateError } from "../../errors.ts";
import { UNSEALED } from "../../state-seal.ts";
import { createRemoteBackend } from "../../storage/remote-backend.ts";
import { createUnavailableBackend } from "../unavailable-backend.ts";
import { connectionSettings } from "./connection-settings.ts";
import { createPgStorage } from "./pg-storage.ts";

const SKIP = "Whether it is left to somebody else to make the";

const ARGUMENTS: readonly BackendArgument[] = [
  {
    name: "conn_str",
    type: STRING,
    environment: ["PG_CONN_STR"],
    sensitive: true,
    description:
      "`postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=…`, or pairs; PG* variables say what it leaves out.",
  },
  {
    name: "schema_name",
    type: STRING,
    environment: ["PG_SCHEMA_NAME"],
    fallback: "terraform_remote_state",
    description: "The schema in which the table lies.",
  },
  {
    name: "skip_schema_creation",
    type: BOOL,
    environment: ["PG_SKIP_SCHEMA_CREATION"],
    fallback: false,
    description: `${SKIP} schema.`,
  },
  {
    name: "skip_table_creation",
    type: BOOL,
    environment: ["PG_SKIP_TABLE_CREATION"],
    fallback: false,
    description: `${SKIP} table.`,
  },
  {
    name: "skip_index_creation",
    type: BOOL,
    environment: ["PG_SKIP_INDEX_CREATION"],
    fallback: false,
    description: `${SKIP} index.`,
  },
];

const INVALID = stateError("invalid-backend-configuration");

/** `backend "pg"`: states in a PostgreSQL database. */
export const PG: BackendDefinition = {
  type: "pg",
  arguments: ARGUMENTS,
  takesFileFlags: false,
  validate(settings, variables): readonly BackendProblem[] {
    const values = new BackendValues(ARGUMENTS, settings, variables);
    const wrong = connectionSettings(values.text("conn_str") ?? "", variables, "");
    return typeof wrong === "string" ? [{ ...INVALID, detail: wrong, argument: "conn_str" }] : [];
  },
  create: ({ runtime, reader, seal = UNSEALED }, settings) => {
    const { variables, user } = runtime.environment;
    const values = new BackendValues(ARGUMENTS, settings, variables);
    const connection = connectionSettings(values.text("conn_str") ?? "", variables, user);
    if (typeof connection === "string") return createUnavailableBackend("pg", INVALID, connection);
    const tables = {
      schema: values.text("schema_name") ?? "",
      createSchema: !values.flag("skip_schema_creation"),
      createTable: !values.flag("skip_table_creation"),
      createIndex: !values.flag("skip_index_creation"),
    };
    return createRemoteBackend(createPgStorage(runtime, { connection, tables }), {
      runtime,
      reader,
      seal,
      directory: "",
    });
  },
};
