import { PERMISSION_DENIED } from "../acl/authorizer.ts";
import { blockingJson } from "../endpoint/blocking-reply.ts";
import { readFields } from "../endpoint/json-body.ts";
import type { Reply } from "../endpoint/reply.ts";
import { empty, json, refusal, text } from "../endpoint/reply.ts";
import type { ApiRequest } from "../endpoint/request.ts";
import type { ServerContext, ServerPart } from "../server-context.ts";
import { Refusal } from "../state/refusal.ts";
import { nameId } from "../state/table.ts";
import { COORDINATES_TOPIC, type CoordinateRecord, DIMENSIONS, ORIGIN } from "./view.ts";

/** `/v1/coordinate`: where nodes are, in round-trip time. */
export function createCoordinatePart(context: ServerContext): ServerPart {
  const { config, state } = context;
  return {
    endpoints: {
      "coordinate.datacenters": () =>
        json([
          {
            Datacenter: config.datacenter,
            AreaID: "wan",
            Coordinates: [{ Node: config.nodeName, Segment: "", Coord: ORIGIN }],
          },
        ]),
      "coordinate.nodes": (request) =>
        list(context, request, () => [...state.coordinates.table.list()].map((row) => row.value)),
      "coordinate.node": (request) => ofNode(context, request),
      "coordinate.update": (request) => update(context, request),
    },
  };
}

function ofNode(context: ServerContext, request: ApiRequest): Reply {
  const row = (): CoordinateRecord | undefined =>
    context.state.coordinates.table.get(nameId(request.rest))?.value;
  if (row() === undefined) return empty(404);
  return list(context, request, () => {
    const found = row();
    return found === undefined ? [] : [found];
  });
}

function list(
  { state }: ServerContext,
  { authorizer }: ApiRequest,
  read: () => readonly CoordinateRecord[],
): Reply {
  return blockingJson({
    topics: [COORDINATES_TOPIC],
    run: () => ({
      index: state.coordinates.table.index,
      value: read().filter((one) => authorizer.allows("node", "read", one.Node)),
    }),
  });
}

async function update({ state }: ServerContext, request: ApiRequest): Promise<Reply> {
  const body = await readFields(request);
  if (body instanceof Refusal) return refusal(body);
  const node = body.string("Node");
  if (!request.authorizer.allows("node", "write", node)) return text(403, PERMISSION_DENIED);
  const given = body.fields("Coord");
  const vector = given?.get("Vec");
  if (given === undefined || !isVector(vector)) return text(500, "incompatible coordinate");
  const record: CoordinateRecord = {
    Node: node,
    Segment: body.string("Segment"),
    Coord: {
      Vec: vector,
      Error: given.number("Error"),
      Adjustment: given.number("Adjustment"),
      Height: given.number("Height"),
    },
  };
  const written = await state.write((draft) => {
    // As in Consul, a coordinate of a node that is not there is dropped without a word.
    if (draft.get(state.catalog.nodes, nameId(node)) !== undefined)
      draft.put(state.coordinates.table, nameId(node), record);
  });
  return written instanceof Refusal ? refusal(written) : empty();
}

function isVector(value: unknown): value is readonly number[] {
  return (
    Array.isArray(value) && value.length === DIMENSIONS && value.every((part) => typeof part === "number")
  );
}
