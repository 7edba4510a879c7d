import { ACL_LOGIN, ACL_OIDC_AUTH_URL, ACL_OIDC_CALLBACK } from "../acl/bodies.ts";
import { tokenHash } from "../acl/content-hash.ts";
import type { AuthMethodRecord, TokenRecord } from "../acl/records.ts";
import { tokenShape } from "../acl/shape.ts";
import { timeText } from "../acl/token-commands.ts";
import type { Decoded } from "../decode/shape.ts";
import { readBodyAs } from "../endpoint/body.ts";
import { type Endpoint, endpoint, type Granted, openToAll } from "../endpoint/endpoint.ts";
import { json, type Reply, refusal } from "../endpoint/reply.ts";
import { serverError } from "../errors.ts";
import type { Endpoints, ServerContext } from "../server-context.ts";
import type { Draft } from "../state/draft.ts";
import { type Outcome, Refusal, refuse } from "../state/refusal.ts";
import type { Row } from "../state/table.ts";
import { bindingsOf } from "./bindings.ts";
import { authMethodError } from "./errors.ts";
import { type Identity, LoginFailure } from "./validator.ts";
import type { AnyValidator, Validators } from "./validators.ts";

const DECODING = { prefix: "Bad request: Failed to decode request body: " };

/** `/v1/acl/login`, `logout` and `oidc`: whoever can show who they are needs no token for them. */
export function loginEndpoints(context: ServerContext, validators: Validators): Endpoints {
  return {
    "acl.login": login(context, validators),
    "acl.logout": logout(context),
    "acl.oidc-auth-url": authUrl(context, validators),
    "acl.oidc-callback": callback(context, validators),
  };
}

interface Method {
  readonly row: Row<AuthMethodRecord>;
  readonly validator: AnyValidator;
}

function methodCalled({ state }: ServerContext, validators: Validators, name: string): Outcome<Method> {
  const row = state.acl.authMethods.get(name);
  if (row === undefined) return refuse(authMethodError("login-method-not-found", JSON.stringify(name)), 403);
  const validator = validators.of(row);
  return validator instanceof Refusal ? validator : { row, validator };
}

function failed({ why }: LoginFailure): Reply {
  return refusal(refuse(authMethodError("login-not-taken", why)));
}

function login(context: ServerContext, validators: Validators): Endpoint {
  return endpoint<Decoded<typeof ACL_LOGIN>>({
    decode: (request) => readBodyAs(request, ACL_LOGIN, DECODING),
    rights: openToAll,
    async answer({ AuthMethod, BearerToken, Meta }, granted) {
      const method = methodCalled(context, validators, AuthMethod);
      if (method instanceof Refusal) return refusal(method);
      const identity = await method.validator.identify(BearerToken);
      if (identity instanceof LoginFailure) return failed(identity);
      return give(context, granted, method, { identity, how: "login", meta: Meta });
    },
  });
}

function authUrl(context: ServerContext, validators: Validators): Endpoint {
  return endpoint<Decoded<typeof ACL_OIDC_AUTH_URL>>({
    decode: (request) => readBodyAs(request, ACL_OIDC_AUTH_URL, DECODING),
    rights: openToAll,
    async answer({ AuthMethod, RedirectURI, ClientNonce, Meta }) {
      const method = methodCalled(context, validators, AuthMethod);
      if (method instanceof Refusal) return refusal(method);
      const url = await (method.validator.begin?.(RedirectURI, ClientNonce, Meta) ?? noOidc(method));
      return url instanceof LoginFailure ? failed(url) : json({ AuthURL: url });
    },
  });
}

function callback(context: ServerContext, validators: Validators): Endpoint {
  return endpoint<Decoded<typeof ACL_OIDC_CALLBACK>>({
    decode: (request) => readBodyAs(request, ACL_OIDC_CALLBACK, DECODING),
    rights: openToAll,
    async answer({ AuthMethod, State, Code, ClientNonce }, granted) {
      const method = methodCalled(context, validators, AuthMethod);
      if (method instanceof Refusal) return refusal(method);
      const done = await (method.validator.finish?.(State, Code, ClientNonce) ?? noOidc(method));
      if (done instanceof LoginFailure) return failed(done);
      const meta = done.payload as Login["meta"];
      return give(context, granted, method, { identity: done.identity, how: "OIDC login", meta });
    },
  });
}

function noOidc({ row }: Method): LoginFailure {
  return new LoginFailure(`auth method ${JSON.stringify(row.id)} is not of the type "oidc"`);
}

/** Who logged in, and what they want to be remembered with. */
interface Login {
  readonly identity: Identity;
  readonly how: string;
  readonly meta: Readonly<Record<string, string>> | null;
}

/** Makes a token of what the rules give; whom they give nothing has no token. */
async function give(context: ServerContext, granted: Granted, method: Method, login: Login): Promise<Reply> {
  const { state } = context;
  const written = await granted.write((draft) => mint(context, draft, method, login));
  return written instanceof Refusal ? refusal(written) : json(tokenShape(state, written.value, true));
}

function mint(
  { state: { acl }, runtime, config }: ServerContext,
  draft: Draft,
  { row, validator }: Method,
  { identity, how, meta }: Login,
): Outcome<Row<TokenRecord>> {
  // It may be another one by now, or gone, and its rules too.
  const method = draft.get(acl.authMethods, row.id);
  if (method?.modifyIndex !== row.modifyIndex)
    return refuse(authMethodError("login-method-not-found", JSON.stringify(row.id)), 403);
  draft.watch(acl.bindingRules, "");
  draft.watch(acl.roles, "");
  const { form } = validator;
  const bindings = bindingsOf(acl, method.value, identity, { form, datacenter: config.datacenter });
  if (bindings instanceof Refusal) return bindings;
  const { Roles, ServiceIdentities, NodeIdentities } = bindings;
  if (Roles.length + ServiceIdentities.length + NodeIdentities.length === 0)
    return refuse(serverError("permission-denied"), 403);
  const { Name, MaxTokenTTL, TokenLocality } = method.value;
  const settled = {
    Description: `token created via ${how}${Object.keys(meta ?? {}).length === 0 ? "" : `: ${JSON.stringify(meta)}`}`,
    ...bindings,
    Local: TokenLocality !== "global",
  };
  const now = runtime.clock.now();
  const token: TokenRecord = {
    AccessorID: runtime.random.uuid(),
    SecretID: runtime.random.uuid(),
    ...settled,
    AuthMethod: Name,
    ...(MaxTokenTTL === 0 ? {} : { ExpirationTime: timeText(now + MaxTokenTTL / 1e6) }),
    CreateTime: timeText(now),
    Hash: tokenHash(settled),
  };
  return draft.put(acl.tokens, token.AccessorID, token);
}

/** Whoever logged in may log out: the token that they bring goes. */
function logout({ state }: ServerContext): Endpoint {
  const { acl } = state;
  return endpoint<string>({
    decode: ({ token }) => token,
    rights: openToAll,
    async answer(secret, granted) {
      const row = acl.tokenBySecret(secret);
      if (row === undefined) return refusal(refuse(serverError("acl-token-not-found"), 403));
      if (row.value.AuthMethod === undefined) return refusal(refuse(serverError("permission-denied"), 403));
      const written = await granted.write((draft) => draft.delete(acl.tokens, row.id));
      return written instanceof Refusal ? refusal(written) : json(true);
    },
  });
}
