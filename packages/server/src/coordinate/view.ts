import { list, number, record, text } from "../state/row-shape.ts";
import type { StateStore } from "../state/state-store.ts";
import { nameId, type RowRule, Table } from "../state/table.ts";

/** Vivaldi coordinates, in the shape of Consul's API. */
export interface Coordinate {
  readonly Vec: readonly number[];
  readonly Error: number;
  readonly Adjustment: number;
  readonly Height: number;
}

/** Serf's coordinates have eight dimensions. */
export const DIMENSIONS = 8;
/** Where a node is that has not measured anything. */
export const ORIGIN: Coordinate = { Vec: Array(DIMENSIONS).fill(0), Error: 1.5, Adjustment: 0, Height: 1e-5 };

/** The coordinate of a node in a network segment. */
export interface CoordinateRecord {
  readonly Node: string;
  readonly Segment: string;
  readonly Coord: Coordinate;
}

const COORDINATE_ROW: RowRule<CoordinateRecord> = {
  holds: record<CoordinateRecord>({
    Node: text,
    Segment: text,
    Coord: record<Coordinate>({
      Vec: (value) => list(number)(value) && Array.isArray(value) && value.length === DIMENSIONS,
      Error: number,
      Adjustment: number,
      Height: number,
    }),
  }),
  idOf: ({ Node }) => nameId(Node),
};

/** Topic of any change of coordinates. */
export const COORDINATES_TOPIC = "coordinates";

/** The coordinates of the nodes, by node. */
export class CoordinateView {
  readonly table: Table<CoordinateRecord>;

  constructor(state: StateStore) {
    this.table = state.add(new Table<CoordinateRecord>("coordinate", COORDINATE_ROW));
    this.table.onChange(() => state.watches.touch(COORDINATES_TOPIC));
  }
}
