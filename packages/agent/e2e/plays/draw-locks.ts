/** Steps with sessions and locks. */

import type { Dice } from "../request-dice.ts";

/** One request; `until` says that it is asked again until its answer is that. */
export interface LockStep {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  /** The name of the session that it makes. */
  readonly keep?: string;
  readonly until?: string;
}

/** Names of sessions; a new one takes the place of the former. */
export const SESSIONS = ["s1", "s2", "s3"];
const KEYS = ["k", "dir/a", "dir/b", "other"];

const session = (dice: Dice): string => `{{${dice.one([...SESSIONS, ...SESSIONS, "nobody"])}}}`;
const key = (dice: Dice): string => `/v1/kv/${dice.one(KEYS)}`;

const create = (dice: Dice, more: object = {}): LockStep => ({
  method: "PUT",
  path: "/v1/session/create",
  keep: dice.one(SESSIONS),
  body: {
    ...dice.maybe(0.5, { Name: dice.one(["a", "b"]) }),
    LockDelay: dice.one(["0s", "0s", "60s"]),
    ...dice.maybe(0.6, { Behavior: dice.one(["release", "delete"]) }),
    ...dice.maybe(
      0.4,
      dice.one<object>([
        { Node: "ext", Checks: [] },
        { Node: "ext", Checks: ["up"] },
        { Node: "ext", NodeChecks: ["up", "odd"] },
        { Node: "ext", NodeChecks: ["up"], ServiceChecks: [{ ID: "svc" }] },
        { NodeChecks: [] },
        { Checks: ["serfHealth"] },
      ]),
    ),
    ...more,
  },
});

const check = (dice: Dice, more: object): LockStep => ({
  method: "PUT",
  path: "/v1/catalog/register",
  body: {
    Node: "ext",
    Address: "10.0.0.1",
    Check: {
      ...dice.one([
        { CheckID: "up", Name: "up" },
        { CheckID: "odd", Name: "odd" },
      ]),
      ...more,
    },
  },
});

const STEPS: readonly ((dice: Dice) => LockStep)[] = [
  (dice) => create(dice),
  (dice) => create(dice),
  (dice) => create(dice, { TTL: dice.one(["10m", "99ms", "25h", "1h"]) }),
  (dice) => ({ method: "PUT", path: `/v1/session/renew/${session(dice)}` }),
  (dice) => ({ method: "PUT", path: `/v1/session/destroy/${session(dice)}` }),
  (dice) => check(dice, { Status: dice.one(["passing", "warning", "critical"]) }),
  (dice) => check(dice, { Status: "passing" }),
  (dice) => ({
    method: "PUT",
    path: "/v1/catalog/deregister",
    body: { Node: "ext", ...dice.maybe(0.8, { CheckID: dice.one(["up", "odd"]) }) },
  }),
  (dice) => ({
    method: "PUT",
    path: "/v1/catalog/register",
    body: {
      Node: "ext",
      Address: "10.0.0.1",
      Service: { ID: "w", Service: "web" },
      Check: {
        CheckID: "svc",
        Name: "svc",
        ServiceID: "w",
        Status: dice.one(["passing", "passing", "critical"]),
      },
    },
  }),
  () => ({ method: "PUT", path: "/v1/catalog/deregister", body: { Node: "ext", ServiceID: "w" } }),
  ...Array.from(
    { length: 5 },
    () =>
      (dice: Dice): LockStep => ({
        method: "PUT",
        path: `${key(dice)}?acquire=${session(dice)}${dice.one(["", "", "&flags=7", "&cas=0", "&cas=1"])}`,
        body: dice.one(["v", "w"]),
      }),
  ),
  ...Array.from(
    { length: 2 },
    () =>
      (dice: Dice): LockStep => ({
        method: "PUT",
        path: `${key(dice)}?release=${session(dice)}${dice.one(["", "", "&flags=8"])}`,
        body: dice.one(["r", ""]),
      }),
  ),
  (dice) => ({ method: "PUT", path: `${key(dice)}${dice.one(["", "?flags=3", "?cas=0"])}`, body: "p" }),
  (dice) => ({ method: "DELETE", path: `${key(dice)}${dice.one(["", "?cas=0", "?cas=1"])}` }),
  (dice) => ({ method: "DELETE", path: `/v1/kv/${dice.one(["dir/", "k"])}?recurse` }),
  (dice) => ({
    method: "PUT",
    path: "/v1/txn",
    body: Array.from({ length: 1 + dice.integer(3) }, () => operation(dice)),
  }),
  (dice) => ({ method: "PUT", path: "/v1/txn", body: [operation(dice)] }),
  (dice) => ({
    method: "GET",
    path: `/v1/session/${dice.one(["info/", "node/"])}${dice.one([session(dice), "ext", "n1"])}`,
  }),
];

const VERBS = [
  "lock",
  "lock",
  "unlock",
  "set",
  "cas",
  "delete",
  "delete-cas",
  "delete-tree",
  "check-session",
  "check-index",
  "check-not-exists",
  "get",
  "get-tree",
];

function operation(dice: Dice): object {
  const Verb = dice.one(VERBS);
  return {
    KV: {
      Verb,
      Key: dice.one(KEYS),
      ...dice.maybe(0.8, { Value: dice.one(["dg==", "dw=="]) }),
      ...dice.maybe(0.3, { Flags: 9 }),
      ...(/lock|session/.test(Verb) || dice.chance(0.1) ? { Session: session(dice) } : {}),
      ...(/cas|index/.test(Verb) ? { Index: dice.one([0, 1]) } : {}),
    },
  };
}

/** What comes with time: the end of a TTL, and of a lock's delay; each with the steps before it. */
const IN_TIME: readonly (() => readonly LockStep[])[] = [
  () => [
    {
      method: "PUT",
      path: "/v1/session/create",
      keep: "s3",
      body: { Node: "n1", TTL: "200ms", LockDelay: "0s", Behavior: "delete" },
    },
    { method: "GET", path: "/v1/session/info/{{s3}}", until: "[]" },
  ],
  () => [
    { method: "PUT", path: "/v1/session/create", keep: "s3", body: { Node: "n1", LockDelay: "300ms" } },
    { method: "PUT", path: "/v1/kv/late?acquire={{s3}}", body: "x" },
    { method: "PUT", path: "/v1/session/destroy/{{s3}}" },
    { method: "PUT", path: "/v1/session/create", keep: "s3", body: { Node: "n1", LockDelay: "0s" } },
    { method: "PUT", path: "/v1/kv/late?acquire={{s3}}", body: "y", until: "true" },
  ],
];

const pending = new WeakMap<Dice, LockStep[]>();

/** The next step of these dice. */
export function drawLockStep(dice: Dice): LockStep {
  const waiting = pending.get(dice) ?? [];
  pending.set(dice, waiting);
  if (waiting.length === 0)
    waiting.push(...(dice.chance(0.04) ? dice.one(IN_TIME)() : [dice.one(STEPS)(dice)]));
  return waiting.shift() as LockStep;
}
