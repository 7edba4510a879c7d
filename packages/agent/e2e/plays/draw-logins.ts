/** Steps with auth methods, binding rules and logins. */

import type { Dice } from "../request-dice.ts";

/** One request. */
export interface LoginStep {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  /** What stands for `{{bearer}}` in the body; `times` are seconds from now. */
  readonly bearer?: {
    readonly key: string;
    readonly alg: string;
    readonly claims: object;
    readonly times: Readonly<Record<string, number>>;
    /** Only so much of the text. */
    readonly cut?: number;
  };
  /** The name of the token that asks; the management token where it is undefined. */
  readonly as?: string;
  /** The name for the token, or the rule, of the answer. */
  readonly keep?: string;
}

/** Roles that there are. */
export const ROLES = ["role-dev", "role-ops"];
const METHODS = ["m1", "m2"];
const TOKENS = ["t1", "t2"];

/** A second, in the unit of Go's durations: Consul 1.9 takes no texts here, ours does. */
const S = 1_000_000_000;

const config = (dice: Dice): object => ({
  JWTValidationPubKeys: dice.one([["{{pem:rsa}}"], ["{{pem:rsa}}", "{{pem:ec}}"], ["{{pem:ec}}"]]),
  ...dice.maybe(0.4, {
    JWTSupportedAlgs: dice.one([["RS256", "RS512", "PS256", "ES256"], []]),
  }),
  ...dice.maybe(0.6, { BoundAudiences: dice.one([["aud"], ["aud", "other"], []]) }),
  ...dice.maybe(0.5, { BoundIssuer: "iss" }),
  ...dice.maybe(0.85, {
    ClaimMappings: dice.one<object>([
      { name: "name", team: "team", n: "number" },
      { name: "name", "/deep/er": "deep", ok: "flag" },
      { team: "name", name: "team" },
      { name: "name", team: "bad name" },
    ]),
  }),
  ...dice.maybe(0.7, {
    ListClaimMappings: dice.one<object>([
      { groups: "groups" },
      { "/deep/list": "groups" },
      { team: "groups" },
    ]),
  }),
  ...dice.maybe(0.4, { ExpirationLeeway: dice.one([0, -1, 200 * S]) }),
  ...dice.maybe(0.4, { NotBeforeLeeway: dice.one([0, -1, 200 * S]) }),
  ...dice.maybe(0.4, { ClockSkewLeeway: dice.one([0, -1, 30 * S]) }),
  ...dice.maybe(0.03, { Bogus: 1 }),
});

const method = (dice: Dice): object => ({
  Name: dice.one(METHODS),
  Type: dice.chance(0.96) ? "jwt" : dice.one(["", "jwt2", "JWT"]),
  ...dice.maybe(0.3, { Description: "d" }),
  ...dice.maybe(0.2, { DisplayName: "D" }),
  ...dice.maybe(0.3, { MaxTokenTTL: dice.one(["10m", "0s", "1s", "30h", "x"]) }),
  ...dice.maybe(0.2, { TokenLocality: dice.one(["local", "global", "bad", ""]) }),
  Config: config(dice),
});

const SELECTORS = [
  ...[
    "",
    "",
    'value.name == "ann"',
    'value.team == "dev" and "admins" in list.groups',
    '"admins" not in list.groups',
  ],
  ...[
    'value.name matches "^a"',
    "list.groups is empty",
    "value.team is not empty",
    "value.nope == x",
    "value.name ==",
  ],
  ...[
    'value.number == "7"',
    'value.deep == "er" or value.flag == "true"',
    "list.groups contains ops",
    "value == x",
  ],
];
const BIND_NAMES = [
  ...[
    "svc",
    "svc",
    "web-${value.name}",
    "${value.team}-${value.name}",
    "role-${value.team}",
    "role-dev",
    "none",
  ],
  ...[
    "${value.nope}",
    "${value.name",
    "UPPER-${value.name}",
    "a b",
    "",
    "${list.groups}",
    "$${value.name}",
    "n-${value.number}",
  ],
];

const rule = (dice: Dice): object => ({
  AuthMethod: dice.one([...METHODS, ...METHODS, "none"]),
  ...dice.maybe(0.8, { Selector: dice.one(SELECTORS) }),
  BindType: dice.one(["service", "service", "node", "role", "role", "bad", ""]),
  BindName: dice.one(BIND_NAMES),
  ...dice.maybe(0.2, { Description: "r" }),
});

const claims = (dice: Dice): object => ({
  ...dice.maybe(0.95, { sub: dice.one(["subject", ""]) }),
  ...dice.maybe(0.9, { aud: dice.one<unknown>(["aud", "aud", ["aud", "x"], ["y"], "bad", ""]) }),
  ...dice.maybe(0.9, { iss: dice.one(["iss", "iss", "iss", "other"]) }),
  ...dice.maybe(0.9, { name: dice.one<unknown>(["ann", "bob", "Ann X", "", 5, true, ["l"]]) }),
  ...dice.maybe(0.8, { team: dice.one(["dev", "ops", "none"]) }),
  ...dice.maybe(0.5, { n: dice.one<unknown>([7, 7.5, "7", 1e21, null]) }),
  ...dice.maybe(0.5, { ok: dice.one<unknown>([true, false, "true"]) }),
  ...dice.maybe(0.8, {
    groups: dice.one<unknown>([["admins", "ops"], ["ops"], [], "admins", ["admins", 5], { a: 1 }]),
  }),
  ...dice.maybe(0.5, { deep: dice.one<unknown>([{ er: "er", list: ["admins"] }, { list: [true] }, "flat"]) }),
});

const times = (dice: Dice): Readonly<Record<string, number>> => ({
  ...dice.maybe(0.85, { exp: dice.one([600, 600, 600, -30, -100, -400]) }),
  ...dice.maybe(0.6, { nbf: dice.one([-10, -10, 30, 100, 400]) }),
  ...dice.maybe(0.8, { iat: dice.one([-10, -10, -500, 100, 400]) }),
});

function login(dice: Dice): LoginStep {
  const [key, alg] = dice.one([
    ...Array.from({ length: 6 }, () => ["rsa", "RS256"] as const),
    ...[["ec", "ES256"] as const, ["ec", "ES256"] as const, ["stranger", "RS256"] as const],
    ...[["rsa", "PS256"] as const, ["rsa", "RS512"] as const],
  ]);
  const whole = dice.chance(0.95);
  return {
    method: dice.chance(0.5) ? "POST" : "PUT",
    path: "/v1/acl/login",
    keep: dice.one(TOKENS),
    as: "nobody",
    bearer: {
      key,
      alg,
      claims: claims(dice),
      times: times(dice),
      ...(whole ? {} : { cut: dice.one([0, 5, 100]) }),
    },
    body: {
      AuthMethod: dice.one([...METHODS, ...METHODS, ...METHODS, "none", ""]),
      BearerToken: "{{bearer}}",
      ...dice.maybe(0.4, { Meta: dice.one<object>([{ pod: "p" }, {}, { "a b": "x" }]) }),
    },
  };
}

const STEPS: readonly ((dice: Dice) => LoginStep)[] = [
  (dice) => ({ method: "PUT", path: "/v1/acl/auth-method", body: method(dice) }),
  (dice) => ({ method: "PUT", path: `/v1/acl/auth-method/${dice.one(METHODS)}`, body: method(dice) }),
  (dice) => ({ method: "PUT", path: "/v1/acl/binding-rule", body: rule(dice), keep: "rule" }),
  (dice) => ({ method: "PUT", path: "/v1/acl/binding-rule", body: rule(dice), keep: "rule" }),
  (dice) => ({ method: "PUT", path: "/v1/acl/binding-rule/{{rule}}", body: rule(dice) }),
  (dice) => ({
    method: "GET",
    path: `/v1/acl/${dice.one(["auth-methods", "binding-rules", "binding-rule/{{rule}}", "auth-method/m1", "auth-method/none", "binding-rules?authmethod=m1"])}`,
  }),
  ...Array.from({ length: 9 }, () => login),
  ...Array.from(
    { length: 3 },
    () =>
      (dice: Dice): LoginStep => ({ method: "GET", path: "/v1/acl/token/self", as: dice.one(TOKENS) }),
  ),
  (dice) => ({
    method: "GET",
    path: `/v1/acl/tokens${dice.one(["", "?authmethod=m1", "?role=none", "?policy=none"])}`,
  }),
  (dice) => ({ method: "POST", path: "/v1/acl/logout", as: dice.one([...TOKENS, ...TOKENS, "nobody"]) }),
  (dice) => ({
    method: "DELETE",
    path: `/v1/acl/${dice.one(["auth-method/m2", "auth-method/none", "binding-rule/{{rule}}", "binding-rule/none"])}`,
  }),
];

const first: WeakMap<Dice, LoginStep[]> = new WeakMap();

/** A step of these dice; the first ones make methods and rules. */
export function drawLoginStep(dice: Dice): LoginStep {
  const waiting = first.get(dice) ?? opening(dice);
  first.set(dice, waiting);
  return waiting.shift() ?? dice.one(STEPS)(dice);
}

function opening(dice: Dice): LoginStep[] {
  const good = (Name: string): LoginStep => ({
    method: "PUT",
    path: "/v1/acl/auth-method",
    body: { ...method(dice), Name, Type: "jwt" },
  });
  const rules = Array.from({ length: 4 }, () => ({
    method: "PUT",
    path: "/v1/acl/binding-rule",
    body: rule(dice),
    keep: "rule",
  }));
  return [good("m1"), good("m2"), ...rules];
}
