import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { readSsoConfig } from "./sso-config.ts";
import { LoginFailure } from "./validator.ts";

const pem = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({
  type: "spki",
  format: "pem",
});
const keys = { JWTValidationPubKeys: [pem] };
const oidc = {
  OIDCDiscoveryURL: "https://o",
  OIDCClientID: "i",
  OIDCClientSecret: "s",
  AllowedRedirectURIs: ["http://r"],
};

const one = `exactly one of 'JWTValidationPubKeys', 'JWKSURL', or 'OIDCDiscoveryURL' must be set for type "jwt"`;

describe("what is no configuration:", () => {
  test.each<["jwt" | "oidc", object, string]>([
    ["jwt", {}, one],
    ["jwt", { ...keys, JWKSURL: "http://k" }, one],
    [
      "jwt",
      { ...keys, Nope: 1, also: 2 },
      "error decoding config: 1 error(s) decoding:\n\n* '' has invalid keys: Nope, also",
    ],
    [
      "jwt",
      { ...keys, ClaimMappings: "x" },
      "error decoding config: 1 error(s) decoding:\n\n* 'ClaimMappings' expected a map, got 'string'",
    ],
    ["jwt", { ...keys, OIDCClientID: "x" }, `'OIDCClientID' must not be set for type "jwt"`],
    ["jwt", { ...keys, VerboseOIDCLogging: true }, `'VerboseOIDCLogging' must not be set for type "jwt"`],
    ["jwt", { ...keys, JWKSCACert: "x" }, "'JWKSCACert' should not be set unless 'JWKSURL' is set"],
    [
      "jwt",
      { ...keys, OIDCDiscoveryCACert: "x" },
      "'OIDCDiscoveryCACert' should not be set unless 'OIDCDiscoveryURL' is set",
    ],
    [
      "jwt",
      { JWTValidationPubKeys: ["x"] },
      "error parsing public key JWTValidationPubKeys[0]: data does not contain any valid RSA, ECDSA, or ED25519 public keys",
    ],
    ["jwt", { ...keys, JWTSupportedAlgs: ["HS256"] }, "Invalid supported algorithm: HS256"],
    [
      "jwt",
      { ...keys, ClaimMappings: { a: "x", b: "x" } },
      'ClaimMappings contains multiple mappings for key "x"',
    ],
    [
      "jwt",
      { ...keys, ListClaimMappings: { a: "x", b: "x" } },
      'ListClaimMappings contains multiple mappings for key "x"',
    ],
    ["oidc", {}, `'OIDCDiscoveryURL' must be set for type "oidc"`],
    ["oidc", { ...oidc, AllowedRedirectURIs: [] }, `'AllowedRedirectURIs' must be set for type "oidc"`],
    ["oidc", { ...oidc, BoundIssuer: "x" }, `'BoundIssuer' must not be set for type "oidc"`],
    ["oidc", { ...oidc, ClockSkewLeeway: "1s" }, `'ClockSkewLeeway' must not be set for type "oidc"`],
  ])("%s %j", (type, given, why) => {
    expect(readSsoConfig(type, given as Record<string, unknown>)).toEqual(new LoginFailure(why));
  });
});

test("names in any case, durations as texts or in nanoseconds", () => {
  const read = readSsoConfig("jwt", {
    jwtvalidationpubkeys: pem,
    ExpirationLeeway: "30s",
    clockskewleeway: 1e9,
  });
  expect(read).toMatchObject({ leeways: { expirationMs: 30_000, notBeforeMs: 0, clockSkewMs: 1000 } });
});
