import type { CallOptions, RouteId } from "@tutti/agent-api";
import type { Random } from "@tutti/runtime";
import { KEYS, NAMES, NODES, OWN_NODE, type Population, SECRETS, SERVICES } from "./population.ts";

/** What random requests are made of. */
export interface Dice {
  readonly random: Random;
  readonly world: Population;
}

type Make = (dice: Dice, on?: string) => CallOptions;

const one = <T>({ random }: Dice, all: readonly T[]): T => all[random.integer(all.length)] as T;
const node = (dice: Dice): string => one(dice, [...NODES, "new"]);
const service = (dice: Dice): string => one(dice, [...SERVICES, "new"]);
const name = (dice: Dice, prefix: string): string => `${prefix}${one(dice, NAMES)}`;
const key = (dice: Dice): string => one(dice, [...KEYS, "ka/new", "kb/new", "kz"]);
const keyPrefix = (dice: Dice): string => one(dice, ["", "k", "ka", "ka/", "kab/", "kb/"]);
const id = (dice: Dice, of: keyof Population["ids"]): string =>
  one(dice, [...dice.world.ids[of], "00000000-0000-4000-8000-000000000000"]);
const serviceId = (dice: Dice): string => `${one(dice, SERVICES)}-${one(dice, NODES)}`;
const localId = (dice: Dice): string => one(dice, [...SERVICES.map((one) => `l${one}`), "lnew"]);
const localCheckId = (dice: Dice): string => one(dice, [...SERVICES.map((of) => `l${of}`), "lnode", "new"]);
/** IDs that are on a node, and some that are not. */
const serviceIdOn = (dice: Dice, on: string): string =>
  one(dice, [
    `${one(dice, SERVICES)}-${on}`,
    `${one(dice, SERVICES)}-${on}`,
    serviceId(dice),
    localId(dice),
    "new",
  ]);
const checkIdOn = (dice: Dice, on: string): string =>
  one(dice, [`c${on}`, `c${one(dice, SERVICES)}-${on}`, `c${one(dice, SERVICES)}-${on}`, localCheckId(dice)]);
const maybe = <T extends object>({ random }: Dice, value: T): T | Record<string, never> =>
  random.integer(2) === 0 ? value : {};

const nothing: Make = () => ({});
/** All that is remembered, and no wait for more. */
const changes = { deltas: "", index: "1", wait: "1ms" };
const ofNode: Make = (dice) => ({ rest: node(dice) });
const ofService: Make = (dice) => ({ rest: service(dice) });
const ofLocal: Make = (dice) => ({ rest: localId(dice) });
const ofCheck: Make = (dice) => ({ rest: localCheckId(dice) });
const ofSession: Make = (dice) => ({ rest: id(dice, "sessions") });
const secret = (dice: Dice): string => one(dice, [...SECRETS, "xa/new", "xz"]);
const secretPrefix = (dice: Dice): string => one(dice, ["", "x", "xa", "xa/", "xab/"]);
const ofLease: Make = (dice) => ({ rest: id(dice, "leases") });
const ofIntention: Make = (dice) => ({ rest: id(dice, "intentions") });

const serviceBody = (dice: Dice, on: string): object => ({
  ID: serviceIdOn(dice, on),
  Service: service(dice),
  ...maybe(dice, { Kind: "connect-proxy", Port: 1, Proxy: { DestinationServiceName: service(dice) } }),
});
const checkBody = (dice: Dice, on: string): object => ({
  Node: on,
  CheckID: checkIdOn(dice, on),
  Name: "made",
  Status: one(dice, ["passing", "critical"]),
  ...maybe(dice, { ServiceID: serviceIdOn(dice, on) }),
  ...maybe(dice, { ServiceName: service(dice) }),
});
const localCheck = (dice: Dice): object => ({
  ID: localCheckId(dice),
  Name: "made",
  ...(dice.random.integer(3) === 0 ? { AliasService: localId(dice) } : { TTL: "1h" }),
  ...maybe(dice, { ServiceID: localId(dice) }),
});
const ends = (dice: Dice): Record<string, string> => ({
  source: one(dice, [service(dice), `default/${service(dice)}`]),
  destination: service(dice),
});
const intentionBody = (dice: Dice): object => ({
  Action: one(dice, ["allow", "deny"]),
  ...maybe(dice, { SourceName: service(dice), DestinationName: service(dice) }),
});
const configEntry = (dice: Dice): readonly [string, string] =>
  one(dice, [
    ["service-defaults", service(dice)],
    ["service-resolver", service(dice)],
    ["service-intentions", service(dice)],
    ["terminating-gateway", service(dice)],
    ["ingress-gateway", service(dice)],
    ["proxy-defaults", "global"],
  ] as const);
const queryBody = (dice: Dice): object => ({
  Name: one(dice, [...NAMES.map((of) => `q${of}`), "qc"]),
  Service: { Service: service(dice) },
});
const lockFlags = (dice: Dice): Record<string, string> =>
  one(dice, [{}, {}, { acquire: id(dice, "sessions") }, { release: id(dice, "sessions") }, { cas: "0" }]);

function txnOperation(dice: Dice): object {
  const { random } = dice;
  const on = node(dice);
  const verb = (all: readonly string[]): string => one(dice, all);
  const entity = ["get", "set", "cas", "delete", "delete-cas"];
  switch (random.integer(4)) {
    case 0: {
      const Verb = verb([
        ...["set", "cas", "lock", "unlock", "get", "get-tree", "check-index", "check-session"],
        ...["check-not-exists", "delete", "delete-cas", "delete-tree"],
      ]);
      const Key = Verb.endsWith("-tree") ? keyPrefix(dice) : key(dice);
      return { KV: { Verb, Key, Value: "bWFkZQ==", Index: 0, Session: id(dice, "sessions") } };
    }
    case 1:
      return { Node: { Verb: verb(entity), Node: { Node: on, Address: "10.9.9.9" } } };
    case 2:
      return { Service: { Verb: verb(entity), Node: on, Service: serviceBody(dice, on) } };
    default:
      return { Check: { Verb: verb(entity), Check: checkBody(dice, on) } };
  }
}

/** One random request for each route there is: a route without one does not compile. */
export const routeRequests: Readonly<Record<RouteId, Make>> = {
  "kv.read": (dice) =>
    one<() => CallOptions>(dice, [
      () => ({ rest: key(dice) }),
      () => ({ rest: key(dice), query: { raw: "" } }),
      () => ({ rest: keyPrefix(dice), query: { recurse: "" } }),
      () => ({ rest: keyPrefix(dice), query: { keys: "" } }),
      () => ({ rest: keyPrefix(dice), query: { recurse: "", ...changes } }),
      () => ({ rest: key(dice), query: changes }),
    ])(),
  "kv.write": (dice) => ({ rest: key(dice), query: lockFlags(dice), body: "made" }),
  "kv.delete": (dice) =>
    dice.random.integer(2) === 0 ? { rest: key(dice) } : { rest: keyPrefix(dice), query: { recurse: "" } },
  // One that begins never ends by itself; what it shows is what deltas show.
  "watch.follow": (dice) => ({
    query: {
      ...one<() => Record<string, string>>(dice, [
        () => ({ key: key(dice) }),
        () => ({ prefix: keyPrefix(dice) }),
        () => ({ service: service(dice) }),
        () => ({ node: node(dice) }),
      ])(),
      index: "999999999",
    },
  }),
  "txn.run": (dice) => ({
    body: Array.from({ length: 1 + dice.random.integer(2) }, () => txnOperation(dice)),
  }),
  "secret.read": (dice) => ({
    rest: secret(dice),
    query: { ...maybe(dice, { ttl: "10m" }), ...maybe(dice, { raw: "" }) },
  }),
  "secret.write": (dice) => ({ rest: secret(dice), body: "made" }),
  "secret.delete": (dice) => ({ rest: secret(dice), query: maybe(dice, { version: "1" }) }),
  "secret.list": (dice) => ({ rest: secretPrefix(dice) }),
  "secret.versions": (dice) => ({ rest: secret(dice) }),
  "secret.leases": (dice) => ({ rest: secretPrefix(dice) }),
  "secret.lease-renew": ofLease,
  "secret.lease-revoke": ofLease,
  "secret.lease-revoke-prefix": (dice) => ({ rest: secretPrefix(dice) }),
  "secret.keys": nothing,
  "secret.keys-rotate": nothing,
  "session.create": (dice) => ({ body: { ...maybe(dice, { Node: node(dice) }), NodeChecks: [] } }),
  "session.destroy": ofSession,
  "session.renew": ofSession,
  "session.info": ofSession,
  "session.node": ofNode,
  "session.list": nothing,

  "catalog.register": (dice, on = node(dice)) => ({
    body: {
      Node: on,
      Address: one(dice, ["10.9.9.9", `10.1.0.${dice.random.integer(3)}`]),
      ...maybe(dice, { SkipNodeUpdate: true }),
      ...maybe(dice, { Service: serviceBody(dice, on) }),
      ...maybe(dice, { Check: checkBody(dice, on) }),
    },
  }),
  "catalog.deregister": (dice, on = node(dice)) => ({
    body: {
      Node: on,
      ...one<object>(dice, [{}, { ServiceID: serviceIdOn(dice, on) }, { CheckID: checkIdOn(dice, on) }]),
    },
  }),
  "catalog.datacenters": nothing,
  "catalog.nodes": nothing,
  "catalog.services": nothing,
  "catalog.service": ofService,
  "catalog.connect": ofService,
  "catalog.node": ofNode,
  "catalog.node-services": ofNode,
  "catalog.gateway-services": ofService,
  "health.node": ofNode,
  "health.checks": ofService,
  "health.state": (dice) => ({ rest: one(dice, ["any", "passing", "critical"]) }),
  "health.service": (dice) => ({ rest: service(dice), ...maybe(dice, { query: changes }) }),
  "health.connect": ofService,
  "health.ingress": ofService,
  "ui.metrics-proxy": nothing,
  "ui.nodes": nothing,
  "ui.node": ofNode,
  "ui.services": nothing,
  "ui.gateway-services": ofService,
  "ui.gateway-intentions": ofService,
  "ui.service-topology": (dice) => ({ ...ofService(dice), query: { kind: "" } }),
  "coordinate.datacenters": nothing,
  "coordinate.nodes": nothing,
  "coordinate.node": ofNode,
  "coordinate.update": (dice) => ({
    body: { Node: node(dice), Coord: { Vec: [9, 9, 9, 9, 9, 9, 9, 9], Error: 1, Height: 1e-5 } },
  }),
  "query.list": nothing,
  "query.create": (dice) => ({ body: queryBody(dice) }),
  "query.read": (dice) => ({
    rest: `${one(dice, [id(dice, "queries"), name(dice, "q")])}${one(dice, ["", "/execute", "/explain"])}`,
  }),
  "query.update": (dice) => ({ rest: id(dice, "queries"), body: queryBody(dice) }),
  "query.delete": (dice) => ({ rest: id(dice, "queries") }),
  "event.fire": (dice) => ({ rest: name(dice, "e"), body: "made" }),
  "event.list": (dice) => ({ query: maybe(dice, { name: name(dice, "e") }) }),
  "drift.list": nothing,
  "drift.tell": (dice) => ({
    rest: name(dice, "d"),
    body: { ID: one(dice, ["a", "b"]), Status: "watching" },
  }),
  "rollout.list": nothing,
  "rollout.read": (dice) => ({ rest: name(dice, "o") }),
  "rollout.tell": (dice) => ({
    rest: name(dice, "o"),
    body: { ID: one(dice, ["a", "b"]), Status: "running" },
  }),
  "rollout.wish": (dice) => ({ rest: name(dice, "o"), query: { action: one(dice, ["pause", "abort"]) } }),

  "status.leader": nothing,
  "status.peers": nothing,
  "operator.raft-configuration": nothing,
  "operator.raft-peer": () => ({ query: { id: "x" } }),
  "operator.keyring-list": nothing,
  "operator.keyring-install": () => ({ body: { Key: "AAAA" } }),
  "operator.keyring-use": () => ({ body: { Key: "AAAA" } }),
  "operator.keyring-remove": () => ({ body: { Key: "AAAA" } }),
  "operator.autopilot-read": nothing,
  "operator.autopilot-write": (dice) => ({ body: { MaxTrailingLogs: 1 + dice.random.integer(99) } }),
  "operator.autopilot-health": nothing,
  "operator.autopilot-state": nothing,
  "snapshot.save": nothing,
  "snapshot.restore": () => ({ body: "none" }),
  "config.list-or-read": (dice) => {
    const [kind, of] = configEntry(dice);
    return { rest: one(dice, ["", kind, `${kind}/${of}`]) };
  },
  "config.delete": (dice) => ({ rest: configEntry(dice).join("/") }),
  "config.write": (dice) => {
    const [Kind, Name] = configEntry(dice);
    const Sources = [{ Name: service(dice), Action: "allow" }];
    return { body: { Kind, Name, ...(Kind === "service-intentions" ? { Sources } : {}) } };
  },
  "discovery-chain.read": ofService,
  "discovery-chain.read-overridden": (dice) => ({
    ...ofService(dice),
    body: { OverrideProtocol: one(dice, ["tcp", "grpc"]) },
  }),
  "connect.intention-list": nothing,
  "connect.intention-create": (dice) => ({ body: intentionBody(dice) }),
  "connect.intention-match": (dice) => ({
    query: { by: one(dice, ["source", "destination"]), name: service(dice) },
  }),
  "connect.intention-check": (dice) => ({ query: ends(dice) }),
  "connect.intention-exact-read": (dice) => ({ query: ends(dice) }),
  "connect.intention-exact-write": (dice) => ({ query: ends(dice), body: intentionBody(dice) }),
  "connect.intention-exact-delete": (dice) => ({ query: ends(dice) }),
  "connect.intention-read": ofIntention,
  "connect.intention-update": (dice) => ({ rest: id(dice, "intentions"), body: { Action: "allow" } }),
  "connect.intention-delete": ofIntention,

  "acl.explain": (dice) => ({
    body: { Token: id(dice, "tokens"), Method: "PUT", Path: `/v1/kv/${key(dice)}` },
  }),
  "acl.bootstrap": nothing,
  "acl.replication": nothing,
  "acl.rules-translate": () => ({ body: 'key "a" { policy = "read" }' }),
  "acl.rules-translate-token": (dice) => ({ rest: id(dice, "tokens") }),
  "acl.legacy-create": (dice) => ({
    body: { Name: name(dice, "made"), Rules: 'key "a" { policy = "read" }' },
  }),
  "acl.legacy-update": (dice) => ({ body: { ID: id(dice, "tokens") } }),
  "acl.legacy-destroy": (dice) => ({ rest: id(dice, "tokens") }),
  "acl.legacy-info": (dice) => ({ rest: id(dice, "tokens") }),
  "acl.legacy-clone": (dice) => ({ rest: id(dice, "tokens") }),
  "acl.legacy-list": nothing,
  "acl.template-list": nothing,
  "acl.template-read": () => ({ rest: "builtin/service" }),
  "acl.template-preview": (dice) => ({ rest: "builtin/service", body: { Name: service(dice) } }),
  "acl.policy-list": nothing,
  "acl.policy-create": (dice) => ({ body: { Name: name(dice, "made") } }),
  "acl.policy-read": (dice) => ({ rest: one(dice, [id(dice, "policies"), `name/${name(dice, "p")}`]) }),
  "acl.policy-update": (dice) => ({ rest: id(dice, "policies"), body: { Name: name(dice, "made") } }),
  "acl.policy-delete": (dice) => ({ rest: id(dice, "policies") }),
  "acl.role-list": nothing,
  "acl.role-create": (dice) => ({ body: { Name: name(dice, "made") } }),
  "acl.role-by-name": (dice) => ({ rest: name(dice, "r") }),
  "acl.role-read": (dice) => ({ rest: id(dice, "roles") }),
  "acl.role-update": (dice) => ({ rest: id(dice, "roles"), body: { Name: name(dice, "made") } }),
  "acl.role-delete": (dice) => ({ rest: id(dice, "roles") }),
  "acl.token-list": nothing,
  "acl.token-create": () => ({ body: { Description: "made" } }),
  "acl.token-self": nothing,
  "acl.token-read": (dice) => ({ rest: id(dice, "tokens") }),
  "acl.token-update": (dice) => ({
    rest: `${id(dice, "tokens")}${one(dice, ["", "/clone"])}`,
    body: { Description: "made" },
  }),
  "acl.token-delete": (dice) => ({ rest: id(dice, "tokens") }),
  "acl.auth-method-list": nothing,
  "acl.auth-method-create": () => ({ body: { Name: "m", Type: "jwt" } }),
  "acl.auth-method-read": () => ({ rest: "m" }),
  "acl.auth-method-update": () => ({ rest: "m", body: { Type: "jwt" } }),
  "acl.auth-method-delete": () => ({ rest: "m" }),
  "acl.binding-rule-list": nothing,
  "acl.binding-rule-create": () => ({ body: { AuthMethod: "m" } }),
  "acl.binding-rule-read": () => ({ rest: "00000000-0000-4000-8000-000000000000" }),
  "acl.binding-rule-update": () => ({
    rest: "00000000-0000-4000-8000-000000000000",
    body: { AuthMethod: "m" },
  }),
  "acl.binding-rule-delete": () => ({ rest: "00000000-0000-4000-8000-000000000000" }),
  "acl.login": () => ({ body: {} }),
  "acl.logout": nothing,
  "acl.oidc-auth-url": () => ({ body: {} }),
  "acl.oidc-callback": () => ({ body: {} }),

  "agent.self": nothing,
  "agent.host": nothing,
  "agent.members": nothing,
  "agent.metrics": nothing,
  // Of a level that is none: who may read would read without an end.
  "debug.profile": nothing,
  "debug.heap": nothing,
  "debug.other": () => ({ rest: "goroutine" }),
  "agent.monitor": () => ({ query: { loglevel: "none" } }),
  "agent.reload": nothing,
  "agent.maintenance": (dice) => ({ query: { enable: one(dice, ["true", "false"]) } }),
  "agent.join": () => ({ rest: "10.0.0.1" }),
  "agent.leave": nothing,
  "agent.force-leave": () => ({ rest: OWN_NODE }),
  "agent.token": (dice) => ({ rest: one(dice, ["default", "agent"]), body: { Token: "" } }),
  "agent.checks": nothing,
  "agent.check-register": (dice) => ({ body: localCheck(dice) }),
  "agent.check-deregister": ofCheck,
  "agent.check-pass": ofCheck,
  "agent.check-warn": ofCheck,
  "agent.check-fail": ofCheck,
  "agent.check-update": (dice) => ({ rest: localCheckId(dice), body: { Status: "passing" } }),
  "agent.services": nothing,
  "agent.service": ofLocal,
  "agent.service-register": (dice) => ({
    body: {
      Name: service(dice),
      ID: localId(dice),
      ...maybe(dice, { Kind: "connect-proxy", Port: 1, Proxy: { DestinationServiceName: service(dice) } }),
      ...maybe(dice, { Check: localCheck(dice) }),
      ...maybe(dice, { Connect: { SidecarService: { ...maybe(dice, { Name: service(dice) }), Port: 2 } } }),
    },
  }),
  "agent.service-deregister": ofLocal,
  "agent.service-maintenance": (dice) => ({
    rest: localId(dice),
    query: { enable: one(dice, ["true", "false"]) },
  }),
  "agent.health-by-id": ofLocal,
  "agent.health-by-name": ofService,
  "agent.connect-authorize": (dice) => ({
    body: { Target: service(dice), ClientCertURI: `spiffe://x/ns/default/dc/dc1/svc/${service(dice)}` },
  }),
  "agent.connect-ca-roots": nothing,
  "agent.connect-ca-leaf": ofService,
  "connect.ca-roots": nothing,
  "connect.ca-configuration": nothing,
  "connect.ca-configure": () => ({ body: {} }),
};
