/** Keys and certificates, as OpenSSL's reading of them has it; compared with the real provider by hand, attribute by attribute. */

import { createPublicKey, X509Certificate } from "node:crypto";
import { AsnConvert } from "@peculiar/asn1-schema";
import { Certificate } from "@peculiar/asn1-x509";
import { emptyBlock, fromPlain, impliedType, type PlainRecord } from "@tutti/plugin";
import { createStop } from "@tutti/runtime";
import { createMachine } from "@tutti/simulation";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type PlainProvider, plainProvider } from "../../testkit/plain-provider.ts";
import { createProviderFactory } from "./provider.ts";

const HOUR_MS = 3_600_000;
const KINDS = {
  rsa: { algorithm: "RSA" },
  p224: { algorithm: "ECDSA" },
  p256: { algorithm: "ECDSA", ecdsa_curve: "P256" },
  p384: { algorithm: "ECDSA", ecdsa_curve: "P384" },
  p521: { algorithm: "ECDSA", ecdsa_curve: "P521" },
  ed25519: { algorithm: "ED25519" },
} as const;
type Kind = keyof typeof KINDS;
const kinds = Object.keys(KINDS) as readonly Kind[];

let tls: PlainProvider;
const keys = new Map<Kind, PlainRecord>();
beforeAll(async () => {
  const maker = await plainProvider(createProviderFactory);
  for (const kind of kinds) {
    const { value, told } = await maker.create("tls_private_key", KINDS[kind]);
    expect(told).toEqual([]);
    keys.set(kind, value ?? {});
  }
});
beforeEach(async () => {
  tls = await plainProvider(createProviderFactory);
});

const keyOf = (kind: Kind): PlainRecord => keys.get(kind) ?? {};
const pemOf = (kind: Kind): string => `${keyOf(kind)["private_key_pem"]}`;
const SUBJECT = {
  common_name: 'ca, "x" é',
  organization: "Acme+Co",
  street_address: ["a 1", "b 2"],
  country: "DE",
  province: "Berlin",
  serial_number: "7",
};

async function made(type: string, config: PlainRecord): Promise<PlainRecord> {
  const { value, told } = await tls.create(type, config);
  expect(told).toEqual([]);
  return value ?? {};
}

/** In the order in which they stand there, which is Go's. */
function extensionsOf({ cert_pem: pem }: PlainRecord): readonly string[] {
  const { raw } = new X509Certificate(`${pem}`);
  const { tbsCertificate } = AsnConvert.parse(new Uint8Array(raw).buffer, Certificate);
  return [...(tbsCertificate.extensions ?? [])].map(({ extnID }) => extnID);
}

const selfSigned = (kind: Kind, config: PlainRecord = {}): Promise<PlainRecord> =>
  made("tls_self_signed_cert", {
    private_key_pem: pemOf(kind),
    validity_period_hours: 10,
    allowed_uses: ["cert_signing", "crl_signing", "server_auth"],
    subject: [SUBJECT],
    ...config,
  });

describe.each(kinds)("a key %s", (kind) => {
  test("is written in all forms, which say the same", async () => {
    const key = keyOf(kind);
    const head = { rsa: "RSA PRIVATE KEY", ed25519: "PRIVATE KEY" }[kind as string] ?? "EC PRIVATE KEY";
    expect(key["private_key_pem"]).toMatch(new RegExp(`^-----BEGIN ${head}-----\n`));
    expect(key["private_key_pem_pkcs8"]).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
    for (const form of ["private_key_pem", "private_key_pem_pkcs8", "private_key_openssh"]) {
      if (key[form] === "") continue;
      const argument = form === "private_key_openssh" ? form : "private_key_pem";
      const { value } = await tls.readData("tls_public_key", { [argument]: key[form] ?? null });
      for (const name of ["id", "public_key_pem", "public_key_openssh", "public_key_fingerprint_md5"])
        expect([form, name, value?.[name]]).toEqual([form, name, key[name]]);
      expect(value?.["algorithm"]).toBe(KINDS[kind].algorithm);
    }
    const openSsh = [
      key["private_key_openssh"],
      key["public_key_openssh"],
      key["public_key_fingerprint_sha256"],
    ];
    if (kind === "p224") return expect(openSsh).toEqual(["", "", ""]);
    expect(openSsh).toEqual([
      expect.stringMatching(/^-----BEGIN OPENSSH PRIVATE KEY-----\n/),
      expect.stringMatching(/^(ssh-rsa|ecdsa-sha2-nistp\d+|ssh-ed25519) \S+\n$/),
      expect.stringMatching(/^SHA256:.{43}$/),
    ]);
  });

  test("signs a certificate for itself, and others by it", async () => {
    const authority = await selfSigned(kind, { is_ca_certificate: true, set_authority_key_id: true });
    const request = await made("tls_cert_request", {
      private_key_pem: pemOf("p256"),
      subject: [{ common_name: "leaf" }],
      dns_names: ["a.test"],
      ip_addresses: ["10.0.0.1", "::1"],
      uris: ["spiffe://x/y"],
    });
    const leaf = await made("tls_locally_signed_cert", {
      cert_request_pem: request["cert_request_pem"] ?? null,
      ca_private_key_pem: pemOf(kind),
      ca_cert_pem: authority["cert_pem"] ?? null,
      validity_period_hours: 5,
      set_subject_key_id: true,
      allowed_uses: ["digital_signature", "client_auth"],
    });
    const root = new X509Certificate(`${authority["cert_pem"]}`);
    const one = new X509Certificate(`${leaf["cert_pem"]}`);
    expect([
      root.ca,
      root.verify(root.publicKey),
      one.ca,
      one.verify(root.publicKey),
      one.checkIssued(root),
    ]).toEqual([true, true, false, true, true]);
    expect(one.publicKey.equals(createPublicKey(pemOf("p256")))).toBe(true);
    expect(one.subjectAltName).toBe(
      "DNS:a.test, IP Address:10.0.0.1, IP Address:0:0:0:0:0:0:0:1, URI:spiffe://x/y",
    );
    expect([one.keyUsage, one.subject]).toEqual([["1.3.6.1.5.5.7.3.2"], "CN=leaf"]);
    expect([authority["key_algorithm"], leaf["ca_key_algorithm"]]).toEqual([
      KINDS[kind].algorithm,
      KINDS[kind].algorithm,
    ]);
    expect([extensionsOf(authority), extensionsOf(leaf)]).toEqual([
      ["2.5.29.15", "2.5.29.37", "2.5.29.19", "2.5.29.14", "2.5.29.35"],
      ["2.5.29.15", "2.5.29.37", "2.5.29.19", "2.5.29.14", "2.5.29.35", "2.5.29.17"],
    ]);
    expect(leaf["id"]).toBe(BigInt(`0x${one.serialNumber}`).toString());
    expect(Date.parse(one.validTo) - Date.parse(one.validFrom)).toBe(5 * HOUR_MS);
  });
});

test("names are in the order that Go gives them, and escaped as there", async () => {
  const { cert_pem: content = null } = await selfSigned("p384", { is_ca_certificate: true });
  const { value } = await tls.readData("tls_certificate", { content });
  expect(value?.["certificates"]).toMatchObject([
    {
      subject: 'SERIALNUMBER=7,CN=ca\\, \\"x\\" é,O=Acme\\+Co,STREET=a 1+STREET=b 2,ST=Berlin,C=DE',
      is_ca: true,
      version: 3,
      signature_algorithm: "ECDSA-SHA384",
      public_key_algorithm: "ECDSA",
      not_before: expect.stringMatching(/T\d\d:\d\d:\d\dZ$/),
      sha1_fingerprint: expect.stringMatching(/^[0-9a-f]{40}$/),
      serial_number: expect.stringMatching(/^\d+$/),
    },
  ]);
});

describe("a certificate's time", () => {
  test("comes: it is told, and made anew", async () => {
    const cert = await selfSigned("p256", { early_renewal_hours: 2 });
    expect(cert["ready_for_renewal"]).toBe(false);
    const config = {
      ...cert,
      id: null,
      cert_pem: null,
      ready_for_renewal: null,
      key_algorithm: null,
      validity_end_time: null,
      validity_start_time: null,
    };
    expect((await tls.plan("tls_self_signed_cert", config, cert)).replace).toEqual([]);
    await tls.machine.simulation.run(8 * HOUR_MS + 1);
    const { value } = await tls.read("tls_self_signed_cert", cert);
    expect(value?.["ready_for_renewal"]).toBe(true);
    const planned = await tls.plan("tls_self_signed_cert", config, value);
    expect([planned.value?.["ready_for_renewal"], planned.replace]).toEqual(["?", ["ready_for_renewal"]]);
  });

  test("is over at once where the renewal is as long as it", async () => {
    expect((await selfSigned("p256", { early_renewal_hours: 10 }))["ready_for_renewal"]).toBe(true);
  });
});

const BASE = { validity_period_hours: 1, allowed_uses: [] };
test.each<[string, string, PlainRecord, RegExp]>([
  [
    "a key that is none",
    "tls_cert_request",
    { private_key_pem: "x" },
    /^Failed to parse private key PEM: failed to decode PEM block/,
  ],
  [
    "PEM of something else",
    "tls_cert_request",
    { private_key_pem: "-----BEGIN PUBLIC KEY-----\n" },
    /unable to determine parser for PEM preamble: PUBLIC KEY/,
  ],
  [
    "an authority without a name",
    "tls_self_signed_cert",
    { ...BASE, is_ca_certificate: true },
    /^Invalid Certificate Subject: Must contain at least one/,
  ],
  [
    "a key of an authority that is not told",
    "tls_self_signed_cert",
    { ...BASE, set_authority_key_id: true },
    /^Invalid Certificate Authority: Could not determine/,
  ],
  [
    "an address that is none",
    "tls_cert_request",
    { ip_addresses: ["10.0.0"] },
    /^Invalid IP address: Failed to parse "10\.0\.0"$/,
  ],
  ["a URI that is none", "tls_cert_request", { uris: [":x"] }, /^Invalid URI: Failed to parse ":x"$/],
  [
    "a request that is none",
    "tls_locally_signed_cert",
    { ...BASE, cert_request_pem: "x", ca_cert_pem: "x", ca_private_key_pem: "x" },
    /^Failed to parse certificate request PEM: failed to decode PEM/,
  ],
])("%s is refused", async (_, type, config, words) => {
  const own = type === "tls_locally_signed_cert" ? {} : { private_key_pem: pemOf("p256") };
  expect((await tls.create(type, { ...own, ...config })).told[0]).toMatch(words);
});

test.each<[string, PlainRecord, RegExp]>([
  ["tls_private_key", { algorithm: "DSA" }, /value must be one of: \["RSA" "ECDSA" "ED25519"\], got: "DSA"/],
  ["tls_private_key", { algorithm: "ECDSA", ecdsa_curve: "P1" }, /ecdsa_curve value must be one of/],
  [
    "tls_self_signed_cert",
    { ...BASE, private_key_pem: "x", allowed_uses: ["fun"] },
    /must be one of: \["any_extended" .*\], got: "fun"/,
  ],
  [
    "tls_self_signed_cert",
    { ...BASE, private_key_pem: "x", validity_period_hours: -1 },
    /must be at least 0, got: -1/,
  ],
])("%s is checked before", async (type, config, words) => {
  expect((await tls.validate(type, config)).join()).toMatch(words);
});

test.each<[string, PlainRecord, RegExp]>([
  [
    "tls_public_key",
    { private_key_pem: "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n" },
    /^Unable to parse private key: .*invalid openssh private key format/,
  ],
  ["tls_public_key", { private_key_pem: "x" }, /^Unable to parse private key: failed to decode PEM/],
  ["tls_certificate", { content: "x" }, /^Failed to decode PEM: /],
  [
    "tls_certificate",
    { content: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n" },
    /^Unable to parse certificate: /,
  ],
  ["tls_certificate", { url: "tls://a.test" }, /Port missing from URL: tls:\/\/a\.test/],
  ["tls_certificate", { url: "https://a.test" }, /unable to execute TLS connection towards a\.test:443: /],
])("%s that cannot be read is told", async (type, config, words) => {
  expect((await tls.readData(type, config)).told[0]).toMatch(words);
});

test("data say where nothing, or too much, is given", async () => {
  expect((await tls.validateData("tls_certificate", { url: "ftp://x" })).join()).toMatch(
    /begins with https:/,
  );
  expect((await tls.validateData("tls_public_key", {})).join()).toMatch(/when one \(and only one\)/);
});

test("a state of before has what it lacks", async () => {
  const { private_key_openssh, private_key_pem_pkcs8, ...old } = keyOf("ed25519");
  const { value } = await tls.upgrade("tls_private_key", 0, old);
  expect([value?.["private_key_pem_pkcs8"], value?.["public_key_openssh"]]).toEqual([
    private_key_pem_pkcs8,
    keyOf("ed25519")["public_key_openssh"],
  ]);
  expect(value?.["private_key_openssh"]).toMatch(/OPENSSH/);
});

test("a proxy is refused", async () => {
  const provider = await createProviderFactory(createMachine().host).create();
  const { block } = provider.schema().provider;
  const configure = async (plain: PlainRecord) => {
    const config = fromPlain(impliedType(block), { proxy: [plain] });
    return (await provider.configure({ config, signal: createStop().signal })).diagnostics.map(
      ({ summary }) => summary,
    );
  };
  expect(emptyBlock(block).asEntries.size).toBe(1);
  expect(await configure({ url: "http://p", username: null, password: null, from_env: null })).toEqual([
    "Proxy not supported",
  ]);
  expect(await configure({ url: null, username: null, password: null, from_env: true })).toEqual([]);
});
