import { fromUnknown } from "@tutti/runtime";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { type AccessFlags, readAgentAccess, TLS_FILES_CODE, TOKEN_FILE_CODE } from "./agent-access.ts";

const PEM = (name: string): string => `-----BEGIN CERTIFICATE-----\n${name}\n-----END CERTIFICATE-----`;
const FILES = { token: " t1\n", ca: PEM("ca"), cert: PEM("cert"), key: "key", none: "text" };
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
  await host.disk.makeDirectory("/d/folder/below");
  for (const [name, text] of Object.entries(FILES)) await host.disk.writeFile(`/d/${name}`, text);
  await host.disk.writeFile("/d/folder/b", PEM("b"));
  await host.disk.writeFile("/d/folder/a", PEM("a"));
  return readAgentAccess({ ...NO_FLAGS, ...flags }, host);
}

const identity = { tlsIdentity: { certificate: FILES.cert, key: FILES.key } };

describe("readAgentAccess()", () => {
  test.each<[Partial<AccessFlags>, Readonly<Record<string, string>>, object]>([
    [{}, {}, { tls: {} }],
    [{ token: "t" }, { CONSUL_HTTP_TOKEN: "u" }, { token: "t", tls: {} }],
    [{}, { CONSUL_HTTP_TOKEN: "u", CONSUL_HTTP_TOKEN_FILE: "/d/token" }, { token: "t1", tls: {} }],
    [{}, { CONSUL_HTTP_AUTH: "u:p:q" }, { basicAuth: "u:p:q", tls: {} }],
    [{ "ca-file": "/d/ca" }, { CONSUL_CACERT: "/d/cert" }, { tls: { tlsAuthority: FILES.ca } }],
    [{}, { CONSUL_CACERT: "/d/cert", CONSUL_CAPATH: "/d/folder" }, { tls: { tlsAuthority: FILES.cert } }],
    [{ "ca-path": "/d/folder" }, {}, { tls: { tlsAuthority: `${PEM("a")}\n${PEM("b")}` } }],
    [{}, { CONSUL_CAPATH: "/d/folder" }, { tls: { tlsAuthority: `${PEM("a")}\n${PEM("b")}` } }],
    [{ "client-cert": "/d/cert", "client-key": "/d/key" }, {}, { tls: identity }],
    [{}, { CONSUL_CLIENT_CERT: "/d/cert", CONSUL_CLIENT_KEY: "/d/key" }, { tls: identity }],
    [{ "client-key": "/d/key" }, { CONSUL_CLIENT_CERT: "/d/cert" }, { tls: identity }],
    [{ "tls-server-name": "a" }, { CONSUL_TLS_SERVER_NAME: "b" }, { tls: { tlsServerName: "a" } }],
    [{}, { CONSUL_TLS_SERVER_NAME: "b" }, { tls: { tlsServerName: "b" } }],
    [{}, { CONSUL_HTTP_SSL_VERIFY: "false" }, { tls: { tlsUnverified: true } }],
    [{}, { CONSUL_HTTP_SSL_VERIFY: "0" }, { tls: { tlsUnverified: true } }],
    // What is no boolean switches nothing off.
    [{}, { CONSUL_HTTP_SSL_VERIFY: "no" }, { tls: {} }],
    [{}, { CONSUL_HTTP_SSL_VERIFY: "true" }, { tls: {} }],
  ])("reads %j and %j", async (flags, variables, wanted) => {
    expect(await access(flags, variables)).toEqual(wanted);
  });

  test.each<[Partial<AccessFlags>, string, string]>([
    [
      { "token-file": "/no" },
      TOKEN_FILE_CODE,
      "Error loading token file: open /no: no such file or directory",
    ],
    [{ "ca-file": "/no" }, TLS_FILES_CODE, "Error loading CA File: open /no: no such file or directory"],
    [{ "ca-file": "/d/none" }, TLS_FILES_CODE, "Error loading CA File: Couldn't parse PEM in: /d/none"],
    [{ "ca-path": "/no" }, TLS_FILES_CODE, "Error loading CA Path: open /no: no such file or directory"],
    [{ "client-cert": "/d/cert" }, TLS_FILES_CODE, "both client cert and client key must be provided"],
    [{ "client-key": "/d/key" }, TLS_FILES_CODE, "both client cert and client key must be provided"],
    [
      { "client-cert": "/no", "client-key": "/d/key" },
      TLS_FILES_CODE,
      "Error loading client certificate: open /no: no such file or directory",
    ],
    [
      { "client-cert": "/d/cert", "client-key": "/no" },
      TLS_FILES_CODE,
      "Error loading client key: open /no: no such file or directory",
    ],
  ])("refuses %j", async (flags, code, message) => {
    const error = await access(flags).catch((reason: unknown) => fromUnknown(reason, ""));
    expect(error).toMatchObject({ code, message });
  });
});
