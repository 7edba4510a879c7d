import { type ConnectTarget, type Runtime, RuntimeError } from "@tutti/runtime";
import { Client, type ClientConfig, DatabaseError } from "pg";
import { StorageError } from "../../storage/remote-problem.ts";
import type { ConnectionSettings } from "./connection-settings.ts";
import { passwordOfFile } from "./pass-file.ts";
import { RuntimeStream } from "./runtime-stream.ts";

/** One row of an answer: every column as text, or null. */
type Row = Readonly<Record<string, string | null>>;

/** A session with the server; whoever opened it closes it. */
export interface PgConnection {
  query(text: string, values?: readonly string[]): Promise<readonly Row[]>;
  /** False once it was cut, from either side. */
  readonly isOpen: boolean;
  close(): Promise<void>;
}

/** Logs in; `name` is shown to whoever looks who is connected. */
export async function connectPg(
  runtime: Runtime,
  settings: ConnectionSettings,
  name: string,
  place: string,
): Promise<PgConnection> {
  const client = new Client(await configOf(runtime, settings, name));
  let isOpen = true;
  // A connection that is cut between two questions is found by the next one.
  client.on("error", () => {
    isOpen = false;
  });
  client.on("end", () => {
    isOpen = false;
  });
  await client.connect().catch((error: unknown) => {
    throw pgProblem(error, place);
  });
  return {
    get isOpen() {
      return isOpen;
    },
    async query(text, values = []) {
      try {
        const { rows } = await client.query<Row>({ text, values: [...values] });
        return rows;
      } catch (error) {
        throw pgProblem(error, place);
      }
    },
    close: async () => {
      if (isOpen) await client.end().catch(() => {});
    },
  };
}

const AS_TEXT = { getTypeParser: () => (value: string) => value };

async function configOf(runtime: Runtime, settings: ConnectionSettings, name: string): Promise<ClientConfig> {
  const { network, disk } = runtime;
  const { host, port, user, database, sslMode, connectTimeoutSeconds } = settings;
  const password = settings.password || (await passwordOfFile(runtime, settings));
  const target: ConnectTarget = host.startsWith("/")
    ? { socketPath: `${host}/.s.PGSQL.${port}` }
    : { host, port };
  const read = async (path: string): Promise<string | undefined> =>
    path === "" ? undefined : disk.readText(path);
  const [ca, cert, key] = await Promise.all(
    [settings.sslRootCertificate, settings.sslCertificate, settings.sslKey].map(read),
  );
  const verified = sslMode === "verify-ca" || sslMode === "verify-full";
  return {
    stream: () => new RuntimeStream(network, target),
    host,
    port,
    user,
    // A function, so that the library looks for no file by itself.
    password: () => password,
    database,
    application_name: name,
    types: AS_TEXT,
    connectionTimeoutMillis: 1_000 * connectTimeoutSeconds,
    ssl:
      sslMode === "disable"
        ? false
        : {
            rejectUnauthorized: verified,
            ...(sslMode === "verify-ca" ? { checkServerIdentity: () => undefined } : {}),
            ...(ca === undefined ? {} : { ca }),
            ...(cert === undefined ? {} : { cert }),
            ...(key === undefined ? {} : { key }),
          },
  };
}

/** The library's failures as the world's. */
function pgProblem(error: unknown, place: string): RuntimeError {
  if (error instanceof DatabaseError) return new PgRefusal(place, error);
  if (error instanceof RuntimeError)
    return new RuntimeError(error.code, place, error.message, { cause: error });
  if (!(error instanceof Error)) return new StorageError(place, String(error));
  const words = WORDS.find(([pattern]) => pattern.test(error.message))?.[1] ?? error.message;
  return new StorageError(place, words, { cause: error });
}

const WORDS: readonly (readonly [RegExp, string])[] = [
  [
    /does not support SSL/,
    "SSL is not enabled on the server; where that is meant to be so, set sslmode=disable in conn_str or PGSSLMODE",
  ],
  [/timeout expired/, "no answer came in time (connect_timeout)"],
];

/** What the server itself refused; `state` is its code of five letters. */
export class PgRefusal extends StorageError {
  readonly state: string;
  constructor(place: string, error: DatabaseError) {
    super(place, error.message, { cause: error });
    this.state = error.code ?? "";
  }
}
