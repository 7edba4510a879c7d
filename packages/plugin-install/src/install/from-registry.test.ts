/** Providers from a registry over TLS: what is taken, and what is refused with nothing left behind. */

import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseVersionConstraint } from "@tutti/config";
import { NO_HOST_SETTINGS } from "@tutti/modules";
import { type FetchWorld, zipFile } from "@tutti/modules/testkit";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { createMaker, type Maker, signatureOf } from "../../testkit/published-provider.ts";
import { openTlsServer, type TlsServer } from "../../testkit/tls-server.ts";
import type { Locks } from "../lock/lock-file.ts";
import { ownPlatform } from "../package/platform.ts";
import { NO_INSTALLATION } from "../settings/installation.ts";
import { chooseSource } from "../source/chosen-source.ts";
import { type InstallStep, installProviders } from "./install-providers.ts";

let server: TlsServer;
let host = "";
let world: FetchWorld;
let key: Maker;

beforeAll(async () => {
  [server, key] = await Promise.all([openTlsServer(), createMaker()]);
  host = server.host;
});
afterAll(() => server.close());
beforeEach(() => {
  world = server.openWorld();
});
afterEach(() => world.end());

interface Wrong {
  readonly sums?: (text: string) => string;
  readonly signed?: (text: string) => string;
  readonly archive?: (bytes: Uint8Array) => Uint8Array;
  readonly entries?: Parameters<typeof zipFile>[0];
  readonly os?: string;
  readonly protocols?: readonly string[];
}

/** A registry with version 1.0.0 and 1.1.0 of `acme/kit`. */
async function publish(wrong: Wrong = {}): Promise<void> {
  const [os = "", arch = ""] = ownPlatform(world.context.runtime.environment).split("_");
  const bytes = zipFile(
    wrong.entries ?? [{ name: "terraform-provider-kit_v1.1.0", content: "#!/bin/sh\n", mode: 0o100755 }],
  );
  const filename = `terraform-provider-kit_1.1.0_${os}_${arch}.zip`;
  const shasum = createHash("sha256").update(bytes).digest("hex");
  const list = `${shasum}  ${filename}\n${"0".repeat(64)}  terraform-provider-kit_1.1.0_plan9_arm.zip\n`;
  const sums = wrong.sums?.(list) ?? list;
  const signature = await signatureOf(wrong.signed?.(sums) ?? sums, key);
  server.files = new Map<string, Uint8Array | string>([
    ["/.well-known/terraform.json", '{"providers.v1":"/v1/"}'],
    [
      "/v1/acme/kit/versions",
      JSON.stringify({
        versions: [
          { version: "1.0.0", protocols: ["5.0"] },
          { version: "1.1.0", protocols: wrong.protocols ?? ["6.0"] },
          { version: "2.0.0-beta1", protocols: ["6.0"] },
        ],
      }),
    ],
    [
      `/v1/acme/kit/1.1.0/download/${os}/${arch}`,
      JSON.stringify({
        os: wrong.os ?? os,
        arch,
        filename,
        shasum,
        download_url: "/files/kit.zip",
        shasums_url: "/files/sums",
        shasums_signature_url: "/files/sums.sig",
        signing_keys: { gpg_public_keys: [{ ascii_armor: key.publicKey }] },
      }),
    ],
    ["/files/kit.zip", wrong.archive?.(bytes) ?? bytes],
    ["/files/sums", sums],
    ["/files/sums.sig", signature],
  ]);
}

async function install(constraint: string, locks: Locks = new Map(), type = "kit") {
  const { context } = world;
  const steps: InstallStep[] = [];
  const folder = join(world.folder, "providers");
  const done = await installProviders({
    context,
    requirements: [
      {
        source: `${host}/acme/${type}`,
        constraint: constraint === "" ? [] : (parseVersionConstraint(constraint) ?? []),
        asked: [
          { by: "the root module", constraint },
          { by: "module.a", constraint: "> 0.1.0" },
        ],
      },
    ],
    locks,
    from: await chooseSource(context, { ...NO_INSTALLATION, methods: DIRECT }, [], NO_HOST_SETTINGS),
    folder,
    cache: undefined,
    cacheMayBreakLock: false,
    upgrade: false,
    onStep: (step) => steps.push(step),
  });
  const told = done.diagnostics.map(({ summary, detail }) => `${summary}: ${detail}`);
  return { done, told, steps, folder };
}

const DIRECT = [{ place: { kind: "direct" }, include: undefined, exclude: [] }] as const;

test("the newest version that fits is fetched, checked, unpacked and known by all its hashes", async () => {
  await publish();
  const { done, told, steps, folder } = await install("~> 1.0");
  expect(told).toEqual([]);
  expect(steps.map(({ kind }) => kind)).toEqual(["finding", "installing", "installed"]);
  expect(steps.at(-1)).toMatchObject({
    version: "1.1.0",
    trust: expect.stringMatching(/^self-signed, key ID [0-9A-F]{16}$/),
    isSelfSigned: true,
  });
  const platform = ownPlatform(world.context.runtime.environment);
  const program = join(folder, host, "acme/kit/1.1.0", platform, "terraform-provider-kit_v1.1.0");
  expect(readFileSync(program, "utf8")).toBe("#!/bin/sh\n");
  const lock = done.locks.get(`${host}/acme/kit`);
  expect(lock).toMatchObject({ version: "1.1.0", constraints: "~> 1.0" });
  expect(lock?.hashes.map((hash) => hash.slice(0, 3))).toEqual(["h1:", "zh:", "zh:"]);
  expect(done.incomplete).toEqual([]);
  const again = await install("~> 1.0", done.locks);
  expect(again.steps.map(({ kind }) => kind)).toEqual(["reusing", "present"]);
  expect([...again.done.locks]).toEqual([...done.locks]);
});

test.each<[string, Wrong, string]>([
  [
    "an archive of another content",
    { archive: (bytes) => new Uint8Array([...bytes, 0]) },
    "archive has incorrect checksum zh:",
  ],
  ["a list that its maker did not sign", { signed: (text) => `${text}\n` }, "error checking signature: "],
  [
    "a list without the archive",
    { sums: () => "", signed: () => "" },
    "checksum list has no SHA-256 hash for",
  ],
  [
    "a list with another checksum",
    { sums: (text) => text.replace(/^./, (digit) => (digit === "0" ? "1" : "0")) },
    "checksum list has unexpected SHA-256 hash",
  ],
  ["another platform", { os: "plan9" }, "has incorrect target"],
  ["an archive that leads out", { entries: [{ name: "../evil", content: "x" }] }, "the archive"],
  [
    "an archive without the program",
    { entries: [{ name: "README", content: "x" }] },
    "the package has no program terraform-provider-kit",
  ],
])("%s is refused, and nothing is left of it", async (_, wrong, why) => {
  await publish(wrong);
  const { told, done, folder } = await install("~> 1.0");
  expect(told).toEqual([
    expect.stringContaining(`Failed to install provider: Error while installing ${host}/acme/kit v1.1.0: `),
  ]);
  expect(told[0]).toContain(why);
  expect(done.locks.size).toBe(0);
  const home = join(folder, host, "acme/kit/1.1.0");
  expect(existsSync(home) ? readdirSync(home) : []).toEqual([]);
});

test.each<[string, Wrong, string, string, string]>([
  [
    "a version that nobody has",
    {},
    "kit",
    "~> 3.0",
    "no available releases match the given constraints ~> 3.0\n\nThese ask for it:\n  - the root module: ~> 3.0\n  - module.a: > 0.1.0",
  ],
  [
    "a pre-release that was not asked for",
    {},
    "kit",
    ">= 2.0.0",
    "no available releases match the given constraints >= 2.0.0",
  ],
  [
    "a version that speaks an older protocol",
    { protocols: ["4.0"] },
    "kit",
    "1.1.0",
    "no available releases match the given constraints 1.1.0",
  ],
  ["a provider that is not known", {}, "other", "1.0.0", "does not have a provider named"],
])("%s is told", async (_, wrong, type, constraint, why) => {
  await publish(wrong);
  const { told } = await install(constraint, new Map(), type);
  expect(told).toEqual([
    expect.stringContaining(
      `Failed to query available provider packages: Could not retrieve the list of available versions for provider ${host}/acme/${type}: `,
    ),
  ]);
  expect(told[0]).toContain(why);
});

test("what the lock file knows by another hash is not taken", async () => {
  await publish();
  const lock = { version: "1.1.0", constraints: "", hashes: [`zh:${"1".repeat(64)}`] };
  const { told } = await install("~> 1.0", new Map([[`${host}/acme/kit`, lock]]));
  expect(told[0]).toContain(
    `the current package for ${host}/acme/kit 1.1.0 doesn't match any of the checksums previously recorded in the dependency lock file`,
  );
});

test("a pre-release is not the newest version", async () => {
  await publish();
  expect((await install("")).steps.at(-1)).toMatchObject({ kind: "installed", version: "1.1.0" });
});

test("a host that is no registry, or not there", async () => {
  server.files = new Map([["/.well-known/terraform.json", "{}"]]);
  expect((await install("1.0.0")).told[0]).toContain(
    `host ${host} does not offer a <Tutti> provider registry`,
  );
});
