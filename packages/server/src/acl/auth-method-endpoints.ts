import type { ErrorKind } from "@tutti/errors";
import { formatDurationNs } from "@tutti/values";
import type { Decoded } from "../decode/shape.ts";
import { readBodyAs } from "../endpoint/body.ts";
import { type Endpoint, endpoint, openToAll } from "../endpoint/endpoint.ts";
import { type Answer, empty, json, refusal } from "../endpoint/reply.ts";
import { serverError } from "../errors.ts";
import type { Endpoints, ServerContext } from "../server-context.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import { rightToReadAcl, rightToWriteAcl } from "./acl-rights.ts";
import { ACL_AUTH_METHOD, ACL_BINDING_RULE, ACL_LOGIN } from "./bodies.ts";
import { isAclName } from "./decode.ts";
import { isUuid, lookupMistake } from "./lookup-mistake.ts";
import { aclRead } from "./read-reply.ts";

/** Of a method. */
const NAME_LENGTH_MAX = 128;

/**
 * `/v1/acl/auth-method`, `binding-rule`, `login` and `logout`. Logins by others
 * are not built: there is never a method, so there is never a rule, a login or
 * a token of one. What is wrong with a request is told as where there are
 * some, and a method that nothing is wrong with is refused.
 */
export function authMethodEndpoints(context: ServerContext): Endpoints {
  return {
    "acl.auth-method-list": emptyList(context, "acl.auth-method-list"),
    "acl.auth-method-create": writeMethod(),
    "acl.auth-method-read": readNothing(METHOD),
    "acl.auth-method-update": writeMethod(),
    "acl.auth-method-delete": deleteNothing(METHOD),
    "acl.binding-rule-list": emptyList(context, "acl.binding-rule-list"),
    "acl.binding-rule-create": writeRule(),
    "acl.binding-rule-read": readNothing(RULE),
    "acl.binding-rule-update": writeRule(),
    "acl.binding-rule-delete": deleteNothing(RULE),
    "acl.login": login,
    "acl.logout": logout(context),
  };
}

function emptyList(
  context: ServerContext,
  route: "acl.auth-method-list" | "acl.binding-rule-list",
): Endpoint {
  return endpoint<undefined>({
    decode: () => undefined,
    rights: rightToReadAcl,
    answer: () => aclRead(context, route, []),
  });
}

/** What a path names, and what is wrong with its name to who may know. */
interface Named {
  readonly missing: ErrorKind;
  mistake(name: string): Refusal | undefined;
}

const METHOD: Named = { missing: serverError("auth-method-name-missing"), mistake: () => undefined };
const RULE: Named = {
  missing: serverError("binding-rule-id-missing"),
  mistake: (id) => lookupMistake("binding rule", id),
};

/** One of which there is none. */
function nothing(named: Named, rights: typeof rightToReadAcl, answer: () => Answer): Endpoint {
  return endpoint<string>({
    decode: ({ rest }) => (rest === "" ? refuse(named.missing, 400) : rest),
    rights,
    answer(rest) {
      const mistake = named.mistake(rest);
      return mistake === undefined ? answer() : refusal(mistake);
    },
  });
}

const readNothing = (named: Named): Endpoint => nothing(named, rightToReadAcl, () => empty(404));
/** What is not there is gone. */
const deleteNothing = (named: Named): Endpoint => nothing(named, rightToWriteAcl, () => json(true));

type Method = Decoded<typeof ACL_AUTH_METHOD>;

function writeMethod(): Endpoint {
  return endpoint<Method>({
    async decode(request) {
      const prefix = "Bad request: AuthMethod decoding failed: ";
      const body = await readBodyAs(request, ACL_AUTH_METHOD, { prefix });
      if (body instanceof Refusal || request.rest === "") return body;
      return body.Name !== "" && body.Name !== request.rest
        ? refuse(serverError("auth-method-name-does-not-match"), 400)
        : { ...body, Name: request.rest };
    },
    rights: rightToWriteAcl,
    answer: (method) => refusal(methodRefusal(method)),
  });
}

function methodRefusal(method: Method): Refusal {
  const mistake = methodMistake(method);
  if (mistake !== undefined) return refuse(serverError("auth-method-invalid", mistake));
  const ttl = method.MaxTokenTTL;
  const bound = ttl === 0 ? undefined : ttl < TTL_NS_MIN ? LESS : ttl > TTL_NS_MAX ? MORE : undefined;
  return bound === undefined
    ? refuse(serverError("auth-methods-not-supported"))
    : refuse(serverError("auth-method-ttl-out-of-bounds", formatDurationNs(ttl), bound));
}

/** Of the tokens that a login makes, as of those that are made by hand. */
const TTL_NS_MIN = 60e9;
const TTL_NS_MAX = 24 * 3600e9;
const LESS = "less than 1m0s";
const MORE = "more than 24h0m0s";

const TYPES = ["jwt", "kubernetes"];
const LOCALITIES = ["", "local", "global"];

function methodMistake({ Name, Type, TokenLocality }: Method): string | undefined {
  if (Name === "") return "no Name is set";
  if (!isAclName(Name, NAME_LENGTH_MAX))
    return "invalid Name. Only alphanumeric characters, '-' and '_' are allowed";
  if (!TYPES.includes(Type)) return `Type should be one of: [${TYPES.join(" ")}]`;
  return LOCALITIES.includes(TokenLocality)
    ? undefined
    : "TokenLocality should be one of 'local' or 'global'";
}

interface RuleWrite {
  readonly id: string;
  readonly method: string;
}

function writeRule(): Endpoint {
  return endpoint<RuleWrite>({
    async decode({ rest, ...request }) {
      const prefix = "Bad request: BindingRule decoding failed: ";
      const body = await readBodyAs({ ...request, rest }, ACL_BINDING_RULE, { prefix });
      if (body instanceof Refusal) return body;
      return body.ID !== "" && body.ID !== rest
        ? refuse(serverError("acl-id-does-not-match", "BindingRule"), 400)
        : { id: rest, method: body.AuthMethod };
    },
    rights: rightToWriteAcl,
    answer: (rule) => refusal(ruleRefusal(rule)),
  });
}

function ruleRefusal({ id, method }: RuleWrite): Refusal {
  if (id !== "" && !isUuid(id)) return refuse(serverError("acl-id-invalid", "Binding Rule"));
  if (id !== "") return refuse(serverError("binding-rule-not-found", id));
  return method === ""
    ? refuse(serverError("binding-rule-without-a-method"))
    : refuse(serverError("auth-method-not-found", JSON.stringify(method)));
}

const login = endpoint<string>({
  async decode(request) {
    const prefix = "Bad request: Failed to decode request body: ";
    const body = await readBodyAs(request, ACL_LOGIN, { prefix });
    return body instanceof Refusal ? body : body.AuthMethod;
  },
  rights: openToAll,
  answer: (method) => refusal(refuse(serverError("login-method-not-found", JSON.stringify(method)), 403)),
});

/** Only a token that a login made can be logged out, and there is none. */
function logout({ state }: ServerContext): Endpoint {
  return endpoint<string>({
    decode: ({ token }) => token,
    rights: openToAll,
    answer: (token) =>
      refusal(
        state.acl.tokenBySecret(token) === undefined
          ? refuse(serverError("acl-token-not-found"), 403)
          : refuse(serverError("permission-denied"), 403),
      ),
  });
}
