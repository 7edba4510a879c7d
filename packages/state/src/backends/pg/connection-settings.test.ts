import { expect, test } from "vitest";
import { type ConnectionSettings, connectionSettings } from "./connection-settings.ts";

const PLAIN: ConnectionSettings = {
  host: "localhost",
  port: 5432,
  user: "me",
  password: "",
  passwordFile: "",
  database: "me",
  sslMode: "require",
  sslRootCertificate: "",
  sslCertificate: "",
  sslKey: "",
  connectTimeoutSeconds: 0,
};

const read: readonly [string, Readonly<Record<string, string>>, Partial<ConnectionSettings>][] = [
  ["", {}, {}],
  ["postgres://h", {}, { host: "h" }],
  ["postgresql://h:7/d", {}, { host: "h", port: 7, database: "d" }],
  ["postgres://u@h", {}, { host: "h", user: "u", database: "u" }],
  [
    "postgres://u%40x:p%2Fw@[::1]/d%20e?sslmode=disable&connect_timeout=3",
    {},
    {
      host: "::1",
      user: "u@x",
      password: "p/w",
      database: "d e",
      sslMode: "disable",
      connectTimeoutSeconds: 3,
    },
  ],
  [
    "postgres:///d?host=/run/pg&sslmode=verify-full",
    {},
    { host: "/run/pg", database: "d", sslMode: "disable" },
  ],
  [
    "postgres://u:p%40@/d?host=/run/pg",
    {},
    { host: "/run/pg", user: "u", password: "p@", database: "d", sslMode: "disable" },
  ],
  ["postgres://u@/", { PGHOST: "e" }, { host: "e", user: "u", database: "u" }],
  ["postgres://h/?user=u&password=p", {}, { host: "h", user: "u", password: "p", database: "u" }],
  [
    "host=h  port = 9 user='a b' password='it\\'s' dbname=d\\ e",
    {},
    { host: "h", port: 9, user: "a b", password: "it's", database: "d e" },
  ],
  ["host=h user='' application_name=x", {}, { host: "h" }],
  ["host=h fallback_application_name=x client_encoding=UTF8 datestyle=ISO", {}, { host: "h" }],
  ["host=h passfile=/p", { PGPASSFILE: "/q" }, { host: "h", passwordFile: "/p" }],
  ["", { PGPASSFILE: "/q" }, { passwordFile: "/q" }],
  ["host=h port=65535", {}, { host: "h", port: 65_535 }],
  ["  host=h  ", {}, { host: "h" }],
  ["host=h", { PGPORT: "0" }, { host: "h", port: 0 }],
  ["postgres://h?sslmode=verify-ca", {}, { host: "h", sslMode: "verify-ca" }],
  [
    "postgres://h?sslmode=disable&sslrootcert=/ca",
    {},
    { host: "h", sslMode: "disable", sslRootCertificate: "/ca" },
  ],
  [
    "",
    { PGHOST: "e", PGPORT: "8", PGUSER: "v", PGPASSWORD: "w", PGDATABASE: "b", PGSSLMODE: "verify-full" },
    { host: "e", port: 8, user: "v", password: "w", database: "b", sslMode: "verify-full" },
  ],
  [
    "postgres://h/d",
    { PGHOST: "e", PGDATABASE: "b", PGPASSWORD: "w" },
    { host: "h", database: "d", password: "w" },
  ],
  ["postgres://h?sslrootcert=/ca", {}, { host: "h", sslMode: "verify-ca", sslRootCertificate: "/ca" }],
  [
    "",
    { PGSSLROOTCERT: "/ca", PGSSLCERT: "/c", PGSSLKEY: "/k", PGCONNECT_TIMEOUT: "4" },
    {
      sslMode: "verify-ca",
      sslRootCertificate: "/ca",
      sslCertificate: "/c",
      sslKey: "/k",
      connectTimeoutSeconds: 4,
    },
  ],
];
test.each(read)("%s with %o", (text, variables, wanted) => {
  expect(connectionSettings(text, new Map(Object.entries(variables)), "me")).toEqual({ ...PLAIN, ...wanted });
});

const refused: readonly [string, Readonly<Record<string, string>>, string][] = [
  [
    "postgres://h?sslmode=prefer",
    {},
    'unsupported sslmode "prefer"; only "require" (default), "verify-full", "verify-ca", and "disable" supported',
  ],
  ["postgres://a,b/d", {}, "conn_str names several hosts; one is supported"],
  ["host=a,b", {}, "conn_str names several hosts; one is supported"],
  ["postgres://h:port", {}, "conn_str is no URL that can be read"],
  ["port=x", {}, 'invalid port "x"'],
  ["", { PGPORT: "70000" }, 'invalid port "70000"'],
  ["postgres://h?sslinline=true", {}, 'conn_str has the parameter "sslinline", which is not supported'],
  ["constructor=x", {}, 'conn_str has the parameter "constructor", which is not supported'],
  ["port=1x", {}, 'invalid port "1x"'],
  ["port=x1", {}, 'invalid port "x1"'],
  ["port=65536", {}, 'invalid port "65536"'],
  ["connect_timeout=1s", {}, 'invalid value for parameter "connect_timeout"'],
  ["host=h user", {}, "conn_str is neither a URL (postgres://…) nor pairs (host=… user=…)"],
  ["postgres://u:%zz@h", {}, "conn_str has a percent sign that encodes nothing"],
  ["secret", {}, "conn_str is neither a URL (postgres://…) nor pairs (host=… user=…)"],
  ["password='secret", {}, "conn_str is neither a URL (postgres://…) nor pairs (host=… user=…)"],
  ["connect_timeout=-1", {}, 'invalid value for parameter "connect_timeout"'],
];
test.each(refused)("%s with %o is refused", (text, variables, words) => {
  expect(connectionSettings(text, new Map(Object.entries(variables)), "me")).toBe(words);
});
