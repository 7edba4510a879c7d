import type { Decoded } from "../decode/shape.ts";
import { blockingJson } from "../endpoint/blocking-reply.ts";
import { readBodyAs } from "../endpoint/body.ts";
import { type Endpoint, endpoint, openToAll } from "../endpoint/endpoint.ts";
import { empty, json, refusal } from "../endpoint/reply.ts";
import type { ApiRequest } from "../endpoint/request.ts";
import { serverError } from "../errors.ts";
import { right } from "../rights/right.ts";
import type { ServerContext, ServerPart } from "../server-context.ts";
import type { Outcome } from "../state/refusal.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import { nameId } from "../state/table.ts";
import { COORDINATE_UPDATE } from "./bodies.ts";
import { COORDINATES_TOPIC, type CoordinateRecord, DIMENSIONS, ORIGIN } from "./view.ts";

/** `/v1/coordinate`: where nodes are, in round-trip time. */
export function createCoordinatePart(context: ServerContext): ServerPart {
  return {
    endpoints: {
      "coordinate.datacenters": datacentersEndpoint(context),
      "coordinate.nodes": nodesEndpoint(context),
      "coordinate.node": nodeEndpoint(context),
      "coordinate.update": updateEndpoint(context),
    },
  };
}

function datacentersEndpoint({ config }: ServerContext): Endpoint {
  const own = { Node: config.nodeName, Segment: "", Coord: ORIGIN };
  return endpoint<undefined>({
    decode: () => undefined,
    rights: openToAll,
    answer: () => json([{ Datacenter: config.datacenter, AreaID: "wan", Coordinates: [own] }]),
  });
}

/** Of one network segment, where one is asked for; there is only the one without a name. */
function inSegment(segment: string | undefined): (record: CoordinateRecord) => boolean {
  return (record) => segment === undefined || record.Segment === segment;
}

type SegmentRoute = "coordinate.nodes" | "coordinate.node";

function segmentOf({ query }: ApiRequest, route: SegmentRoute): string | undefined {
  const asked = query.of(route);
  return asked.given("segment") ? asked.text("segment") : undefined;
}

interface NodesRead {
  readonly segment: string | undefined;
}

function nodesEndpoint({ state: { coordinates } }: ServerContext): Endpoint {
  return endpoint<NodesRead, CoordinateRecord>({
    decode: (request) => ({ segment: segmentOf(request, "coordinate.nodes") }),
    rights: openToAll,
    visible: ({ Node }) => [right("node", "read", Node)],
    answer: ({ segment }, granted) =>
      blockingJson({
        topics: [COORDINATES_TOPIC],
        run: () => ({
          index: coordinates.table.index,
          value: granted
            .visible([...coordinates.table.list()].map((row) => row.value))
            .filter(inSegment(segment)),
        }),
      }),
  });
}

function nodeEndpoint({ state: { coordinates } }: ServerContext): Endpoint {
  return endpoint<NodesRead & { readonly node: string }, CoordinateRecord>({
    decode: (request) => ({ node: request.rest, segment: segmentOf(request, "coordinate.node") }),
    rights: ({ node }) => [right("node", "read", node)],
    visible: ({ Node }) => [right("node", "read", Node)],
    answer: ({ node, segment }, granted) => ({
      kind: "blocking",
      read: {
        topics: [COORDINATES_TOPIC],
        run() {
          const row = coordinates.table.get(nameId(node));
          const found = granted.visible(row === undefined ? [] : [row.value]).filter(inSegment(segment));
          const { index } = coordinates.table;
          return { index, reply: found.length === 0 ? { ...empty(404), isBare: true } : json(found) };
        },
      },
    }),
  });
}

function updateEndpoint({ state }: ServerContext): Endpoint {
  return endpoint<CoordinateRecord>({
    async decode(request) {
      const body = await readBodyAs(request, COORDINATE_UPDATE);
      return body instanceof Refusal ? body : decodeUpdate(body);
    },
    rights: ({ Node }) => [right("node", "write", Node)],
    async answer(record, granted) {
      const written = await granted.write((draft) => {
        // As in Consul, a coordinate of a node that is not there is dropped without a word.
        if (draft.get(state.catalog.nodes, nameId(record.Node)) !== undefined)
          draft.put(state.coordinates.table, nameId(record.Node), record);
      });
      return written instanceof Refusal ? refusal(written) : empty();
    },
  });
}

/** A coordinate has so many dimensions as Serf's have. */
function decodeUpdate({
  Node,
  Segment,
  Coord,
}: Decoded<typeof COORDINATE_UPDATE>): Outcome<CoordinateRecord> {
  const vector = Coord?.Vec ?? [];
  if (Coord === undefined || vector.length !== DIMENSIONS)
    return refuse(serverError("coordinate-incompatible"));
  return { Node, Segment, Coord: { ...Coord, Vec: vector } };
}
