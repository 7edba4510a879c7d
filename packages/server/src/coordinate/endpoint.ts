import type { Decoded } from "../decode/shape.ts";
import { blockingJson } from "../endpoint/blocking-reply.ts";
import { readBodyAs } from "../endpoint/body.ts";
import { type Endpoint, endpoint, openToAll } from "../endpoint/endpoint.ts";
import { empty, json, refusal } from "../endpoint/reply.ts";
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

function nodesEndpoint({ state: { coordinates } }: ServerContext): Endpoint {
  return endpoint<undefined, CoordinateRecord>({
    decode: () => undefined,
    rights: openToAll,
    visible: ({ Node }) => [right("node", "read", Node)],
    answer: (_asked, granted) =>
      blockingJson({
        topics: [COORDINATES_TOPIC],
        run: () => ({
          index: coordinates.table.index,
          value: granted.visible([...coordinates.table.list()].map((row) => row.value)),
        }),
      }),
  });
}

function nodeEndpoint({ state: { coordinates } }: ServerContext): Endpoint {
  const of = (node: string): CoordinateRecord | undefined => coordinates.table.get(nameId(node))?.value;
  return endpoint<string, CoordinateRecord>({
    decode: ({ rest }) => rest,
    rights: openToAll,
    visible: ({ Node }) => [right("node", "read", Node)],
    answer(node, granted) {
      if (of(node) === undefined) return empty(404);
      return blockingJson({
        topics: [COORDINATES_TOPIC],
        run: () => ({
          index: coordinates.table.index,
          value: granted.visible([of(node)].filter((one) => one !== undefined)),
        }),
      });
    },
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
