import type { Runtime } from "@tutti/runtime";
import { audienceMistake, type Claims, claimsForm, identityOfClaims } from "./claims.ts";
import { type KeySource, remoteKeys, staticKeys } from "./key-sources.ts";
import { createProvider, type Provider } from "./provider.ts";
import { ANY_ALGORITHM, type SsoConfig } from "./sso-config.ts";
import { timeMistake } from "./token-time.ts";
import { LoginFailure, type Validator } from "./validator.ts";

/** Whoever brings a token that a known key has signed is who the token says. */
export function createJwtValidator(
  runtime: Pick<Runtime, "network" | "environment" | "clock">,
  config: SsoConfig,
): Validator {
  const provider = config.discoveryUrl === "" ? undefined : createProvider(runtime, config);
  const keys =
    config.keysUrl === ""
      ? staticKeys(config.publicKeys)
      : remoteKeys(runtime, async () => config.keysUrl, config.keysAuthority);
  return {
    form: claimsForm(config),
    check: () => checkSources(config, provider, keys),
    async identify(bearer) {
      if (bearer === "") return new LoginFailure("missing jwt");
      const claims =
        provider === undefined
          ? await verify(bearer, keys, config, runtime.clock.now())
          : await provider.verify(bearer);
      return claims instanceof LoginFailure ? claims : identityOfClaims(claims, config);
    },
  };
}

async function checkSources(
  config: SsoConfig,
  provider: Provider | undefined,
  keys: KeySource,
): Promise<LoginFailure | undefined> {
  if (provider !== undefined) {
    const facts = await provider.facts();
    return facts instanceof LoginFailure
      ? new LoginFailure(`error checking OIDCDiscoveryURL: ${facts.why}`)
      : undefined;
  }
  const failure = await keys.check();
  return failure === undefined || config.keysUrl === ""
    ? failure
    : new LoginFailure(`error checking JWKSURL: ${failure.why}`);
}

async function verify(
  token: string,
  keys: KeySource,
  config: SsoConfig,
  nowMs: number,
): Promise<Claims | LoginFailure> {
  const algorithms = config.algorithms.length === 0 ? ANY_ALGORITHM : config.algorithms;
  const verified = await keys.verify(token, algorithms);
  if (verified instanceof LoginFailure)
    return config.keysUrl === "" ? verified : new LoginFailure(`error verifying token: ${verified.why}`);
  const claims = typeof verified === "object" && verified !== null ? (verified as Claims) : {};
  const mistake = timeMistake(claims, config.leeways, nowMs);
  const isForeign = config.issuer !== "" && claims["iss"] !== config.issuer;
  if (isForeign && mistake?.why.startsWith("no ") !== true)
    return new LoginFailure(
      "error validating claims: square/go-jose/jwt: validation failed, invalid issuer claim (iss)",
    );
  return mistake ?? audienceMistake(config.audiences, claims["aud"], true) ?? claims;
}
