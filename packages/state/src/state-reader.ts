/** Reads states of one workspace of a backend. */
export interface StateReader {
  readonly name: string;
  readonly version: string;
}
