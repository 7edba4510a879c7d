import { hasErrors, parseConfig } from "@tutti/hcl";
import { describe, expect, it } from "vitest";
import { decodeBackendSettings } from "../backend-settings.ts";
import { findBackend } from "./backends.ts";

/** What is said of a block, one line each: `error` or `warning`, the argument's line, the text. */
async function said(
  type: string,
  block: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  const definition = await findBackend(type);
  if (typeof definition === "string") throw new Error(definition);
  const { body, diagnostics } = parseConfig(block, "main.tf");
  if (hasErrors(diagnostics)) throw new Error(block);
  const decoded = decodeBackendSettings(definition, body, [], new Map(Object.entries(variables)));
  return decoded.diagnostics.map(
    ({ severity, detail, subject }) => `${severity} ${subject?.start.line}: ${detail}`,
  );
}

const AT = 'address = "http://h/s"\n';

const rows: readonly [string, string, Readonly<Record<string, string>>, ...string[]][] = [
  ["http", "", {}, "error 1: address argument is required"],
  ["http", 'address = ""', {}, "error 1: address argument is required"],
  ["http", "", { TF_HTTP_ADDRESS: "https://h/s" }],
  ["http", "", { TF_HTTP_ADDRESS: "ftp://h/s" }, "error 1: address must be HTTP or HTTPS"],
  ["http", 'address = "h"', {}, "error 1: address must be HTTP or HTTPS"],
  ["http", `${AT}lock_address = "x:y"`, {}, "error 2: lock_address must be HTTP or HTTPS"],
  ["http", `${AT}unlock_address = "/u"`, {}, "error 2: unlock_address must be HTTP or HTTPS"],
  ["http", `${AT}retry_max = -1`, {}, "error 2: retry_max must be a whole number, 0 or more"],
  ["http", `${AT}retry_max = 1.5`, {}, "error 2: retry_max must be a whole number, 0 or more"],
  ["http", AT, { TF_HTTP_RETRY_WAIT_MIN: "x" }, "error 1: retry_wait_min must be a whole number, 0 or more"],
  [
    "http",
    `${AT}client_certificate_pem = "c"`,
    {},
    "error 2: client_certificate_pem is set but client_private_key_pem is not",
  ],
  [
    "http",
    `${AT}client_private_key_pem = "c"`,
    {},
    "error 2: client_private_key_pem is set but client_certificate_pem is not",
  ],
  ["http", `${AT}client_certificate_pem = "c"`, { TF_HTTP_CLIENT_PRIVATE_KEY_PEM: "k" }],
  ["http", `${AT}headers = {}`, {}, 'error 2: An argument named "headers" is not expected here.'],
  ["pg", "", {}],
  ["pg", "", { PG_CONN_STR: "postgres://a,b/c" }, "error 1: conn_str names several hosts; one is supported"],
  [
    "pg",
    'conn_str = "postgres://u:secret@h?sslmode=allow"',
    {},
    'error 1: unsupported sslmode "allow"; only "require" (default), "verify-full", "verify-ca", and "disable" supported',
  ],
  ["pg", 'table_name = "t"', {}, 'error 1: An argument named "table_name" is not expected here.'],
  ["consul", "", {}],
  ["consul", 'scheme = "ftp"', {}, 'error 1: scheme must be "http" or "https", not "ftp"'],
  ["consul", 'cert_file = "c"', {}, "error 1: cert_file is set but key_file is not"],
  ["consul", "", { CONSUL_CLIENT_KEY: "k" }, "error 1: key_file is set but cert_file is not"],
  ["consul", 'gzip = "maybe"', {}, 'error 1: Inappropriate value for attribute "gzip": a bool is required.'],
];

describe("a block of a backend", () => {
  it.each(rows)("%s { %s } with %o", async (type, block, variables, ...wanted) => {
    expect(await said(type, block, variables)).toEqual(wanted);
  });
});
