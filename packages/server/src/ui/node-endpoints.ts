import type { CheckRecord, NodeRecord, ServiceRecord } from "../catalog/records.ts";
import { checkRights, nodeRights, serviceRights } from "../catalog/rights.ts";
import { keptCheckShape, keptServiceShape } from "../catalog/shape.ts";
import { CHECKS_TOPIC, NODES_TOPIC, nodeTopic, SERVICES_TOPIC } from "../catalog/view.ts";
import { blockingJson } from "../endpoint/blocking-reply.ts";
import { type Endpoint, endpoint, type Granted, openToAll } from "../endpoint/endpoint.ts";
import { empty } from "../endpoint/reply.ts";
import { serverError } from "../errors.ts";
import { compileFilter, type Filter } from "../filter/filter.ts";
import { nodeDumpSelectors } from "../filter/selectors.ts";
import type { Need } from "../rights/right.ts";
import type { ServerContext } from "../server-context.ts";
import { refuse } from "../state/refusal.ts";
import type { Row } from "../state/table.ts";

/** A row of a node's overview. */
type Seen =
  | { readonly kind: "node"; readonly row: Row<NodeRecord> }
  | { readonly kind: "service"; readonly row: Row<ServiceRecord> }
  | { readonly kind: "check"; readonly row: Row<CheckRecord> };

function rightsToSee(seen: Seen): readonly Need[] {
  if (seen.kind === "node") return nodeRights(seen.row.value);
  return seen.kind === "service" ? serviceRights(seen.row.value) : checkRights(seen.row.value);
}

/** Every node with its services and checks. */
export function nodesEndpoint({ state: { catalog } }: ServerContext): Endpoint {
  return endpoint<Filter, Seen>({
    decode: ({ query }) => compileFilter(query.of("ui.nodes").text("filter"), nodeDumpSelectors),
    rights: openToAll,
    visible: rightsToSee,
    answer: (filter, granted) =>
      blockingJson({
        topics: [NODES_TOPIC, SERVICES_TOPIC, CHECKS_TOPIC],
        shareKey: "",
        run: () => ({
          index: catalog.index(true),
          value: [...catalog.nodes.list()].flatMap((row) => overviewOf(row, catalog, granted)).filter(filter),
        }),
      }),
  });
}

/** One node with its services and checks. */
export function nodeEndpoint({ state: { catalog } }: ServerContext): Endpoint {
  return endpoint<string, Seen>({
    decode: ({ rest }) => (rest === "" ? refuse(serverError("node-name-missing"), 400) : rest),
    rights: openToAll,
    visible: rightsToSee,
    answer: (name, granted) => ({
      kind: "blocking",
      read: {
        topics: [nodeTopic(name)],
        run() {
          const row = catalog.node(name);
          const [found] = row === undefined ? [] : overviewOf(row, catalog, granted);
          const index = catalog.index(true);
          if (found === undefined) return { index, reply: { ...empty(404), isBare: true } };
          return {
            index,
            reply: { ...empty(), headers: { "Content-Type": "application/json" }, body: { json: found } },
          };
        },
      },
    }),
  });
}

type Catalog = ServerContext["state"]["catalog"];

/** Nothing where the node may not be seen. */
function overviewOf(row: Row<NodeRecord>, catalog: Catalog, granted: Granted<Seen>): readonly object[] {
  const { ID, Node, Address, TaggedAddresses, Meta } = row.value;
  if (granted.visible([{ kind: "node", row }]).length === 0) return [];
  const services = catalog.servicesOf(Node).map((one) => ({ kind: "service", row: one }) as const);
  const checks = catalog.checksOf(Node).map((one) => ({ kind: "check", row: one }) as const);
  return [
    {
      ID,
      Node,
      Address,
      TaggedAddresses,
      Meta,
      Services: granted.visible(services).map((one) => keptServiceShape(one.row)),
      Checks: granted.visible(checks).map((one) => keptCheckShape(one.row)),
    },
  ];
}
