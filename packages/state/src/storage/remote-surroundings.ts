import type { Runtime } from "@tutti/runtime";
import type { StateReader } from "../state-reader.ts";
import type { StateSeal } from "../state-seal.ts";

/** What a state on a server needs beside its place there. */
export interface RemoteSurroundings {
  readonly runtime: Runtime;
  readonly reader: StateReader;
  readonly seal: StateSeal;
  /** Where journals and what a failed save leaves are put; empty: the working directory. */
  readonly directory: string;
}
