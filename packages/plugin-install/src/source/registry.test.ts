/** What a registry answers, and what becomes of it. */

import { type HostSettings, NO_HOST_SETTINGS } from "@tutti/modules";
import { type FetchWorld, failureOf } from "@tutti/modules/testkit";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openTlsServer, type Served, type TlsServer } from "../../testkit/tls-server.ts";
import { providerRegistry } from "./registry.ts";

let server: TlsServer;
let world: FetchWorld;
let source = "";
beforeAll(async () => {
  server = await openTlsServer();
  source = `${server.host}/acme/kit`;
});
afterAll(() => server.close());
beforeEach(() => {
  world = server.openWorld();
});
afterEach(() => world.end());

function registry(files: Readonly<Record<string, Served>>, settings: HostSettings = NO_HOST_SETTINGS) {
  server.files = new Map([
    ["/.well-known/terraform.json", '{"providers.v1":"/v1/"}'],
    ...Object.entries(files).map(([name, body]) => [`/v1/acme/kit/${name}`, body] as const),
  ]);
  return providerRegistry(world.context, settings);
}

const versionsOf = (...all: readonly object[]): string => JSON.stringify({ versions: all });

describe("versions:", () => {
  test.each<[string, string, readonly string[]]>([
    [
      "those that speak a protocol of ours",
      versionsOf(
        { version: "1.0.0", protocols: ["4.0", "5.1"] },
        { version: "1.1.0", protocols: ["6"] },
        { version: "1.2.0", protocols: ["4.0", "50.0"] },
      ),
      ["1.0.0", "1.1.0"],
    ],
    [
      "those that do not say what they speak",
      versionsOf({ version: "1.0.0" }, { version: "1.1.0", protocols: [] }),
      ["1.0.0", "1.1.0"],
    ],
    [
      "written as versions are",
      versionsOf({ version: "v1.0" }, { version: "x" }, {}, { version: 2 }),
      ["1.0.0"],
    ],
    ["none in anything else", '{"versions":{"version":"1.0.0"}}', []],
    ["none in a list", "[]", []],
    ["none in nothing", "null", []],
    ["none in a text", '"versions"', []],
  ])("%s", async (_, body, wanted) => {
    const found = registry({ versions: body });
    expect(await found.versions(source, "linux_amd64")).toEqual(wanted);
    expect(await found.versions(source, "linux_amd64")).toEqual(wanted);
    // Each provider is asked for once.
    expect(server.asked.filter(({ path }) => path.endsWith("versions"))).toHaveLength(1);
  });

  test("whoever has credentials shows them", async () => {
    const token = async (host: string) => (host === server.host ? "secret" : undefined);
    await registry({ versions: versionsOf() }, { ...NO_HOST_SETTINGS, token }).versions(
      source,
      "linux_amd64",
    );
    expect(server.asked.at(-1)).toEqual({ path: "/v1/acme/kit/versions", authorization: "Bearer secret" });
  });

  test.each<[Served, string]>([
    [{ status: 401 }, "host HOST requires authentication credentials"],
    [{ status: 403 }, "host HOST rejected the given authentication credentials"],
    [{ status: 410 }, "failed to query provider registry HOST for SOURCE: 410"],
    ["<html>", "failed to query provider registry HOST for SOURCE: the answer is no JSON"],
  ])("an answer like %j is told", async (body, why) => {
    expect(await failureOf(registry({ versions: body }).versions(source, "linux_amd64"))).toBe(
      why.replaceAll("SOURCE", source).replaceAll("HOST", server.host),
    );
  });
});

describe("a package", () => {
  const NAME = "terraform-provider-kit_1.0.0_linux_amd64.zip";
  const found = (more: object = {}): string =>
    JSON.stringify({
      os: "linux",
      arch: "amd64",
      filename: NAME,
      shasum: "a".repeat(64),
      download_url: "kit.zip",
      shasums_url: "sums",
      shasums_signature_url: "sums.sig",
      ...more,
    });
  const find = (files: Readonly<Record<string, Served>>) =>
    registry({
      ...Object.fromEntries(
        Object.entries(files).map(([name, body]) => [`1.0.0/download/linux/${name}`, body]),
      ),
    }).find(source, "1.0.0", "linux_amd64");
  const SUMS = `${"a".repeat(64)}  ${NAME}\n`;

  test("that there is not for a platform is none", async () => {
    expect(await find({})).toBeUndefined();
  });

  test.each<[string, Readonly<Record<string, Served>>, string]>([
    [
      "of another system",
      { amd64: found({ os: "plan9" }) },
      "registry response to request for linux_amd64 archive has incorrect target",
    ],
    [
      "of another processor",
      { amd64: found({ arch: "arm" }) },
      "registry response to request for linux_amd64 archive has incorrect target",
    ],
    [
      "without a list",
      { amd64: found({ shasums_url: "" }) },
      'registry response includes invalid shasums_url ""',
    ],
    [
      "with a list nowhere",
      { amd64: found({ shasums_url: "https://" }) },
      'registry response includes invalid shasums_url "https://"',
    ],
    [
      "with a list in a file",
      { amd64: found({ shasums_url: "file:///etc/passwd" }) },
      'registry response includes invalid shasums_url "file:///etc/passwd"',
    ],
    [
      "without a signature",
      { amd64: found({ shasums_signature_url: 5 }), sums: SUMS },
      'registry response includes invalid shasums_signature_url ""',
    ],
    [
      "whose list is not there",
      { amd64: found(), "sums.sig": "x" },
      "failed to retrieve authentication checksums for provider: 404 Not Found returned from https://HOST/v1/acme/kit/1.0.0/download/linux/sums",
    ],
    [
      "whose signature is not there",
      { amd64: found(), sums: SUMS },
      "failed to retrieve cryptographic signature for provider: 404 Not Found returned from https://HOST/v1/acme/kit/1.0.0/download/linux/sums.sig",
    ],
  ])("%s is refused", async (_, files, why) => {
    expect(await failureOf(find(files))).toBe(
      `failed to query provider registry ${server.host} for ${source}: ${why.replace("HOST", server.host)}`,
    );
  });

  test("that no key vouches for is refused", async () => {
    expect(await failureOf(find({ amd64: found(), sums: SUMS, "sums.sig": "x" }))).toBe(
      "authentication signature from unknown issuer",
    );
  });
});
