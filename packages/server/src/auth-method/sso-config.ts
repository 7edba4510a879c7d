import type { KeyObject } from "node:crypto";
import { goQuote } from "@tutti/values";
import { ConfigReader } from "./config-reader.ts";
import { readPublicKey } from "./key-sources.ts";
import type { Leeways } from "./token-time.ts";
import { LoginFailure } from "./validator.ts";

/** The configuration of a method of the types `jwt` and `oidc`. */
export interface SsoConfig {
  readonly type: "jwt" | "oidc";
  readonly algorithms: readonly string[];
  readonly audiences: readonly string[];
  readonly values: ReadonlyMap<string, string>;
  readonly lists: ReadonlyMap<string, string>;
  readonly discoveryUrl: string;
  readonly discoveryAuthority: string;
  readonly keysUrl: string;
  readonly keysAuthority: string;
  readonly publicKeys: readonly KeyObject[];
  readonly issuer: string;
  readonly leeways: Leeways;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scopes: readonly string[];
  readonly redirects: readonly string[];
}

/** Those that may be asked for. */
const ALGORITHMS = ["RS", "ES", "PS"].flatMap((kind) => [256, 384, 512].map((bits) => `${kind}${bits}`));

/** Where none are asked for: keys of the configuration say by their kind what they sign with. */
export const ANY_ALGORITHM: readonly string[] = [...ALGORITHMS, "EdDSA"];

export function readSsoConfig(
  type: "jwt" | "oidc",
  given: Readonly<Record<string, unknown>>,
): SsoConfig | LoginFailure {
  const reader = new ConfigReader(given);
  const texts = reader.texts("JWTValidationPubKeys");
  const config = {
    type,
    algorithms: reader.texts("JWTSupportedAlgs"),
    audiences: reader.texts("BoundAudiences"),
    values: reader.textMap("ClaimMappings"),
    lists: reader.textMap("ListClaimMappings"),
    discoveryUrl: reader.text("OIDCDiscoveryURL"),
    discoveryAuthority: reader.text("OIDCDiscoveryCACert"),
    keysUrl: reader.text("JWKSURL"),
    keysAuthority: reader.text("JWKSCACert"),
    issuer: reader.text("BoundIssuer"),
    leeways: {
      expirationMs: reader.durationMs("ExpirationLeeway"),
      notBeforeMs: reader.durationMs("NotBeforeLeeway"),
      clockSkewMs: reader.durationMs("ClockSkewLeeway"),
    },
    clientId: reader.text("OIDCClientID"),
    clientSecret: reader.text("OIDCClientSecret"),
    scopes: reader.texts("OIDCScopes"),
    redirects: reader.texts("AllowedRedirectURIs"),
  };
  // It would log what providers say of users; nobody needs that here, and `false` asks for nothing.
  const isVerbose = reader.flag("VerboseOIDCLogging");
  const keys = texts.map(readPublicKey);
  const mistake =
    reader.mistake ??
    (type === "jwt" ? jwtMistake(config, texts, isVerbose) : oidcMistake(config, texts)) ??
    keysMistake(keys) ??
    commonMistake(config);
  if (mistake !== undefined) return new LoginFailure(mistake);
  return { ...config, publicKeys: keys.filter((key): key is KeyObject => !(key instanceof LoginFailure)) };
}

type Read = Omit<SsoConfig, "publicKeys">;

/** The first that is given of members that do not belong to a type. */
function notFor(type: string, given: Readonly<Record<string, boolean>>): string | undefined {
  const name = Object.entries(given).find(([, isGiven]) => isGiven)?.[0];
  return name === undefined ? undefined : `'${name}' must not be set for type ${goQuote(type)}`;
}

function jwtMistake(config: Read, keys: readonly string[], isVerbose: boolean): string | undefined {
  const foreign = notFor("jwt", {
    OIDCClientID: config.clientId !== "",
    OIDCClientSecret: config.clientSecret !== "",
    OIDCScopes: config.scopes.length > 0,
    AllowedRedirectURIs: config.redirects.length > 0,
    VerboseOIDCLogging: isVerbose,
  });
  if (foreign !== undefined) return foreign;
  const ways = [config.discoveryUrl !== "", keys.length > 0, config.keysUrl !== ""].filter(Boolean).length;
  if (ways !== 1)
    return `exactly one of 'JWTValidationPubKeys', 'JWKSURL', or 'OIDCDiscoveryURL' must be set for type "jwt"`;
  return config.keysUrl === "" && config.keysAuthority !== ""
    ? "'JWKSCACert' should not be set unless 'JWKSURL' is set"
    : undefined;
}

function oidcMistake(config: Read, keys: readonly string[]): string | undefined {
  const missing = Object.entries({
    OIDCDiscoveryURL: config.discoveryUrl,
    OIDCClientID: config.clientId,
    OIDCClientSecret: config.clientSecret,
    AllowedRedirectURIs: config.redirects,
  }).find(([, value]) => value.length === 0)?.[0];
  if (missing !== undefined) return `'${missing}' must be set for type "oidc"`;
  const { leeways } = config;
  return notFor("oidc", {
    JWKSURL: config.keysUrl !== "",
    JWKSCACert: config.keysAuthority !== "",
    JWTValidationPubKeys: keys.length > 0,
    BoundIssuer: config.issuer !== "",
    ExpirationLeeway: leeways.expirationMs !== 0,
    NotBeforeLeeway: leeways.notBeforeMs !== 0,
    ClockSkewLeeway: leeways.clockSkewMs !== 0,
  });
}

function keysMistake(keys: readonly (KeyObject | LoginFailure)[]): string | undefined {
  for (const [at, key] of keys.entries())
    if (key instanceof LoginFailure)
      return `error parsing public key JWTValidationPubKeys[${at}]: ${key.why}`;
  return undefined;
}

function commonMistake(config: Read): string | undefined {
  if (config.discoveryUrl === "" && config.discoveryAuthority !== "")
    return "'OIDCDiscoveryCACert' should not be set unless 'OIDCDiscoveryURL' is set";
  const stranger = config.algorithms.find((one) => !ALGORITHMS.includes(one));
  if (stranger !== undefined) return `Invalid supported algorithm: ${stranger}`;
  return doubled("ClaimMappings", config.values) ?? doubled("ListClaimMappings", config.lists);
}

function doubled(name: string, mappings: ReadonlyMap<string, string>): string | undefined {
  const targets = [...mappings.values()];
  const twice = targets.find((target, at) => targets.indexOf(target) !== at);
  return twice === undefined ? undefined : `${name} contains multiple mappings for key ${goQuote(twice)}`;
}
