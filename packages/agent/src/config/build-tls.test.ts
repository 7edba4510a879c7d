import { describe, expect, test } from "vitest";
import { buildTexts, builtOf, MINIMAL } from "../../testkit/built-config.ts";

const PAIR = '{"cert_file": "c", "key_file": "k"}';
const CA = '{"ca_file": "a"}';

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

  test.each<[readonly string[], string]>([
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
    [
      [PAIR, '{"ports": {"https": 70000}}'],
      "ports.https cannot be 70000. Must be -1 (off) or between 0 and 65535",
    ],
    [[PAIR, '{"addresses": {"https": "host"}}'], 'addresses.https: "host" is not an IP address'],
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
