import { createPrivateKey, createPublicKey, generateKeyPairSync, X509Certificate } from "node:crypto";
import { AsnConvert } from "@peculiar/asn1-schema";
import { Certificate } from "@peculiar/asn1-x509";
import { type GuardedAgent, MASTER, startGuardedAgent } from "@tutti/agent/testkit";
import { describe, expect, test } from "vitest";
import { createRoot } from "./certificates.ts";

const connect = { enabled: true, caConfig: {} };

function open(caConfig: object = {}): Promise<GuardedAgent> {
  return startGuardedAgent(
    66,
    {},
    { connect: { enabled: true, caConfig: { ...connect.caConfig, ...caConfig } } },
  );
}

type Json = Readonly<Record<string, unknown>>;
interface Root {
  readonly ID: string;
  readonly RootCert: string;
  readonly Active: boolean;
  readonly IntermediateCerts: readonly string[] | null;
  readonly SerialNumber: number;
}
interface Roots {
  readonly ActiveRootID: string;
  readonly TrustDomain: string;
  readonly Roots: readonly Root[];
}

async function rootsOf({ master }: GuardedAgent): Promise<Roots> {
  return (await master("connect.ca-roots")).json() as Roots;
}

async function leafOf(
  { master }: GuardedAgent,
  service: string,
): Promise<Json & { readonly CertPEM: string }> {
  return (await master("agent.connect-ca-leaf", { rest: service })).json() as Json & { CertPEM: string };
}

const active = ({ Roots: all, ActiveRootID }: Roots): Root =>
  all.find(({ ID }) => ID === ActiveRootID) ?? expect.unreachable();

const pems = (chain: string): X509Certificate[] =>
  (chain.match(/-----BEGIN.*?-----END CERTIFICATE-----\n/gs) ?? []).map((pem) => new X509Certificate(pem));

const put = ({ as }: GuardedAgent, body: object): Promise<string> =>
  as(MASTER, "connect.ca-configure", { body });

const ownKey = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
const PrivateKey = ownKey.export({ type: "sec1", format: "pem" }).toString();

test("a root that signs itself, for the cluster", async () => {
  const agent = await open();
  const roots = await rootsOf(agent);
  const root = active(roots);
  expect(Object.keys(root)).toEqual(
    "ID Name SerialNumber SigningKeyID ExternalTrustDomain NotBefore NotAfter RootCert IntermediateCerts Active PrivateKeyType PrivateKeyBits CreateIndex ModifyIndex".split(
      " ",
    ),
  );
  const certificate = new X509Certificate(root.RootCert);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(certificate.ca).toBe(true);
  expect(certificate.subjectAltName).toBe(`URI:spiffe://${roots.TrustDomain}`);
  expect(certificate.fingerprint.toLowerCase()).toBe(root.ID);
  expect(root).toMatchObject({
    SerialNumber: 1,
    Active: true,
    IntermediateCerts: null,
    PrivateKeyType: "ec",
  });
  const same = await rootsOf(agent);
  expect(same).toEqual(roots);
  const pem = await agent.master("connect.ca-roots", { query: { pem: "true" } });
  expect([pem.headers.get("content-type"), pem.text()]).toEqual([
    "application/pem-certificate-chain",
    root.RootCert,
  ]);
  expect(await agent.as("", "connect.ca-roots", { query: { pem: "x" } })).toBe(
    "400 Bad request: The 'pem' query parameter must be a boolean value",
  );
});

describe("a leaf", () => {
  test("is of a service, signed by the root, and the same until three quarters of its time are over", async () => {
    const agent = await open();
    const leaf = await leafOf(agent, "web");
    expect(Object.keys(leaf)).toEqual(
      "SerialNumber CertPEM PrivateKeyPEM Service ServiceURI ValidAfter ValidBefore CreateIndex ModifyIndex".split(
        " ",
      ),
    );
    const [certificate = expect.unreachable()] = pems(leaf.CertPEM);
    const roots = await rootsOf(agent);
    const root = new X509Certificate(active(roots).RootCert);
    expect(certificate.verify(root.publicKey)).toBe(true);
    expect(certificate.checkIssued(root)).toBe(true);
    expect(certificate.checkPrivateKey(createPrivateKey(String(leaf["PrivateKeyPEM"])))).toBe(true);
    expect(certificate.ca).toBe(false);
    expect(certificate.subjectAltName).toBe(`URI:spiffe://${roots.TrustDomain}/ns/default/dc/dc1/svc/web`);
    expect(certificate.subject).toBe(`CN=web.svc.default.${roots.TrustDomain.slice(0, 8)}.consul`);
    expect(leaf["SerialNumber"]).toBe("02");
    expect(Date.parse(String(leaf["ValidBefore"])) - Date.parse(String(leaf["ValidAfter"]))).toBe(
      72 * 3_600_000,
    );
    await agent.world.run(53 * 3_600_000);
    expect(await leafOf(agent, "web")).toEqual(leaf);
    await agent.world.run(3_600_000);
    expect((await leafOf(agent, "web"))["SerialNumber"]).toBe("03");
    expect((await leafOf(agent, "api"))["Service"]).toBe("api");
  });

  test("is for those who may register the service, whoever it was made for", async () => {
    const agent = await open();
    await leafOf(agent, "web");
    const { SecretID } = await agent.token('service "web" { policy = "write" }');
    expect(await agent.as(SecretID, "agent.connect-ca-leaf", { rest: "web" })).toMatch(/^200/);
    expect(await agent.as(SecretID, "agent.connect-ca-leaf", { rest: "api" })).toBe("403 Permission denied");
    const { SecretID: reader } = await agent.token('service "web" { policy = "read" }');
    expect(await agent.as(reader, "agent.connect-ca-leaf", { rest: "web" })).toBe("403 Permission denied");
    expect(await agent.as("", "agent.connect-ca-leaf", { rest: "" })).toBe(
      "500 URI must be either service or agent",
    );
  });

  test("is waited for until there is another root", async () => {
    const agent = await open();
    const first = await leafOf(agent, "web");
    const query = { index: String(first["ModifyIndex"]), wait: "10m" };
    const waiting = agent.client.call("agent.connect-ca-leaf", { rest: "web", query, token: MASTER });
    await agent.world.run(1000);
    const began = agent.world.nowMs;
    expect(await put(agent, { Provider: "consul", Config: { PrivateKey } })).toBe("200");
    const next = (await agent.world.until(waiting)).json() as Json;
    expect(agent.world.nowMs - began).toBeLessThan(1000);
    expect(next["CertPEM"]).not.toBe(first.CertPEM);
    const rest = { rest: "web", query: { index: String(next["ModifyIndex"]), wait: "10s" } };
    const same = await agent.master("agent.connect-ca-leaf", rest);
    expect(same.json()).toEqual(next);
  });
});

test("another key is another root, for which the old one vouches until its leafs are gone", async () => {
  const agent = await open();
  const before = active(await rootsOf(agent));
  expect(await put(agent, { Provider: "consul", Config: { PrivateKey, LeafCertTTL: "1h" } })).toBe("200");
  const roots = await rootsOf(agent);
  expect(roots.Roots.map(({ Active }) => Active).sort()).toEqual([false, true]);
  const now = active(roots);
  expect(createPublicKey(ownKey).equals(new X509Certificate(now.RootCert).publicKey)).toBe(true);
  const [crossed = expect.unreachable()] = pems(now.IntermediateCerts?.[0] ?? "");
  const old = new X509Certificate(before.RootCert);
  expect(crossed.verify(old.publicKey)).toBe(true);
  expect(crossed.checkIssued(old)).toBe(true);
  expect(crossed.subject).toBe(new X509Certificate(now.RootCert).subject);
  const [leaf, ...behind] = pems((await leafOf(agent, "web")).CertPEM);
  expect(leaf?.verify(crossed.publicKey)).toBe(true);
  expect(behind.map(({ fingerprint }) => fingerprint)).toEqual([crossed.fingerprint]);
  expect([now.SerialNumber, Number(`0x${crossed.serialNumber}`), Number(`0x${leaf?.serialNumber}`)]).toEqual([
    2, 3, 4,
  ]);
  await agent.world.run(2 * 3_600_000 + 1000);
  const other = generateKeyPairSync("ec", { namedCurve: "P-384" }).privateKey.export({
    type: "sec1",
    format: "pem",
  });
  await put(agent, {
    Provider: "consul",
    Config: { PrivateKey: other, LeafCertTTL: "1h" },
    ForceWithoutCrossSigning: true,
  });
  const left = await rootsOf(agent);
  expect(left.Roots.map(({ ID }) => ID)).not.toContain(before.ID);
  expect(active(left).IntermediateCerts).toBe(null);
});

/** What a certificate says beside names and times, critical or not, as Consul's say it. */
const extensionsOf = (pem: string): readonly string[] =>
  [...(AsnConvert.parse(new X509Certificate(pem).raw, Certificate).tbsCertificate.extensions ?? [])].map(
    ({ extnID, critical }) => `${extnID}${critical ? "!" : ""}`,
  );

test("certificates say of themselves what Consul's say", async () => {
  const agent = await open();
  const ROOT = ["2.5.29.15!", "2.5.29.19!", "2.5.29.14", "2.5.29.35", "2.5.29.17"];
  expect(extensionsOf(active(await rootsOf(agent)).RootCert)).toEqual(ROOT);
  const leaf = ["2.5.29.15!", "2.5.29.37", "2.5.29.19!", "2.5.29.14", "2.5.29.35", "2.5.29.17"];
  expect(extensionsOf((await leafOf(agent, "web")).CertPEM)).toEqual(leaf);
  await put(agent, { Provider: "consul", Config: { PrivateKey } });
  const [crossed = ""] = active(await rootsOf(agent)).IntermediateCerts ?? [];
  expect(extensionsOf(crossed).toSorted()).toEqual(ROOT.toSorted());
});

test("the configuration is shown as it was written, and changes nothing else while the key stays", async () => {
  const agent = await open({ LeafCertTTL: "24h" });
  const roots = await rootsOf(agent);
  const read = async (): Promise<Json> => (await agent.master("connect.ca-configuration")).json() as Json;
  expect(await read()).toMatchObject({
    Provider: "consul",
    Config: { IntermediateCertTTL: "8760h", LeafCertTTL: "24h", RotationPeriod: "2160h" },
    State: null,
    ForceWithoutCrossSigning: false,
  });
  expect(
    await put(agent, { Provider: "consul", Config: { PrivateKeyType: "rsa", PrivateKeyBits: 2048 } }),
  ).toBe("200");
  expect((await read())["Config"]).toEqual({ PrivateKeyBits: 2048, PrivateKeyType: "rsa" });
  expect(await rootsOf(agent)).toEqual(roots);
});

test("a root of one's own, of RSA", async () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const key = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
  const now = Date.parse("2026-01-01T00:00:00Z");
  const own = createRoot(
    privateKey,
    { commonName: "own", uri: "spiffe://own", serial: 200 },
    { fromMs: now, toMs: now + 1e10 },
  );
  const agent = await open();
  expect(await put(agent, { Provider: "consul", Config: { PrivateKey: key, RootCert: own } })).toBe("200");
  expect(active(await rootsOf(agent))).toMatchObject({
    RootCert: own,
    SerialNumber: 200,
    PrivateKeyType: "rsa",
  });
  const [leaf] = pems((await leafOf(agent, "web")).CertPEM);
  expect(leaf?.verify(new X509Certificate(own).publicKey)).toBe(true);
});

test.each([
  [{ Provider: "vault" }, 'could not initialize provider: unknown CA provider "vault"'],
  [{ Provider: "consul", State: { a: "b" } }, "CA Provider State is read-only"],
  [{ Config: { LeafCertTTL: "10m" } }, "leaf cert TTL must be greater or equal than 1h0m0s"],
  [{ Config: { LeafCertTTL: "9000h" } }, "leaf cert TTL must be less than 8760h0m0s"],
  [{ Config: { IntermediateCertTTL: "2h" } }, "Intermediate Cert TTL must be greater or equal than 3h"],
  [
    { Config: { IntermediateCertTTL: "4h" } },
    "Intermediate Cert TTL must be greater or equal than 3 * LeafCertTTL (>=216h0m0s).",
  ],
  [{ Config: { LeafCertTTL: "soon" } }, "error decoding config: 'LeafCertTTL' is no duration: \"soon\""],
  [{ Config: { RootCert: "x" } }, "must provide a private key when providing a root cert"],
  [{ Config: { PrivateKey: "x" } }, "error parsing private key: it is no PEM of one"],
  [{ Config: { PrivateKey, RootCert: "x" } }, "error parsing root cert: it is no PEM of one"],
  [{ Config: { PrivateKeyType: "dsa" } }, "private key type must be either 'rsa' or 'ec'"],
  [{ Config: { PrivateKeyBits: 512 } }, "EC key length must be one of (224, 256, 384, 521) bits"],
])("the configuration %j is refused, and nothing changes", async (body, why) => {
  const agent = await open();
  const roots = await rootsOf(agent);
  const answer = await put(agent, { Provider: "consul", ...body });
  expect(answer).toBe(
    `500 ${why.startsWith("could") || why.startsWith("CA") ? "" : "error configuring provider: "}${why}`,
  );
  expect(await rootsOf(agent)).toEqual(roots);
});

test("an authority that vouches for no other is exchanged by force alone", async () => {
  const agent = await open({ DisableCrossSigning: true });
  const body = { Provider: "consul", Config: { PrivateKey } };
  expect(await put(agent, body)).toMatch(/^500 The current CA Provider does not support cross-signing/);
  expect(await put(agent, { ...body, ForceWithoutCrossSigning: true })).toBe("200");
});

test("rights: who may read and write the configuration", async () => {
  const agent = await open();
  const { SecretID: reader } = await agent.token('operator = "read"');
  expect(await agent.as(reader, "connect.ca-configuration")).toMatch(/^200/);
  expect(await agent.as(reader, "connect.ca-configure", { body: { Provider: "consul" } })).toBe(
    "403 Permission denied",
  );
  expect(await agent.as("", "connect.ca-configuration")).toBe("403 Permission denied");
  expect(await agent.as("", "connect.ca-roots")).toMatch(/^200/);
});
