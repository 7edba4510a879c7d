import { fromUnknown } from "@tutti/runtime";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { type AccessFlags, readAgentAccess, TOKEN_FILE_CODE } from "./agent-access.ts";

const NO_FLAGS: AccessFlags = {
  token: "",
  "token-file": "",
  "ca-file": "",
  "ca-path": "",
  "client-cert": "",
  "client-key": "",
  "tls-server-name": "",
};

async function access(flags: Partial<AccessFlags>, variables: Readonly<Record<string, string>> = {}) {
  const host = createSimulation(1).host("10.0.0.1", { variables });
  await host.disk.makeDirectory("/d");
  await host.disk.writeFile("/d/token", " t1\n");
  await host.disk.writeFile("/d/empty", "");
  return readAgentAccess({ ...NO_FLAGS, ...flags }, host).catch((error: unknown) => {
    const { code, message } = fromUnknown(error, "");
    return { code, message };
  });
}

/** What the files of TLS may be is held by `readClientTls`'s own tests; here, that each flag comes to it. */
const NO = "open /no: no such file or directory";
const CODE = "ETLSFILES";

describe("readAgentAccess()", () => {
  test.each<[Partial<AccessFlags>, Readonly<Record<string, string>>, object]>([
    [{}, {}, { tls: {} }],
    [{ token: "t" }, { CONSUL_HTTP_TOKEN: "u" }, { token: "t", tls: {} }],
    [{}, { CONSUL_HTTP_TOKEN: "u" }, { token: "u", tls: {} }],
    [{}, { CONSUL_HTTP_TOKEN: "u", CONSUL_HTTP_TOKEN_FILE: "/d/token" }, { token: "t1", tls: {} }],
    [{ "token-file": "/d/token" }, { CONSUL_HTTP_TOKEN: "u" }, { token: "t1", tls: {} }],
    [{ token: "t", "token-file": "/d/token" }, {}, { token: "t1", tls: {} }],
    [{ token: "t" }, { CONSUL_HTTP_TOKEN_FILE: "/d/token" }, { token: "t1", tls: {} }],
    [{ token: "t", "token-file": "/d/empty" }, {}, { token: "t", tls: {} }],
    [{ "token-file": "/d/empty" }, { CONSUL_HTTP_TOKEN: "u" }, { token: "u", tls: {} }],
    [{ "token-file": "/d/empty" }, {}, { tls: {} }],
    [
      { token: "t", "token-file": "/no" },
      {},
      { code: TOKEN_FILE_CODE, message: `Error loading token file: ${NO}` },
    ],
    [
      { "ca-file": "/no", "token-file": "/none" },
      {},
      { code: CODE, message: `Error loading CA File: ${NO}` },
    ],
    [{ "ca-path": "/no", "token-file": "/none" }, {}, { code: CODE, message: NO.replace("open", "lstat") }],
    [
      { "client-key": "/no", "token-file": "/none" },
      {},
      { code: CODE, message: "both client cert and client key must be provided" },
    ],
    [{ "token-file": "/no" }, {}, { code: TOKEN_FILE_CODE, message: `Error loading token file: ${NO}` }],
    [{ "tls-server-name": "a" }, { CONSUL_TLS_SERVER_NAME: "b" }, { tls: { tlsServerName: "a" } }],
    [{ "ca-file": "/no" }, {}, { code: CODE, message: `Error loading CA File: ${NO}` }],
    [{ "ca-path": "/no" }, {}, { code: CODE, message: NO.replace("open", "lstat") }],
    [{ "client-cert": "/no", "client-key": "/d/token" }, {}, { code: CODE, message: NO }],
    [
      { "client-key": "/no" },
      {},
      { code: CODE, message: "both client cert and client key must be provided" },
    ],
  ])("reads %j and %j", async (flags, variables, wanted) => {
    expect(await access(flags, variables)).toEqual(wanted);
  });
});
