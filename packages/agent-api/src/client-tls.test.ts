import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRealRuntime, fromUnknown } from "@tutti/runtime";
import { testCertificate } from "@tutti/runtime/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAgentClient } from "./client.ts";
import { type ClientTlsFiles, readClientTls, TLS_FILES_CODE } from "./client-tls.ts";

const { disk, environment, network } = createRealRuntime();
const [one, other] = await Promise.all([testCertificate("one.test"), testCertificate("other.test")]);
const A = one.cert.trim();
const B = other.cert.trim();

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tutti-client-tls-"));
  await mkdir(join(folder, "all/below"), { recursive: true });
  await mkdir(join(folder, "mixed"));
  await mkdir(join(folder, "empty"));
  const files = {
    a: one.cert,
    "a-key": one.key,
    b: other.cert,
    "b-key": other.key,
    both: `# the first\n${one.cert}\n${other.cert}`,
    none: "text",
    broken: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
    "all/y": other.cert,
    "all/x": one.cert,
    "mixed/x": one.cert,
    "mixed/y": "text",
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Names stand for files of the folder, but the server's. */
const VARIABLES = new Map([
  ["ca", "CONSUL_CACERT"],
  ["path", "CONSUL_CAPATH"],
  ["cert", "CONSUL_CLIENT_CERT"],
  ["key", "CONSUL_CLIENT_KEY"],
  ["name", "CONSUL_TLS_SERVER_NAME"],
  ["verify", "CONSUL_HTTP_SSL_VERIFY"],
]);

type Given = Readonly<Record<string, string>>;

function read(given: Given, variables: Given) {
  const at = (name: string, value: string | undefined): string | undefined =>
    value === undefined || name === "name" || name === "verify" || value === "" ? value : join(folder, value);
  const files: ClientTlsFiles = {
    authorityFile: at("ca", given["ca"]),
    authorityFolder: at("path", given["path"]),
    certificateFile: at("cert", given["cert"]),
    keyFile: at("key", given["key"]),
    serverName: given["name"],
  };
  const set = Object.entries(variables).map(([name, value]): [string, string] => [
    VARIABLES.get(name) ?? name,
    at(name, value) ?? "",
  ]);
  return readClientTls({ disk, environment: { ...environment, variables: new Map(set) } }, files);
}

const identity = { tlsIdentity: { certificate: one.cert, key: one.key } };

describe("readClientTls()", () => {
  test.each<[Given, Given, object]>([
    [{}, {}, {}],
    [{ ca: "a" }, { ca: "b" }, { tlsAuthority: A }],
    [{ ca: "" }, { ca: "b" }, { tlsAuthority: B }],
    [{ ca: "both" }, {}, { tlsAuthority: `${A}\n${B}` }],
    [{}, { ca: "b", path: "all" }, { tlsAuthority: B }],
    [{ path: "all" }, {}, { tlsAuthority: `${A}\n${B}` }],
    [{}, { path: "all" }, { tlsAuthority: `${A}\n${B}` }],
    [{ cert: "a", key: "a-key" }, { cert: "b", key: "b-key" }, identity],
    [{}, { cert: "a", key: "a-key" }, identity],
    [{ key: "a-key" }, { cert: "a" }, identity],
    [{ name: "a" }, { name: "b" }, { tlsServerName: "a" }],
    [{}, { name: "b" }, { tlsServerName: "b" }],
    [{}, { verify: "false" }, { tlsUnverified: true }],
    [{}, { verify: "0" }, { tlsUnverified: true }],
    // What is no boolean switches nothing off.
    [{}, { verify: "no" }, {}],
    [{}, { verify: "true" }, {}],
  ])("reads %j, with %j in the environment", async (given, variables, wanted) => {
    expect(await read(given, variables)).toEqual(wanted);
  });

  test.each<[Given, string]>([
    [{ ca: "no" }, "Error loading CA File: open DIR/no: no such file or directory"],
    [{ ca: "none" }, "Error loading CA File: Couldn't parse PEM in: DIR/none"],
    [{ ca: "broken" }, "Error loading CA File: Couldn't parse PEM in: DIR/broken"],
    [{ ca: "a-key" }, "Error loading CA File: Couldn't parse PEM in: DIR/a-key"],
    [{ path: "no" }, "lstat DIR/no: no such file or directory"],
    [{ path: "mixed" }, "Error loading CA Path: Couldn't parse PEM in: DIR/mixed/y"],
    [{ path: "empty" }, "Error loading CA Path: there is no certificate in DIR/empty"],
    [{ cert: "a" }, "both client cert and client key must be provided"],
    [{ key: "a-key" }, "both client cert and client key must be provided"],
    [{ cert: "no", key: "a-key" }, "open DIR/no: no such file or directory"],
    [{ cert: "a", key: "no" }, "open DIR/no: no such file or directory"],
    [{ cert: "all", key: "a-key" }, "open DIR/all: is a directory"],
    [{ cert: "none", key: "a-key" }, "tls: failed to find any PEM data in certificate input"],
    [{ cert: "a", key: "none" }, "tls: failed to find any PEM data in key input"],
    [{ cert: "a", key: "b-key" }, "tls: private key does not match public key"],
  ])("refuses %j: %s", async (given, message) => {
    const error = await read(given, {}).catch((reason: unknown) => fromUnknown(reason, ""));
    expect(error).toMatchObject({ code: TLS_FILES_CODE, message: message.replaceAll("DIR", folder) });
  });
});

test("a client without settings of its own takes those of the environment, over HTTPS alone", async () => {
  const secure = await network.serveHttps(
    { host: "127.0.0.1", port: 0 },
    (exchange) => exchange.respond(200, {}, "secure"),
    { identity: { certificate: one.cert, key: one.key }, clientAuthority: other.cert },
  );
  const plain = await network.serveHttp({ host: "127.0.0.1", port: 0 }, (exchange) =>
    exchange.respond(200, {}, exchange.header("authorization") ?? "plain"),
  );
  try {
    const asked = async (address: string, variables: Given) => {
      const runtime = {
        network,
        disk,
        environment: { ...environment, variables: new Map(Object.entries(variables)) },
      };
      const client = createAgentClient(runtime, { address });
      return client.call("kv.read", { rest: "a" }).then(
        (answer) => answer.text(),
        (error: unknown) => fromUnknown(error, "").message,
      );
    };
    const url = `https://127.0.0.1:${secure.port}`;
    const files = {
      CONSUL_CACERT: join(folder, "a"),
      CONSUL_CLIENT_CERT: join(folder, "b"),
      CONSUL_CLIENT_KEY: join(folder, "b-key"),
      CONSUL_TLS_SERVER_NAME: "one.test",
    };
    expect(await asked(url, files)).toBe("secure");
    expect(await asked(url, { ...files, CONSUL_CACERT: join(folder, "b") })).toBe(
      `Get "${url}/v1/kv/a": x509: certificate signed by unknown authority`,
    );
    expect(await asked(url, { ...files, CONSUL_TLS_SERVER_NAME: "two.test" })).toBe(
      `Get "${url}/v1/kv/a": x509: certificate is valid for one.test, not two.test`,
    );
    expect(
      await asked(url, { CONSUL_CACERT: files.CONSUL_CACERT, CONSUL_TLS_SERVER_NAME: "one.test" }),
    ).toMatch(/: remote error: tls: certificate required$/);
    expect(await asked(url, { CONSUL_CACERT: join(folder, "none") })).toBe(
      `Error loading CA File: Couldn't parse PEM in: ${folder}/none`,
    );
    const open = `http://127.0.0.1:${plain.port}`;
    expect(await asked(open, { CONSUL_CACERT: join(folder, "none") })).toBe("plain");
    expect(await asked(open, { CONSUL_HTTP_AUTH: "u:p" })).toBe("Basic dTpw");
    expect(await asked(`https://127.0.0.1:${plain.port}`, {})).toMatch(
      /: http: server gave HTTP response to HTTPS client$/,
    );
  } finally {
    await secure.close();
    await plain.close();
  }
});
