import { describe, expect, test } from "vitest";
import { buildTexts, builtOf, MINIMAL } from "../../testkit/built-config.ts";

const PAIR = '{"cert_file": "c", "key_file": "k"}';
const CA = '{"ca_file": "a"}';
const SUITE = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";

describe("the keys of TLS", () => {
  test.each<[string, readonly string[], object]>([
    [
      "nothing",
      [],
      { verifiesClients: false, versionLeast: "1.2", cipherSuites: [], prefersOwnSuites: false },
    ],
    ["files", [PAIR, CA], { certificateFile: "c", keyFile: "k", authorityFile: "a" }],
    ["a folder of authorities", ['{"ca_path": "p"}'], { authorityFolder: "p" }],
    ["verify_incoming", [PAIR, CA, '{"verify_incoming": true}'], { verifiesClients: true }],
    ["verify_incoming_https", [PAIR, CA, '{"verify_incoming_https": true}'], { verifiesClients: true }],
    [
      "one that is off beside one that is on",
      [PAIR, CA, '{"verify_incoming": true, "verify_incoming_https": false}'],
      { verifiesClients: true },
    ],
    [
      "verify_incoming_rpc, where no RPC is taken",
      ['{"verify_incoming_rpc": true}'],
      { verifiesClients: false },
    ],
    ["tls10", ['{"tls_min_version": "tls10"}'], { versionLeast: "1.0" }],
    ["tls11", ['{"tls_min_version": "tls11"}'], { versionLeast: "1.1" }],
    ["tls12", ['{"tls_min_version": "tls12"}'], { versionLeast: "1.2" }],
    ["tls13", ['{"tls_min_version": "tls13"}'], { versionLeast: "1.3" }],
    ["no version", ['{"tls_min_version": ""}'], { versionLeast: "1.2" }],
    [
      "suites, with blanks",
      ['{"tls_cipher_suites": "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"}'],
      { cipherSuites: ["TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"] },
    ],
    ["the server's order", ['{"tls_prefer_server_cipher_suites": true}'], { prefersOwnSuites: true }],
  ])("%s", (_, texts, wanted) => {
    expect(builtOf([MINIMAL, ...texts]).agent.tls).toMatchObject(wanted);
  });

  const stanza = (tls: object, more: object = {}) => JSON.stringify({ tls, ...more });
  test.each<[string, readonly string[], object]>([
    [
      "its defaults",
      [
        stanza({
          defaults: { cert_file: "c", key_file: "k", ca_file: "a", ca_path: "p", verify_incoming: true },
        }),
      ],
      {
        certificateFile: "c",
        keyFile: "k",
        authorityFile: "a",
        authorityFolder: "p",
        verifiesClients: true,
        versionLeast: "1.2",
      },
    ],
    [
      "HTTPS before its defaults, and those before the older keys",
      [
        '{"cert_file": "1", "key_file": "2", "ca_file": "3", "ca_path": "4"}',
        stanza({
          defaults: { key_file: "5", ca_file: "6", ca_path: "7" },
          https: { ca_file: "8", ca_path: "9" },
        }),
      ],
      { certificateFile: "1", keyFile: "5", authorityFile: "8", authorityFolder: "9" },
    ],
    [
      "one that is off for HTTPS alone",
      [PAIR, CA, stanza({ defaults: { verify_incoming: true }, https: { verify_incoming: false } })],
      { verifiesClients: false },
    ],
    [
      "one that is on for HTTPS alone",
      [PAIR, CA, stanza({ defaults: { verify_incoming: false }, https: { verify_incoming: true } })],
      { verifiesClients: true },
    ],
    [
      "defaults that are off before the older key",
      [PAIR, CA, '{"verify_incoming": true}', stanza({ defaults: { verify_incoming: false } })],
      { verifiesClients: false },
    ],
    [
      "the older key for HTTPS before defaults that are off",
      [PAIR, CA, '{"verify_incoming_https": true}', stanza({ defaults: { verify_incoming: false } })],
      { verifiesClients: true },
    ],
    [
      "internal_rpc, where no RPC is taken",
      [
        PAIR,
        CA,
        stanza({ internal_rpc: { verify_incoming: true, ca_file: "b", tls_min_version: "TLSv1_3" } }),
      ],
      { verifiesClients: false, authorityFile: "a", versionLeast: "1.2" },
    ],
    ["grpc, where there is none", [stanza({ grpc: { cert_file: "c" } })], { versionLeast: "1.2" }],
    ["TLSv1_0", [stanza({ defaults: { tls_min_version: "TLSv1_0" } })], { versionLeast: "1.0" }],
    ["TLSv1_1", [stanza({ https: { tls_min_version: "TLSv1_1" } })], { versionLeast: "1.1" }],
    [
      "TLSv1_3 of HTTPS before TLSv1_2",
      [stanza({ defaults: { tls_min_version: "TLSv1_2" }, https: { tls_min_version: "TLSv1_3" } })],
      { versionLeast: "1.3" },
    ],
    [
      "TLS_AUTO",
      ['{"tls_min_version": "tls13"}', stanza({ https: { tls_min_version: "TLS_AUTO" } })],
      { versionLeast: "1.2" },
    ],
    ["TLSv1_3 in the older key", ['{"tls_min_version": "TLSv1_3"}'], { versionLeast: "1.3" }],
    [
      "suites",
      [
        stanza({
          defaults: { tls_cipher_suites: "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA" },
          https: { tls_cipher_suites: "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256" },
        }),
      ],
      { cipherSuites: ["TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"] },
    ],
  ])("the record of TLS: %s", (_, texts, wanted) => {
    expect(builtOf([MINIMAL, ...texts]).agent.tls).toMatchObject(wanted);
  });

  const checked = '{"enable_agent_tls_for_checks": true, "node_name": "n"}';
  test.each<[string, readonly string[], object | undefined]>([
    ["not asked for", [PAIR, CA, '{"server_name": "s"}'], undefined],
    ["asked for, with nothing to show", [], { serverName: "n", versionLeast: "1.2" }],
    [
      "the older keys",
      [PAIR, CA, '{"ca_path": "p", "server_name": "s", "tls_min_version": "tls13"}'],
      {
        certificateFile: "c",
        keyFile: "k",
        authorityFile: "a",
        authorityFolder: "p",
        serverName: "s",
        versionLeast: "1.3",
      },
    ],
    [
      "internal_rpc before the defaults, whatever HTTPS has",
      [
        stanza({
          defaults: { cert_file: "1", key_file: "2", ca_file: "3" },
          internal_rpc: { ca_file: "4", tls_min_version: "TLSv1_3" },
          https: { cert_file: "5", key_file: "6", ca_file: "7" },
        }),
      ],
      { certificateFile: "1", keyFile: "2", authorityFile: "4", serverName: "n", versionLeast: "1.3" },
    ],
  ])("what checks show: %s", (name, texts, wanted) => {
    const asked = name === "not asked for" ? [] : [checked];
    expect(builtOf([MINIMAL, ...asked, ...texts]).agent.tls.checks).toEqual(wanted);
  });

  test.each<[readonly string[], string]>([
    [
      [stanza({ https: { tls_min_version: "tls14" } })],
      "tls.https.tls_min_version: value tls14 not supported, please specify one of [TLSv1_0, TLSv1_1, TLSv1_2, TLSv1_3, TLS_AUTO]",
    ],
    [
      [stanza({ defaults: { tls_min_version: "tls12" } })],
      "tls.defaults.tls_min_version: value tls12 not supported, please specify one of [TLSv1_0, TLSv1_1, TLSv1_2, TLSv1_3, TLS_AUTO]",
    ],
    [
      [stanza({ https: { tls_cipher_suites: "X" } })],
      'tls_cipher_suites: invalid tls cipher suites: unsupported cipher "X"',
    ],
    [
      [stanza({ https: { cert_file: "c" } })],
      "cert_file needs key_file: a certificate is of use only with its key",
    ],
    [
      [checked, stanza({ internal_rpc: { key_file: "c" } })],
      "key_file needs cert_file: a certificate is of use only with its key",
    ],
    [
      [PAIR, stanza({ https: { verify_incoming: true } })],
      "VerifyIncoming set but no CA certificates were provided",
    ],
    [
      ['{"tls_min_version": "tls9"}'],
      "TLSMinVersion: value tls9 not supported, please specify one of [tls10, tls11, tls12, tls13]",
    ],
    [
      ['{"tls_cipher_suites": "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,TLS_RSA_WITH_RC4_128_SHA"}'],
      'tls_cipher_suites: invalid tls cipher suites: unsupported cipher "TLS_RSA_WITH_RC4_128_SHA"',
    ],
    [['{"cert_file": "c"}'], "cert_file needs key_file: a certificate is of use only with its key"],
    [['{"key_file": "k"}'], "key_file needs cert_file: a certificate is of use only with its key"],
    [[PAIR, '{"verify_incoming": true}'], "VerifyIncoming set but no CA certificates were provided"],
    [
      [PAIR, '{"verify_incoming_https": true, "ca_file": ""}'],
      "VerifyIncoming set but no CA certificates were provided",
    ],
    [
      [CA, '{"verify_incoming": true}'],
      "VerifyIncoming requires a Cert and Key pair in the configuration file",
    ],
    [
      ['{"ports": {"https": 8501}}'],
      "ports.https = 8501 needs cert_file and key_file: no client could speak to it without a certificate",
    ],
    [[PAIR, '{"ports": {"https": 8500}}'], "HTTPS address 127.0.0.1:8500 already configured for HTTP"],
    [
      [PAIR, '{"ports": {"https": 8501}, "addresses": {"http": "unix:///s", "https": "unix:///s"}}'],
      "HTTPS address unix:///s already configured for HTTP",
    ],
    [[PAIR, '{"ports": {"https": 70000}}'], "ports.https: invalid port: 70000"],
    [[PAIR, '{"addresses": {"https": "host"}}'], "addresses.https: invalid ip address: host"],
  ])("%j: %s", (texts, mistake) => {
    expect(buildTexts([MINIMAL, ...texts])).toBe(mistake);
  });

  test.each<[string, readonly string[]]>([
    ["one place for each of two ports", ['{"ports": {"https": 8501}}']],
    ["one port at two places", ['{"ports": {"https": 8500}, "addresses": {"https": "10.0.0.7"}}']],
    ["HTTPS alone", ['{"ports": {"http": -1, "https": 8500}}']],
    ["ports that the system chooses", ['{"ports": {"http": 0, "https": 0}}']],
  ])("%s can be", (_, texts) => {
    expect(typeof buildTexts([MINIMAL, PAIR, ...texts])).toBe("object");
  });

  test("HTTPS listens where HTTP does, unless it says otherwise", () => {
    const of = (text: string) => builtOf([MINIMAL, PAIR, text]).agent.httpsAddresses;
    expect(of("{}")).toEqual(["127.0.0.1"]);
    expect(of('{"client_addr": "10.0.0.9"}')).toEqual(["10.0.0.9"]);
    expect(of('{"client_addr": "10.0.0.9", "addresses": {"https": "10.0.0.8 unix:///s"}}')).toEqual([
      "10.0.0.8",
      "unix:///s",
    ]);
    expect(builtOf([MINIMAL]).agent.ports.https).toBe(-1);
  });
});
describe("an empty text takes away", () => {
  const tls = (record: object) => builtOf([MINIMAL, PAIR, CA, JSON.stringify({ tls: record })]).agent.tls;
  const defaults = { ca_path: "p", tls_min_version: "TLSv1_3", tls_cipher_suites: SUITE };

  test("of HTTPS what its defaults say", () => {
    const https = { ca_path: "", tls_min_version: "", tls_cipher_suites: "" };
    expect(tls({ defaults })).toMatchObject({
      authorityFolder: "p",
      versionLeast: "1.3",
      cipherSuites: [SUITE],
    });
    const without = tls({ defaults, https });
    expect(without).toMatchObject({ authorityFile: "a", versionLeast: "1.2", cipherSuites: [] });
    expect(without.authorityFolder).toBeUndefined();
  });

  test("of the defaults what the older keys say", () => {
    const { authorityFile, certificateFile, keyFile } = tls({
      defaults: { ca_file: "", cert_file: "", key_file: "" },
    });
    expect([authorityFile, certificateFile, keyFile]).toEqual([undefined, undefined, undefined]);
  });
});
