import type { Variables } from "../../backend.ts";

/** What a connection to PostgreSQL needs, as Terraform's library understands it. */
export interface ConnectionSettings {
  /** A name, an address, or the folder of a socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Empty: that of the file of passwords, where one is there for this connection. */
  readonly password: string;
  /** Empty: `~/.pgpass`. */
  readonly passwordFile: string;
  readonly database: string;
  readonly sslMode: "disable" | "require" | "verify-ca" | "verify-full";
  /** Paths of PEM files; empty where there are none. */
  readonly sslRootCertificate: string;
  readonly sslCertificate: string;
  readonly sslKey: string;
  /** 0 waits as long as the system does. */
  readonly connectTimeoutSeconds: number;
}

/** By the names of a connection string; variables of the environment say what it leaves out. */
const VARIABLES: Readonly<Record<string, string>> = {
  host: "PGHOST",
  port: "PGPORT",
  user: "PGUSER",
  password: "PGPASSWORD",
  passfile: "PGPASSFILE",
  dbname: "PGDATABASE",
  sslmode: "PGSSLMODE",
  sslrootcert: "PGSSLROOTCERT",
  sslcert: "PGSSLCERT",
  sslkey: "PGSSLKEY",
  connect_timeout: "PGCONNECT_TIMEOUT",
};
/** Of no meaning for states, and taken as they are: they change nothing that we do. */
const IGNORED = new Set(["application_name", "fallback_application_name", "client_encoding", "datestyle"]);
const SSL_MODES = ["disable", "require", "verify-ca", "verify-full"] as const;

/** The settings; or a sentence about what cannot be read, without anything secret in it. */
export function connectionSettings(
  connection: string,
  variables: Variables,
  systemUser: string,
): ConnectionSettings | string {
  const given = /^postgres(ql)?:\/\//.test(connection) ? readUrl(connection) : readPairs(connection);
  if (typeof given === "string") return given;
  const unknown = [...given.keys()].find((name) => !Object.hasOwn(VARIABLES, name) && !IGNORED.has(name));
  if (unknown !== undefined) return `conn_str has the parameter "${unknown}", which is not supported`;
  const of = (name: string): string => given.get(name) ?? variables.get(VARIABLES[name] ?? "") ?? "";
  const host = of("host") || "localhost";
  const port = of("port") || "5432";
  if (host.includes(",")) return "conn_str names several hosts; one is supported";
  if (!/^\d+$/.test(port) || Number(port) > 65_535) return `invalid port ${JSON.stringify(port)}`;
  const timeout = of("connect_timeout") || "0";
  if (!/^\d+$/.test(timeout)) return `invalid value for parameter "connect_timeout"`;
  const wanted = host.startsWith("/") ? "disable" : of("sslmode") || "require";
  const sslMode = SSL_MODES.find((mode) => mode === wanted);
  if (sslMode === undefined)
    return `unsupported sslmode ${JSON.stringify(wanted)}; only "require" (default), "verify-full", "verify-ca", and "disable" supported`;
  const user = of("user") || systemUser;
  return {
    host,
    port: Number(port),
    user,
    password: of("password"),
    passwordFile: of("passfile"),
    database: of("dbname") || user,
    // As libpq does: whoever names an authority wants it asked.
    sslMode: sslMode === "require" && of("sslrootcert") !== "" ? "verify-ca" : sslMode,
    sslRootCertificate: of("sslrootcert"),
    sslCertificate: of("sslcert"),
    sslKey: of("sslkey"),
    connectTimeoutSeconds: Number(timeout),
  };
}

/** Not the URL of the web: the host may be missing behind a user, where a parameter says it. */
const ADDRESS =
  /^postgres(?:ql)?:\/\/(?:([^/?#]*)@)?(\[[^\]]*\]|[^:/?#@]*)(?::(\d*))?(?:\/([^?#]*))?(?:\?([^#]*))?$/;

function readUrl(text: string): ReadonlyMap<string, string> | string {
  const found = ADDRESS.exec(text);
  if (found === null) return "conn_str is no URL that can be read";
  const [, login = "", host = "", port = "", dbname = "", query = ""] = found;
  const colon = login.indexOf(":");
  const [user, password] = colon < 0 ? [login, ""] : [login.slice(0, colon), login.slice(colon + 1)];
  const parts = { host: host.replace(/^\[(.*)\]$/, "$1"), port, user, password, dbname };
  const given = new Map<string, string>();
  try {
    for (const [name, value] of Object.entries(parts))
      if (value !== "") given.set(name, decodeURIComponent(value));
  } catch {
    return "conn_str has a percent sign that encodes nothing";
  }
  for (const [name, value] of new URLSearchParams(query)) given.set(name, value);
  return given;
}

/** `host=here user='a b'`: blanks between pairs, values quoted where they hold some. */
function readPairs(text: string): ReadonlyMap<string, string> | string {
  const given = new Map<string, string>();
  const pair = /\s*([a-z_]+)\s*=\s*(?:'((?:\\.|[^'\\])*)'|((?:\\.|[^\s'\\])*))(?:\s+|$)/gy;
  while (pair.lastIndex < text.length) {
    if (text.slice(pair.lastIndex).trim() === "") break;
    const found = pair.exec(text);
    if (found === null) return "conn_str is neither a URL (postgres://…) nor pairs (host=… user=…)";
    const [, name = "", quoted, plain = ""] = found;
    given.set(name, (quoted ?? plain).replace(/\\(.)/g, "$1"));
  }
  return given;
}
