import { FetchFailure, type HostSettings, NO_HOST_SETTINGS } from "@tutti/modules";
import type { FetchWorld } from "@tutti/modules/testkit";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { openTlsServer, type Served, type TlsServer } from "../../testkit/tls-server.ts";
import { networkMirror } from "./network-mirror.ts";

const SOURCE = "example.com/acme/kit";
const HASHES = ["h1:abc=", `zh:${"a".repeat(64)}`];

let server: TlsServer;
let world: FetchWorld;
beforeAll(async () => {
  server = await openTlsServer();
});
afterAll(() => server.close());
beforeEach(() => {
  world = server.openWorld();
});
afterEach(() => world.end());

function mirror(
  files: Readonly<Record<string, Served>>,
  settings: HostSettings = NO_HOST_SETTINGS,
  end = "/p/",
) {
  server.files = new Map(Object.entries(files).map(([name, body]) => [`/p/${SOURCE}/${name}`, body]));
  return networkMirror(world.context, `https://${server.host}${end}`, settings);
}

const archives = (archive: unknown): string => JSON.stringify({ archives: { linux_amd64: archive } });

test("it has the versions of its index that are written as versions are", async () => {
  const found = mirror({ "index.json": '{"versions":{"1.0.0":{},"1.1.0":{},"1.2":{},"x":{}},"more":1}' });
  expect(found.name).toBe(`provider mirror at https://${server.host}/p/`);
  expect(await found.versions(SOURCE, "linux_amd64")).toEqual(["1.0.0", "1.1.0"]);
  expect(await found.versions(SOURCE, "linux_amd64")).toEqual(["1.0.0", "1.1.0"]);
  // Each provider is asked for once.
  expect(server.asked).toEqual([{ path: `/p/${SOURCE}/index.json`, authorization: undefined }]);
});

test("an address without a slash at its end means the same", async () => {
  const found = mirror({ "index.json": '{"versions":{"1.0.0":{}}}' }, NO_HOST_SETTINGS, "/p");
  expect(await found.versions(SOURCE, "linux_amd64")).toEqual(["1.0.0"]);
});

test("whoever has credentials for its host shows them", async () => {
  const found = mirror(
    { "index.json": '{"versions":{}}' },
    {
      ...NO_HOST_SETTINGS,
      token: async (host) => (host === server.host ? "secret" : undefined),
    },
  );
  expect(await found.versions(SOURCE, "linux_amd64")).toEqual([]);
  expect(server.asked).toEqual([{ path: `/p/${SOURCE}/index.json`, authorization: "Bearer secret" }]);
});

test.each<[string, object, object]>([
  [
    "beside the list",
    { url: "kit.zip", hashes: HASHES },
    { url: "kit.zip", hashes: HASHES, trust: "verified checksum" },
  ],
  [
    "somewhere else",
    { url: "https://other.example.com/kit.zip" },
    { url: "https://other.example.com/kit.zip", hashes: [], trust: "unauthenticated" },
  ],
])("an archive %s", async (_, archive, wanted) => {
  const found = await mirror({ "1.0.0.json": archives(archive) }).find(SOURCE, "1.0.0", "linux_amd64");
  const { url, hashes, trust } = { hashes: [], trust: "", url: "", ...wanted };
  expect(found).toEqual({
    kind: "remote",
    url: new URL(url, `https://${server.host}/p/${SOURCE}/`).href,
    hashes,
    allHashes: hashes,
    trust,
    isSelfSigned: false,
  });
});

test("a provider or a platform that it does not have is none", async () => {
  const found = mirror({ "1.0.0.json": archives({ url: "kit.zip" }) });
  expect(await found.versions(SOURCE, "linux_amd64")).toBeUndefined();
  expect(await found.find(SOURCE, "1.0.0", "plan9_arm")).toBeUndefined();
});

test.each<[string, Readonly<Record<string, Served>>, string]>([
  [
    "a version that it told of",
    {},
    `provider mirror does not have archive index for previously-reported ${SOURCE} version 1.0.0`,
  ],
  ["no address", { "1.0.0.json": archives({ hashes: [] }) }, 'provider mirror returned invalid URL ""'],
  [
    "an address that is none",
    { "1.0.0.json": archives({ url: "https://" }) },
    'provider mirror returned invalid URL "https://"',
  ],
  ["no JSON", { "1.0.0.json": "<html>" }, "invalid response content from mirror server"],
  ["no such page", { "1.0.0.json": { status: 410 } }, "server returned unsuccessful status 410"],
])("an answer with %s is told", async (_, files, why) => {
  await expect(mirror(files).find(SOURCE, "1.0.0", "linux_amd64")).rejects.toThrow(
    new FetchFailure(`failed to query provider mirror ${server.host} for ${SOURCE}: ${why}`),
  );
});

test.each([
  [401, "requires authentication credentials"],
  [403, "rejected the given authentication credentials"],
])("status %i is told as one of credentials", async (status, why) => {
  await expect(mirror({ "index.json": { status } }).versions(SOURCE, "linux_amd64")).rejects.toThrow(
    `host ${server.host} ${why}`,
  );
});
