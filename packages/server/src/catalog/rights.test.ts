import { createSimulation } from "@tutti/simulation";
import { createMemoryStore } from "@tutti/store";
import { describe, expect, test } from "vitest";
import { check, node, proxy, service } from "../../testkit/catalog-samples.ts";
import type { Need, Right } from "../rights/right.ts";
import { ServerState } from "../server-state.ts";
import { Draft } from "../state/draft.ts";
import { registerInDraft } from "./commands.ts";
import type { CheckRecord, NodeRecord } from "./records.ts";
import {
  checkRights,
  instanceRights,
  nodeRights,
  rightsToDeleteCheck,
  rightsToDeleteNode,
  rightsToDeleteService,
  rightsToDeregister,
  rightsToPutCheck,
  rightsToPutNode,
  rightsToPutService,
  rightsToRegister,
  serviceRights,
} from "./rights.ts";

const ID = "00000000-0000-0000-0000-00000000000a";
const withId = (name: string): NodeRecord => ({ ...node(name), ID });
const named = (CheckID: string, one: CheckRecord): CheckRecord => ({ ...one, CheckID });
/** Of a node, or of a service: what the request calls that is not believed. */
const ofNode = (CheckID: string, Node = "n"): CheckRecord => named(CheckID, check(Node, "", "", "passing"));
const ofWeb = (CheckID: string, Node = "n"): CheckRecord =>
  named(CheckID, check(Node, "web1", "called", "passing"));

/**
 * Node "n", which has an ID, with service "web" ("web1"), its check "c" and one of the node, "alive"; node "m"
 * with service "db", which has web's ID, "web1".
 */
async function start() {
  const state = new ServerState(createMemoryStore(), createSimulation(1).host("a").clock);
  await state.load();
  await state.write((draft) => {
    registerInDraft(state, draft, {
      node: withId("n"),
      service: service("n", "web1", "web"),
      checks: [ofNode("alive"), ofWeb("c")],
    });
    registerInDraft(state, draft, { node: node("m"), service: service("m", "web1", "db"), checks: [] });
  });
  return { state, rows: new Draft(state.revision) };
}

const textOf = ({ resource, access, name }: Right): string => `${resource}:${access}:${name}`;
const needText = (need: Need): string =>
  "anyOf" in need ? need.anyOf.map((list) => list.map(textOf).join(" and ")).join(", or ") : textOf(need);

type World = Awaited<ReturnType<typeof start>>;
type Needs = (world: World) => readonly Need[];

const changed = { ...withId("n"), Address: "10.9.9.9" };

describe("what is needed to", () => {
  test.each<[string, Needs, readonly string[]]>([
    ["see a node", () => nodeRights(node("n")), ["node:read:n"]],
    ["see a service", () => serviceRights(service("n", "web1", "web")), ["service:read:web"]],
    ["see a check of a node", () => checkRights(ofNode("c")), ["node:read:n"]],
    ["see a check of a service", () => checkRights(ofWeb("c")), ["node:read:n", "service:read:called"]],
    [
      "see an instance",
      ({ state }) => state.catalog.instancesOf("web").flatMap((one) => [...instanceRights(one)]),
      ["node:read:n", "service:read:web"],
    ],

    ["set a new node", ({ state, rows }) => rightsToPutNode(state, rows, node("x")), ["node:write:x"]],
    ["set a node as it is", ({ state, rows }) => rightsToPutNode(state, rows, withId("n")), []],
    ["change a node", ({ state, rows }) => rightsToPutNode(state, rows, changed), ["node:write:n"]],
    [
      "name a node that is left as it is",
      ({ state, rows }) => rightsToPutNode(state, rows, changed, true),
      [],
    ],
    [
      "name a new node that would be left as it is",
      ({ state, rows }) => rightsToPutNode(state, rows, node("x"), true),
      ["node:write:x"],
    ],
    [
      "spell a node in other letters",
      ({ state, rows }) => rightsToPutNode(state, rows, withId("N")),
      ["node:write:N", "node:write:n"],
    ],
    [
      "rename a node, which takes the old one away",
      ({ state, rows }) => rightsToPutNode(state, rows, withId("x")),
      ["node:write:x", "node:write:n"],
    ],
    [
      "give a node the ID of another",
      ({ state, rows }) => rightsToPutNode(state, rows, withId("m")),
      ["node:write:m", "node:write:n"],
    ],
    ["delete a node", ({ state, rows }) => rightsToDeleteNode(state, rows, "n"), ["node:write:n"]],
    [
      "delete a node in other letters",
      ({ state, rows }) => rightsToDeleteNode(state, rows, "N"),
      ["node:write:N", "node:write:n"],
    ],
    [
      "delete a node that is not there",
      ({ state, rows }) => rightsToDeleteNode(state, rows, "x"),
      ["node:write:x"],
    ],

    [
      "set a new service",
      ({ state, rows }) => rightsToPutService(state, rows, service("n", "api1", "api")),
      ["service:write:api"],
    ],
    [
      "set a service over another",
      ({ state, rows }) => rightsToPutService(state, rows, service("n", "web1", "api")),
      ["service:write:api", "service:write:web"],
    ],
    [
      "set a proxy",
      ({ state, rows }) => rightsToPutService(state, rows, proxy("n", "p", "web")),
      ["service:write:p", "service:write:web"],
    ],
    ...([undefined, "", 5] as const).map((DestinationServiceName): [string, Needs, readonly string[]] => [
      `set a proxy of ${JSON.stringify(DestinationServiceName)}`,
      ({ state, rows }) =>
        rightsToPutService(state, rows, { ...proxy("n", "p", "web"), Proxy: { DestinationServiceName } }),
      ["service:write:p"],
    ]),
    [
      "set a service that only speaks of a destination",
      ({ state, rows }) =>
        rightsToPutService(state, rows, {
          ...service("n", "p", "p"),
          Proxy: { DestinationServiceName: "web" },
        }),
      ["service:write:p"],
    ],
    [
      "delete a service",
      ({ state, rows }) => rightsToDeleteService(state, rows, "n", "web1"),
      ["service:write:web"],
    ],
    [
      "delete the service of that ID on another node",
      ({ state, rows }) => rightsToDeleteService(state, rows, "m", "web1"),
      ["service:write:db"],
    ],
    [
      "delete a service that is not there",
      ({ state, rows }) => rightsToDeleteService(state, rows, "n", "x"),
      [],
    ],

    [
      "set a check of a node",
      ({ state, rows }) => rightsToPutCheck(state, rows, ofNode("new")),
      ["node:write:n"],
    ],
    [
      "set a check of a service, whatever it is called",
      ({ state, rows }) => rightsToPutCheck(state, rows, ofWeb("new")),
      ["service:write:web"],
    ],
    [
      "set a check of a service that is not there",
      ({ state, rows }) => rightsToPutCheck(state, rows, ofWeb("new", "x")),
      ["node:write:x"],
    ],
    [
      "set a check of a service over one of the node",
      ({ state, rows }) => rightsToPutCheck(state, rows, ofWeb("alive")),
      ["service:write:web", "node:write:n"],
    ],
    [
      "set a check of a node over one of a service",
      ({ state, rows }) => rightsToPutCheck(state, rows, ofNode("c")),
      ["node:write:n", "service:write:web"],
    ],
    [
      "delete a check of a node",
      ({ state, rows }) => rightsToDeleteCheck(state, rows, "n", "alive"),
      ["node:write:n"],
    ],
    [
      "delete a check of a service",
      ({ state, rows }) => rightsToDeleteCheck(state, rows, "n", "c"),
      ["service:write:web"],
    ],
    [
      "delete a check that is not there",
      ({ state, rows }) => rightsToDeleteCheck(state, rows, "n", "x"),
      ["node:write:n"],
    ],
  ])("%s", async (_, needs, wanted) => {
    expect(needs(await start()).map(needText)).toEqual(wanted);
  });

  test.each<[string, Parameters<typeof rightsToRegister>[2], readonly string[]]>([
    ["a node as it is", { node: withId("n"), checks: [] }, []],
    ["a node that changes", { node: changed, checks: [] }, ["node:write:n"]],
    ["a node that is left as it is", { node: changed, skipNodeUpdate: true, checks: [] }, []],
    ["a node that is not", { node: changed, skipNodeUpdate: false, checks: [] }, ["node:write:n"]],
    [
      "a service with checks of it",
      { node: withId("n"), service: service("n", "web1", "web"), checks: [ofWeb("new"), ofWeb("newer")] },
      ["service:write:web", "service:write:web"],
    ],
    [
      "a new service with a check of it, which needs no node",
      {
        node: withId("n"),
        service: service("n", "api1", "api"),
        checks: [check("n", "api1", "", "passing")],
      },
      ["service:write:api"],
    ],
    [
      "a service with a check over one of the node",
      { node: withId("n"), service: service("n", "web1", "web"), checks: [ofWeb("alive")] },
      ["service:write:web", "service:write:web", "node:write:n"],
    ],
    [
      "a service with a check of the node",
      { node: withId("n"), service: service("n", "web1", "web"), checks: [ofNode("new")] },
      ["service:write:web", "service:write:web", "node:write:n"],
    ],
    [
      "a service with a check of another service",
      { node: withId("n"), service: service("n", "api1", "api"), checks: [ofWeb("new")] },
      ["service:write:api", "service:write:web"],
    ],
    [
      "a service with a check of that ID on another node",
      { node: withId("n"), service: service("n", "web1", "web"), checks: [ofWeb("new", "m")] },
      ["service:write:web", "service:write:web", "service:write:db"],
    ],
    [
      "a service without an ID with a check of the node",
      { node: withId("n"), service: service("n", "", "api"), checks: [ofNode("new")] },
      ["service:write:api", "node:write:n"],
    ],
    ["checks alone", { node: withId("n"), checks: [ofWeb("c")] }, ["service:write:web", "service:write:web"]],
  ])("register %s", async (_, registration, wanted) => {
    const { state, rows } = await start();
    expect(rightsToRegister(state, rows, registration).map(needText)).toEqual(wanted);
  });

  test.each<[string, Parameters<typeof rightsToDeregister>[2], readonly string[]]>([
    ["a node", { node: "n" }, ["node:write:n"]],
    ["a service", { node: "n", serviceId: "web1" }, ["node:write:n, or service:write:web"]],
    ["a service that is not there", { node: "n", serviceId: "x" }, ["node:write:n"]],
    ["a check of a service", { node: "n", checkId: "c" }, ["node:write:n, or service:write:web"]],
    ["a check of a node", { node: "n", checkId: "alive" }, ["node:write:n, or node:write:n"]],
    ["a check that is not there", { node: "n", checkId: "x" }, ["node:write:n"]],
    [
      "a service with a check beside it, which does not count",
      { node: "n", serviceId: "web1", checkId: "alive" },
      ["node:write:n, or service:write:web"],
    ],
    [
      "a service of a node in other letters",
      { node: "N", serviceId: "web1" },
      ["node:write:N and node:write:n, or service:write:web"],
    ],
  ])("deregister %s", async (_, deregistration, wanted) => {
    const { state, rows } = await start();
    expect(rightsToDeregister(state, rows, deregistration).map(needText)).toEqual(wanted);
  });
});
