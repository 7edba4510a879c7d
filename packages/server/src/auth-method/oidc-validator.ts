import type { Runtime } from "@tutti/runtime";
import { type Claims, claimsForm, identityOfClaims } from "./claims.ts";
import { fetchJson } from "./fetch-json.ts";
import { createProvider, type ProviderFacts } from "./provider.ts";
import type { SsoConfig } from "./sso-config.ts";
import { type Identity, LoginFailure, type Validator } from "./validator.ts";

/** Logins that begin here and are done at a provider, in a browser. */
export interface OidcValidator {
  /** Where the user is sent to; `payload` is given back at the end. */
  begin(redirect: string, nonce: string, payload: unknown): Promise<string | LoginFailure>;
  /** What the provider has sent the user back with. */
  finish(state: string, code: string, nonce: string): Promise<OidcLogin | LoginFailure>;
}

interface OidcLogin {
  readonly identity: Identity;
  readonly payload: unknown;
}

/** A login that was begun and not finished. */
interface Begun {
  readonly nonce: string;
  /** Drawn by whoever began it, and told again at the end; empty where none was. */
  readonly clientNonce: string;
  readonly redirect: string;
  readonly payload: unknown;
  readonly untilMs: number;
}

const STATE_MS = 10 * 60_000;
const ID_BYTES = 20;
/** Logins that are begun at once; the oldest goes. */
const BEGUN_MAX = 10_000;

type Outside = Pick<Runtime, "network" | "environment" | "clock" | "random" | "log">;

export function createOidcValidator(runtime: Outside, config: SsoConfig): Validator & OidcValidator {
  const provider = createProvider(runtime, config);
  const begun = new Map<string, Begun>();

  const drawId = (): string => Buffer.from(runtime.random.bytes(ID_BYTES)).toString("hex");

  function take(state: string): Begun | undefined {
    const found = begun.get(state);
    begun.delete(state);
    return found !== undefined && found.untilMs > runtime.clock.now() ? found : undefined;
  }

  async function claimsOf(code: string, { redirect, nonce }: Begun): Promise<Claims | LoginFailure> {
    const facts = await provider.facts();
    if (facts instanceof LoginFailure) return loginFailed(facts.why);
    const tokens = await exchange(runtime, config, facts, { code, redirect });
    if (tokens instanceof LoginFailure) return tokens;
    const { id_token: token } = tokens;
    if (typeof token !== "string") return unverified("No id_token found in response.");
    const claims = await provider.verify(token);
    if (claims instanceof LoginFailure) return unverified(claims.why);
    const { nonce: shown, ...own } = claims;
    if (shown !== nonce) return unverified("Invalid ID token nonce.");
    return { ...own, ...(await userInfo(runtime, config, facts, tokens)) };
  }

  return {
    form: claimsForm(config),
    async check() {
      const facts = await provider.facts();
      return facts instanceof LoginFailure
        ? new LoginFailure(`error checking OIDCDiscoveryURL: ${facts.why}`)
        : undefined;
    },
    identify: async () => new LoginFailure('ClaimsFromJWT is incompatible with type "oidc"'),
    async begin(redirect, clientNonce, payload) {
      if (redirect === "") return new LoginFailure("missing redirect_uri");
      if (!isAllowed(redirect, config.redirects))
        return new LoginFailure(`unauthorized redirect_uri: ${redirect}`);
      const facts = await provider.facts();
      if (facts instanceof LoginFailure) return facts;
      const state = drawId();
      const nonce = drawId();
      begun.set(state, { nonce, clientNonce, redirect, payload, untilMs: runtime.clock.now() + STATE_MS });
      for (const oldest of begun.keys()) if (begun.size > BEGUN_MAX) begun.delete(oldest);
      const query = new URLSearchParams({
        client_id: config.clientId,
        nonce,
        redirect_uri: redirect,
        response_type: "code",
        scope: ["openid", ...config.scopes].join(" "),
        state,
      });
      return `${facts.authorizationUrl}${facts.authorizationUrl.includes("?") ? "&" : "?"}${query}`;
    },
    async finish(state, code, clientNonce) {
      if (code === "") return loginFailed("OAuth code parameter not provided");
      const login = take(state);
      if (login === undefined || login.clientNonce !== clientNonce)
        return loginFailed("Expired or missing OAuth state.");
      const claims = await claimsOf(code, login);
      if (claims instanceof LoginFailure) return claims;
      const identity = identityOfClaims(claims, config);
      return identity instanceof LoginFailure
        ? unverified(identity.why)
        : { identity, payload: login.payload };
    },
  };
}

function loginFailed(why: string): LoginFailure {
  return new LoginFailure(`Provider login failed: ${why}`);
}

function unverified(why: string): LoginFailure {
  return new LoginFailure(`Token verification failed: ${why}`);
}

/** As it stands; on this machine alone (for commands, which choose a port) whatever the port is. */
function isAllowed(redirect: string, allowed: readonly string[]): boolean {
  if (!URL.canParse(redirect)) return false;
  const asked = new URL(redirect);
  if (!["localhost", "127.0.0.1", "[::1]"].includes(asked.hostname)) return allowed.includes(redirect);
  asked.port = "";
  return allowed.some((one) => {
    if (!URL.canParse(one)) return false;
    const other = new URL(one);
    other.port = "";
    return other.href === asked.href;
  });
}

async function exchange(
  runtime: Outside,
  { clientId, clientSecret, discoveryAuthority }: SsoConfig,
  { tokenUrl }: ProviderFacts,
  { code, redirect }: { readonly code: string; readonly redirect: string },
): Promise<Claims | LoginFailure> {
  const credentials = [clientId, clientSecret].map(encodeURIComponent).join(":");
  const fetched = await fetchJson(
    runtime,
    {
      url: tokenUrl,
      method: "POST",
      headers: {
        Authorization: `Basic ${Buffer.from(credentials).toString("base64")}`,
        "Content-Type": "application/x-www-form-urlencoded",
      },
      body: new URLSearchParams({
        grant_type: "authorization_code",
        code,
        redirect_uri: redirect,
      }).toString(),
    },
    discoveryAuthority,
  );
  if (fetched instanceof LoginFailure) return loginFailed(`Error exchanging oidc code: ${fetched.why}`);
  const { status, json } = fetched;
  return status >= 200 && status <= 299 && typeof json === "object" && json !== null
    ? (json as Claims)
    : loginFailed(`Error exchanging oidc code: oauth2: cannot fetch token: ${status}`);
}

/** What else the provider knows of the user; a login does not depend on it. */
async function userInfo(
  runtime: Outside,
  { discoveryAuthority }: SsoConfig,
  { userInfoUrl }: ProviderFacts,
  { access_token: token }: Claims,
): Promise<Claims> {
  if (userInfoUrl === "" || typeof token !== "string") return {};
  const headers = { Authorization: `Bearer ${token}` };
  const fetched = await fetchJson(runtime, { url: userInfoUrl, headers }, discoveryAuthority);
  const isRead = !(fetched instanceof LoginFailure) && fetched.status === 200;
  return isRead && typeof fetched.json === "object" && fetched.json !== null ? (fetched.json as Claims) : {};
}
