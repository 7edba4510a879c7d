/** Steps with checks of the agent that are told, and lanes of checks that are probed. */

import type { Dice } from "../request-dice.ts";

/** One request. */
export interface CheckStep {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  /** Nobody tells this check in time: what comes of it is waited for. */
  readonly expires?: string;
}

/** A check that runs, under one registration: a probe is answered by each of these in turn. */
export interface Phase {
  /** Whether the service is registered again with it, or the check alone. */
  readonly withService: boolean;
  readonly check: Readonly<Record<string, unknown>>;
  readonly answers: readonly number[];
}

const STATUSES = ["passing", "warning", "critical"];
const NODE_CHECKS = ["c1", "c2"];
const SERVICES = ["web", "db"];
/** Of registrations that give their checks no name, too. */
const CHECKS = [...NODE_CHECKS, "service:web", "service:db", "service:db:1", "service:db:2", "own"];
const LONG = "10m";

const put = (path: string, body?: unknown): CheckStep => ({
  method: "PUT",
  path,
  ...(body === undefined ? {} : { body }),
});

const ttl = (dice: Dice, TTL = LONG): object => ({
  TTL,
  ...dice.maybe(0.6, { Status: dice.one([...STATUSES, ""]) }),
  ...dice.maybe(0.3, { Notes: dice.one(["n", "m"]) }),
  // At least a minute, whatever is said: nothing goes while this plays.
  ...dice.maybe(0.3, { DeregisterCriticalServiceAfter: dice.one(["1s", "1m", "200h"]) }),
  ...dice.maybe(0.2, { SuccessBeforePassing: 2, FailuresBeforeCritical: 2 }),
  ...dice.maybe(0.1, { OutputMaxSize: 4 }),
});

const checkOf = (dice: Dice): object => ({
  ID: dice.one(NODE_CHECKS),
  Name: dice.one(["one", "other"]),
  ...ttl(dice),
});

const told = (dice: Dice): string => dice.one([...CHECKS, ...CHECKS, "al", "none"]);

const STEPS: readonly ((dice: Dice) => CheckStep)[] = [
  (dice) => put("/v1/agent/check/register", { ...checkOf(dice), ...dice.maybe(0.3, { ServiceID: "web" }) }),
  (dice) => put("/v1/agent/check/register", { ...checkOf(dice), ServiceID: dice.one([...SERVICES, "none"]) }),
  (dice) =>
    put(`/v1/agent/service/register${dice.one(["", "", "?replace-existing-checks=true"])}`, {
      Name: dice.one(SERVICES),
      ...dice.one([
        {},
        { Check: ttl(dice) },
        { Check: ttl(dice) },
        { Check: { ...ttl(dice), CheckID: "own", Name: "own" } },
        { Checks: [ttl(dice), ttl(dice)] },
        { Check: ttl(dice), Checks: [{ ...ttl(dice), CheckID: "own" }] },
      ]),
    }),
  (dice) => put("/v1/agent/service/register", { Name: "web", Check: ttl(dice) }),
  ...Array.from(
    { length: 4 },
    () =>
      (dice: Dice): CheckStep =>
        put(
          `/v1/agent/check/${dice.one(["pass", "pass", "warn", "fail"])}/${told(dice)}${dice.one(["", "?note=x", "?note=longer%20note"])}`,
        ),
  ),
  ...Array.from(
    { length: 2 },
    () =>
      (dice: Dice): CheckStep =>
        put(`/v1/agent/check/update/${told(dice)}`, {
          Status: dice.one([...STATUSES, ...STATUSES, "maintenance", ""]),
          ...dice.maybe(0.7, { Output: dice.one(["o", "a longer output"]) }),
        }),
  ),
  (dice) => put(`/v1/agent/check/deregister/${told(dice)}`),
  (dice) => put(`/v1/agent/service/deregister/${dice.one(SERVICES)}`),
  (dice) =>
    put(
      `/v1/agent/service/maintenance/${dice.one([...SERVICES, "none"])}?enable=${dice.one([true, false])}${dice.one(["", "&reason=r", "&reason=s"])}`,
    ),
  (dice) =>
    put(`/v1/agent/maintenance?enable=${dice.one([true, false, false])}${dice.one(["", "&reason=r"])}`),
  // What has an alias among it is never stood for by another one: there is one only, of the other service.
  (dice) =>
    put("/v1/agent/check/register", {
      ID: "al",
      Name: "alias",
      ServiceID: "db",
      ...dice.one<object>([{ AliasService: "web" }, { AliasNode: "n1" }, { AliasService: "gone" }]),
      ...dice.maybe(0.4, { Status: dice.one(STATUSES) }),
    }),
];

/** A check that nobody tells in time, and that is given time again. */
const EXPIRES = (dice: Dice): readonly CheckStep[] => {
  const id = dice.one(NODE_CHECKS);
  const body = { ID: id, Name: "short", ...ttl(dice, "300ms") };
  return [
    { ...put("/v1/agent/check/register", body), expires: id },
    ...(dice.chance(0.5) ? [] : [{ ...put(`/v1/agent/check/pass/${id}?note=kept`), expires: id }]),
    dice.one([
      put("/v1/agent/check/register", { ...body, TTL: LONG, Status: dice.one(STATUSES) }),
      put(`/v1/agent/check/deregister/${id}`),
    ]),
  ];
};

const pending = new WeakMap<Dice, CheckStep[]>();

/** The next step of these dice. */
export function drawCheckStep(dice: Dice): CheckStep {
  const waiting = pending.get(dice) ?? [];
  pending.set(dice, waiting);
  if (waiting.length === 0) waiting.push(...(dice.chance(0.05) ? EXPIRES(dice) : [dice.one(STEPS)(dice)]));
  return waiting.shift() as CheckStep;
}

const ANSWERS = [200, 200, 204, 299, 429, 429, 400, 404, 500, 503];

/** What one check that runs goes through. */
export function drawLane(dice: Dice): readonly Phase[] {
  return Array.from({ length: 2 }, () => ({
    withService: dice.chance(0.5),
    check: {
      Interval: dice.one(["1s", "10ms"]),
      ...dice.maybe(0.5, { Status: dice.one([...STATUSES, ""]) }),
      ...dice.maybe(0.6, { SuccessBeforePassing: dice.one([0, 1, 2, 3]) }),
      ...dice.maybe(0.6, { FailuresBeforeCritical: dice.one([0, 1, 2, 3]) }),
      ...dice.maybe(0.3, { Method: dice.one(["PUT", "POST"]), Body: "b" }),
      ...dice.maybe(0.3, { Header: { "X-One": ["1"], "X-Two": ["a", "b"] } }),
      ...dice.maybe(0.2, { Notes: "n" }),
    },
    answers: Array.from({ length: 3 + dice.integer(3) }, () => dice.one(ANSWERS)),
  }));
}
