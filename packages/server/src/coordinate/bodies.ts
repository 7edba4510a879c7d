import { float, ignored, list, pointer, struct, text } from "../decode/shape.ts";

/** `PUT /v1/coordinate/update`. */
export const COORDINATE_UPDATE = struct("structs.CoordinateUpdateRequest", {
  Datacenter: ignored(text, "there is one datacenter"),
  Node: text,
  Segment: text,
  Coord: pointer(
    struct("coordinate.Coordinate", { Vec: list(float), Error: float, Adjustment: float, Height: float }),
  ),
  Token: ignored(text, "the token of the request counts"),
});
