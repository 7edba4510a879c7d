import { formatDurationNs } from "@tutti/values";
import { rightToReadAcl, rightToWriteAcl } from "../acl/acl-rights.ts";
import { ACL_AUTH_METHOD } from "../acl/bodies.ts";
import { isAclName } from "../acl/decode.ts";
import { aclRead } from "../acl/read-reply.ts";
import type { AuthMethodRecord } from "../acl/records.ts";
import { indexes } from "../acl/shape.ts";
import type { Decoded } from "../decode/shape.ts";
import { readBodyAs } from "../endpoint/body.ts";
import { type Endpoint, endpoint } from "../endpoint/endpoint.ts";
import { empty, json, refusal } from "../endpoint/reply.ts";
import type { Endpoints, ServerContext } from "../server-context.ts";
import type { Draft } from "../state/draft.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import type { Row } from "../state/table.ts";
import { authMethodError } from "./errors.ts";
import { checkMethod, isAuthMethodType, type Validators } from "./validators.ts";

const NAME_LENGTH_MAX = 128;

/** `/v1/acl/auth-method` and `/v1/acl/auth-methods`. */
export function methodEndpoints(context: ServerContext, validators: Validators): Endpoints {
  const { authMethods } = context.state.acl;
  return {
    "acl.auth-method-list": endpoint<undefined>({
      decode: () => undefined,
      rights: rightToReadAcl,
      answer: () => aclRead(context, "acl.auth-method-list", [...authMethods.list()].map(stubShape)),
    }),
    "acl.auth-method-read": endpoint<string>({
      decode: ({ rest }) => (rest === "" ? refuse(authMethodError("auth-method-name-missing"), 400) : rest),
      rights: rightToReadAcl,
      answer(name) {
        const row = authMethods.get(name);
        return row === undefined ? empty(404) : aclRead(context, "acl.auth-method-read", methodShape(row));
      },
    }),
    "acl.auth-method-create": write(context),
    "acl.auth-method-update": write(context),
    "acl.auth-method-delete": remove(context, validators),
  };
}

type Body = Decoded<typeof ACL_AUTH_METHOD>;

function write({ state, runtime }: ServerContext): Endpoint {
  const { authMethods } = state.acl;
  return endpoint<Body>({
    async decode(request) {
      const prefix = "Bad request: AuthMethod decoding failed: ";
      const body = await readBodyAs(request, ACL_AUTH_METHOD, { prefix });
      if (body instanceof Refusal || request.rest === "") return body;
      return body.Name !== "" && body.Name !== request.rest
        ? refuse(authMethodError("auth-method-name-does-not-match"), 400)
        : { ...body, Name: request.rest };
    },
    rights: rightToWriteAcl,
    async answer(body, granted) {
      const record = methodOf(body, authMethods.get(body.Name)?.value);
      if (record instanceof Refusal) return refusal(record);
      // Its configuration alone decides; who it names is asked before anything is held.
      const checked = await checkMethod(runtime, record);
      if (checked instanceof Refusal) return refusal(checked);
      const written = await granted.write((draft) => {
        const existing = draft.get(authMethods, record.Name)?.value;
        if (existing !== undefined && existing.Type !== record.Type)
          return refuse(authMethodError("auth-method-type-cannot-change"));
        return draft.put(authMethods, record.Name, record);
      });
      return written instanceof Refusal ? refusal(written) : json(methodShape(written.value));
    },
  });
}

/** Of the tokens that a login makes, as of those that are made by hand. */
const TTL_NS_MIN = 60e9;
const TTL_NS_MAX = 24 * 3600e9;
const LESS = "less than 1m0s";
const MORE = "more than 24h0m0s";
const LOCALITIES = ["", "local", "global"];

function methodOf(body: Body, existing: AuthMethodRecord | undefined): AuthMethodRecord | Refusal {
  const { Name, MaxTokenTTL: ttl, TokenLocality } = body;
  const Type = body.Type === "" ? (existing?.Type ?? "") : body.Type;
  if (Name === "") return invalid("no Name is set");
  if (!isAclName(Name, NAME_LENGTH_MAX))
    return invalid("invalid Name. Only alphanumeric characters, '-' and '_' are allowed");
  if (existing !== undefined && existing.Type !== Type)
    return refuse(authMethodError("auth-method-type-cannot-change"));
  // `oidc` is one of another edition of Consul, whose texts do not name it.
  if (!isAuthMethodType(Type)) return invalid("Type should be one of: [jwt kubernetes]");
  const bound = ttl === 0 ? undefined : ttl < TTL_NS_MIN ? LESS : ttl > TTL_NS_MAX ? MORE : undefined;
  if (bound !== undefined)
    return refuse(authMethodError("auth-method-ttl-out-of-bounds", formatDurationNs(ttl), bound));
  if (!LOCALITIES.includes(TokenLocality))
    return invalid("TokenLocality should be one of 'local' or 'global'");
  const { DisplayName, Description, Config } = body;
  return { Name, Type, DisplayName, Description, MaxTokenTTL: ttl, TokenLocality, Config: Config ?? {} };
}

function invalid(why: string): Refusal {
  return refuse(authMethodError("auth-method-invalid", why));
}

/** A method goes with its rules, and with the tokens that it has made. */
function remove({ state }: ServerContext, validators: Validators): Endpoint {
  const { authMethods, bindingRules, tokens } = state.acl;
  function removeAll(draft: Draft, name: string): void {
    const goes = [
      ...[...bindingRules.list()]
        .filter(({ value }) => value.AuthMethod === name)
        .map((row) => [bindingRules, row.id] as const),
      ...[...tokens.list()]
        .filter(({ value }) => value.AuthMethod === name)
        .map((row) => [tokens, row.id] as const),
      // Last: until then nobody makes another one of this name who finds rules and tokens of this one.
      [authMethods, name] as const,
    ];
    draft.watch(bindingRules, "");
    draft.watch(tokens, "");
    for (const [table, id] of goes) {
      if (draft.room === 0) {
        draft.leaveUnfinished();
        return;
      }
      if (table === bindingRules) draft.delete(bindingRules, id);
      else if (table === tokens) draft.delete(tokens, id);
      else draft.delete(authMethods, id);
    }
  }
  return endpoint<string>({
    decode: ({ rest }) => (rest === "" ? refuse(authMethodError("auth-method-name-missing"), 400) : rest),
    rights: rightToWriteAcl,
    async answer(name, granted) {
      if (authMethods.get(name) === undefined) return json(true);
      const written = await granted.writeInSteps((draft) => removeAll(draft, name));
      validators.forget(name);
      return written instanceof Refusal ? refusal(written) : json(true);
    },
  });
}

function stubShape(row: Row<AuthMethodRecord>): Readonly<Record<string, unknown>> {
  const { Name, Type, ...texts } = row.value;
  return { Name, Type, ...filled(texts, "DisplayName"), ...filled(texts, "Description"), ...indexes(row) };
}

function methodShape(row: Row<AuthMethodRecord>): Readonly<Record<string, unknown>> {
  const { Name, Type, MaxTokenTTL, Config, ...texts } = row.value;
  return {
    ...(MaxTokenTTL === 0 ? {} : { MaxTokenTTL: formatDurationNs(MaxTokenTTL) }),
    Name,
    Type,
    ...filled(texts, "DisplayName"),
    ...filled(texts, "Description"),
    ...filled(texts, "TokenLocality"),
    Config,
    ...indexes(row),
  };
}

/** Empty texts are not shown. */
function filled<K extends string>(
  texts: Readonly<Record<K, string>>,
  name: K,
): Readonly<Record<string, string>> {
  return texts[name] === "" ? {} : { [name]: texts[name] };
}
