import {
  type Dice,
  type DrawnRequest,
  KEYS,
  NO_UUID,
  NODES,
  readParameters,
  SERVICES,
  STATUSES,
  writeParameters,
} from "./request-dice.ts";

type Draw = (dice: Dice) => DrawnRequest;

const SESSION = "{{session}}";

const keyPath = (dice: Dice): string => `/v1/kv/${dice.one(KEYS)}`;
const cas = (dice: Dice): string => dice.one(["cas=0", "cas={{modified}}", "cas=1", "cas=x", "cas="]);

/** Keys, sessions, transactions, events, prepared queries. */
export const stateDraws: readonly Draw[] = [
  (dice) => ({
    method: "PUT",
    path: dice.path(keyPath(dice), dice.one(["flags=7", "flags=x", "flags=18446744073709551616"]), cas(dice)),
    body: dice.one(["v", "", "é", "{}"]),
  }),
  (dice) => ({
    method: "PUT",
    path: dice.path(
      `${keyPath(dice)}?${dice.one(["acquire", "release"])}=${dice.one([SESSION, SESSION, ...NO_UUID])}`,
      "cas=0",
      "flags=1",
    ),
    body: "locked",
  }),
  (dice) => ({
    method: "GET",
    path: keyPath(dice),
    keep: { name: "modified", at: [0, "ModifyIndex"] },
  }),
  (dice) => ({
    method: "GET",
    path: dice.path(keyPath(dice), "raw", "recurse", "keys", "separator=/", ...readParameters(dice)),
  }),
  (dice) => ({ method: "DELETE", path: dice.path(keyPath(dice), "recurse", cas(dice)) }),
  (dice) => ({
    method: "PUT",
    path: dice.path("/v1/session/create", ...writeParameters(dice)),
    body: dice.bent({
      Name: "s",
      ...dice.maybe(0.5, { TTL: dice.one(["15s", "60s", "1s", "x", "48h"]) }),
      ...dice.maybe(0.5, { Behavior: dice.one(["release", "delete", "bad"]) }),
      LockDelay: dice.one(["0s", "1s", 2, "2m"]),
      ...dice.maybe(0.2, { Node: dice.one(NODES) }),
      ...dice.maybe(0.3, {
        Checks: dice.one([["serfHealth"], ["none"], [], ["k1"], ["ec"], ["service:i1", "c1"]]),
      }),
      ...dice.maybe(0.2, { NodeChecks: dice.one([["serfHealth"], ["none"], [], ["k1"], ["ec"]]) }),
      ...dice.maybe(0.2, {
        ServiceChecks: dice.one([[{ ID: "none" }], [], [{ ID: "service:i1" }], [{ ID: "c1" }]]),
      }),
      ...dice.maybe(0.1, { ID: dice.one(["x", NO_UUID[1]]) }),
    }),
    keep: { name: "session", at: ["ID"] },
  }),
  (dice) => ({
    method: "PUT",
    path: `/v1/session/${dice.one(["destroy", "renew", "renew"])}/${dice.one([SESSION, SESSION, "{{^session}}", ...NO_UUID])}`,
  }),
  (dice) => ({
    method: "GET",
    path: dice.path(
      `/v1/session/${dice.one(["list", `info/${SESSION}`, `info/${dice.one(["{{^session}}", ...NO_UUID])}`, `node/${dice.one(NODES)}`])}`,
      ...readParameters(dice),
    ),
  }),
  (dice) => ({
    method: dice.chance(0.95) ? "PUT" : "GET",
    path: dice.path("/v1/txn", ...writeParameters(dice)),
    body: dice.bent(Array.from({ length: 1 + dice.integer(3) }, () => operation(dice))),
  }),
  (dice) => ({
    method: "PUT",
    path: dice.path(
      `/v1/event/fire/${dice.one(["deploy", "x", "", "a.b"])}`,
      ...["node=n1", "service=web", "tag=v", "node=(", "service=("],
    ),
    body: dice.one(["payload", "", "x".repeat(1 + dice.integer(700))]),
  }),
  (dice) => ({
    method: "GET",
    path: dice.path("/v1/event/list", "name=deploy", "node=n1", "service=web", ...readParameters(dice)),
  }),
  (dice) => ({
    method: "POST",
    path: dice.path("/v1/query", ...writeParameters(dice)),
    body: dice.bent(query(dice)),
    keep: { name: "query", at: ["ID"] },
  }),
  (dice) => ({
    method: "PUT",
    path: `/v1/query/${dice.one(["{{query}}", "{{query}}", "{{^query}}", ...NO_UUID])}`,
    body: dice.bent(query(dice)),
  }),
  (dice) => ({
    method: "GET",
    path: dice.path(
      `/v1/query/${dice.one([
        ...["{{query}}", "{{query}}/execute", "{{query}}/explain", "qq/execute", "qq/explain", "qr/execute"],
        ...[
          "tpl-web/execute",
          "tpl-x/explain",
          "tpl-db-v1/explain",
          "{{^query}}",
          "{{^query}}/explain",
          "x/explain",
          "none/execute",
          "none/explain",
          "",
          ...NO_UUID,
        ],
      ])}`,
      ...["limit=1", "limit=0", "limit=x", "connect=true", "connect=x"],
      ...readParameters(dice),
    ),
  }),
  (dice) => ({ method: "DELETE", path: `/v1/query/${dice.one(["{{query}}", ...NO_UUID])}` }),
];

function query(dice: Dice): object {
  return {
    ...dice.maybe(0.8, { Name: dice.one(["qq", "qr", "", "tpl-", "x"]) }),
    Service: {
      Service: dice.one([...SERVICES, "", "${name.suffix}", "${match(1)}", "${name.prefix}", "${", "${bad}"]),
      ...dice.maybe(0.4, { OnlyPassing: dice.one([true, false]) }),
      ...dice.maybe(0.4, { Tags: dice.some(["v1", "!v1", "prod", "", "${name.full}"], 2) }),
      ...dice.maybe(0.3, { Near: dice.one(["", "_agent", "_ip", "n1"]) }),
      ...dice.maybe(0.2, { NodeMeta: { z: "1" } }),
      ...dice.maybe(0.2, { ServiceMeta: { k: "v" } }),
      ...dice.maybe(0.1, { Connect: true }),
      ...dice.maybe(0.1, { IgnoreCheckIDs: ["c1"] }),
      ...dice.maybe(0.2, {
        Failover: dice.one([
          { NearestN: 1 },
          { Datacenters: ["dc2"] },
          { NearestN: -1 },
          { Datacenters: ["${match(1)}"] },
        ]),
      }),
    },
    ...dice.maybe(0.5, { DNS: { TTL: dice.one(["5s", "x", "", "-1s"]) } }),
    ...dice.maybe(0.2, { Session: dice.one([SESSION, "none"]) }),
    ...dice.maybe(0.2, {
      Template: {
        Type: dice.one(["name_prefix_match", "name_prefix_match", "bad"]),
        ...dice.maybe(0.5, { Regexp: dice.one(["^tpl-(.*)$", "(", "^tpl-(.*)-(.*)$"]) }),
        ...dice.maybe(0.3, { RemoveEmptyTags: true }),
      },
    }),
  };
}

const KV_VERBS = [
  ...["set", "cas", "get", "get-tree", "delete", "delete-tree", "delete-cas", "check-index", "check-session"],
  ...["check-not-exists", "lock", "unlock", "bogus", ""],
];
const ENTITY_VERBS = ["get", "set", "cas", "delete", "delete-cas", "bogus"];

function operation(dice: Dice): object {
  const Index = dice.one([0, 1, 5]);
  switch (dice.integer(8)) {
    case 7:
      return dice.one<object>([
        {},
        { KV: { Verb: "get", Key: "a" }, Node: { Verb: "get", Node: { Node: "ext" } } },
        {
          Intention: {
            Op: "create",
            Intention: { SourceName: "web", DestinationName: "db", Action: "allow" },
          },
        },
        {
          Service: { Verb: "set", Node: "ext", Service: { Kind: "connect-proxy", Service: "p", Proxy: {} } },
        },
        {
          Service: {
            Verb: "set",
            Node: "ext",
            Service: { ID: "e1", Service: "web", Connect: { Native: true } },
          },
        },
      ]);
    case 0:
      return {
        Node: {
          Verb: dice.one(ENTITY_VERBS),
          Node: {
            Node: dice.one([...NODES.slice(1), ""]),
            Address: dice.one(["10.1.1.9", ""]),
            ModifyIndex: Index,
            ...dice.maybe(0.2, { ID: dice.one(["{{session}}", "x", NO_UUID[1]]) }),
            ...dice.maybe(0.2, { Meta: { z: "1" } }),
            ...dice.maybe(0.1, { TaggedAddresses: { wan: "1.2.3.4" } }),
          },
        },
      };
    case 1:
      return {
        Service: {
          Verb: dice.one(ENTITY_VERBS),
          Node: dice.one([...NODES.slice(1), ""]),
          Service: {
            ID: dice.one(["e1", "e2", ""]),
            Service: dice.one(SERVICES),
            Port: 5,
            ModifyIndex: Index,
          },
        },
      };
    case 2:
      return {
        Check: {
          Verb: dice.one(ENTITY_VERBS),
          Check: {
            Node: dice.one(NODES.slice(1)),
            CheckID: dice.one(["ec", "et", ""]),
            Name: "ec",
            Status: dice.one([...STATUSES, "bad", ""]),
            ModifyIndex: Index,
            ...dice.maybe(0.3, { ServiceID: dice.one(["e1", "none"]) }),
          },
        },
      };
    default:
      return {
        KV: {
          Verb: dice.one(KV_VERBS),
          Key: decodeURIComponent(dice.one([...KEYS, ""])),
          ...dice.maybe(0.8, { Value: dice.one(["dg==", "", "!"]) }),
          ...dice.maybe(0.5, { Index }),
          ...dice.maybe(0.5, { Flags: dice.one([0, 7]) }),
          ...dice.maybe(0.5, { Session: dice.one([SESSION, SESSION, "none"]) }),
        },
      };
  }
}
