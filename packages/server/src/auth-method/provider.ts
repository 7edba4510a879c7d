import type { Runtime } from "@tutti/runtime";
import { goQuote } from "@tutti/values";
import { audienceMistake, type Claims } from "./claims.ts";
import { fetchJson } from "./fetch-json.ts";
import { type KeySource, remoteKeys } from "./key-sources.ts";
import type { SsoConfig } from "./sso-config.ts";
import { LoginFailure } from "./validator.ts";

/** What a provider of OpenID Connect says of itself. */
export interface ProviderFacts {
  readonly issuer: string;
  readonly authorizationUrl: string;
  readonly tokenUrl: string;
  readonly userInfoUrl: string;
  readonly keysUrl: string;
}

/** A provider that is found by its discovery document. */
export interface Provider {
  facts(): Promise<ProviderFacts | LoginFailure>;
  /** Checks a token of the provider: its signature, who issued it, for whom, and when. */
  verify(token: string): Promise<Claims | LoginFailure>;
}

/** Clocks may differ so much where a token says when it begins. */
const NOT_BEFORE_LEEWAY_S = 300;

type Outside = Pick<Runtime, "network" | "environment" | "clock">;

export function createProvider(runtime: Outside, config: SsoConfig): Provider {
  const { discoveryUrl, discoveryAuthority } = config;
  let known: ProviderFacts | undefined;

  async function facts(): Promise<ProviderFacts | LoginFailure> {
    if (known !== undefined) return known;
    const found = await discover(runtime, discoveryUrl, discoveryAuthority);
    if (!(found instanceof LoginFailure)) known = found;
    return found;
  }

  const keys: KeySource = remoteKeys(
    runtime,
    async () => {
      const found = await facts();
      return found instanceof LoginFailure ? found : found.keysUrl;
    },
    discoveryAuthority,
  );

  return {
    facts,
    async verify(token) {
      // What a provider signs with where nothing is said.
      const algorithms = config.algorithms.length === 0 ? ["RS256"] : config.algorithms;
      const claims = await keys.verify(token, algorithms);
      if (claims instanceof LoginFailure) return refused(claims.why);
      const { issuer } = (await facts()) as ProviderFacts;
      const mistake = claimsMistake(claims as Claims, issuer, config, runtime.clock.now() / 1000);
      return mistake === undefined
        ? (audienceMistake(config.audiences, (claims as Claims)["aud"], false) ?? (claims as Claims))
        : refused(mistake);
    },
  };
}

function refused(why: string): LoginFailure {
  return new LoginFailure(`error validating signature: ${why}`);
}

function claimsMistake(claims: Claims, issuer: string, config: SsoConfig, now: number): string | undefined {
  const { iss, aud, exp, nbf } = claims;
  if (iss !== issuer)
    return `oidc: id token issued by a different provider, expected ${goQuote(issuer)} got ${goQuote(String(iss ?? ""))}`;
  const audiences = Array.isArray(aud) ? aud : [aud];
  if (config.type === "oidc" && !audiences.includes(config.clientId))
    return `oidc: expected audience ${goQuote(config.clientId)} got ${JSON.stringify(audiences)}`;
  if (typeof exp !== "number" || exp < now)
    return `oidc: token is expired (Token Expiry: ${new Date((typeof exp === "number" ? exp : 0) * 1000).toISOString()})`;
  return typeof nbf === "number" && now + NOT_BEFORE_LEEWAY_S < nbf
    ? "oidc: current time is before the nbf (not before) time"
    : undefined;
}

async function discover(
  runtime: Outside,
  base: string,
  authority: string,
): Promise<ProviderFacts | LoginFailure> {
  const url = `${base.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const fetched = await fetchJson(runtime, { url }, authority);
  if (fetched instanceof LoginFailure) return fetched;
  if (fetched.status !== 200) return new LoginFailure(`${fetched.status} of ${url}`);
  const said = typeof fetched.json === "object" && fetched.json !== null ? (fetched.json as Claims) : {};
  const text = (name: string): string => (typeof said[name] === "string" ? said[name] : "");
  const issuer = text("issuer");
  if (issuer !== base)
    return new LoginFailure(
      `oidc: issuer did not match the issuer returned by provider, expected ${goQuote(base)} got ${goQuote(issuer)}`,
    );
  return {
    issuer,
    authorizationUrl: text("authorization_endpoint"),
    tokenUrl: text("token_endpoint"),
    userInfoUrl: text("userinfo_endpoint"),
    keysUrl: text("jwks_uri"),
  };
}
