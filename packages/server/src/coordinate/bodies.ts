import { float, ignored, list, pointer, struct, text } from "../decode/shape.ts";

/** Where a node is. */
export const COORDINATE = struct("coordinate.Coordinate", {
  Vec: list(float),
  Error: float,
  Adjustment: float,
  Height: float,
});

/** `PUT /v1/coordinate/update`. */
export const COORDINATE_UPDATE = struct("structs.CoordinateUpdateRequest", {
  Datacenter: ignored(text, "there is one datacenter"),
  Node: text,
  Segment: text,
  Coord: pointer(COORDINATE),
  Token: ignored(text, "the token of the request counts"),
});
