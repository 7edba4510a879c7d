/** A state whose objects are read when somebody asks for them. */

import type { Buffer } from "node:buffer";
import { readState } from "../format4-read.ts";
import type { State } from "../state.ts";
import type { StateReader } from "../state-reader.ts";
import { RangedInstances } from "./ranged-instances.ts";
import { RangedText } from "./ranged-text.ts";
import { GAP_BYTES, type ResourceRanges, type StateRanges } from "./state-ranges.ts";

/**
 * Reads all but the objects that have ranges, which costs what is known of each
 * and not what it holds. The ranges are those of these very bytes. Undefined
 * where they do not fit after all.
 */
export async function readRanged(
  bytes: Buffer,
  { resources }: Pick<StateRanges, "resources">,
  reader: StateReader,
): Promise<State | undefined> {
  const rest = await readState(around(bytes, resources), reader);
  if (!rest.ok) return undefined;
  const text = new RangedText(bytes, reader);
  const all = new Map(rest.value.resources);
  for (const ranges of resources) {
    const resource = all.get(ranges.resource);
    if (resource === undefined || resource.instances.size > 0) return undefined;
    all.set(ranges.resource, { ...resource, instances: new RangedInstances(text, ranges) });
  }
  return { ...rest.value, resources: all };
}

/** What stands before, between and behind the objects of the resources. */
function* around(bytes: Buffer, resources: readonly ResourceRanges[]): Generator<Uint8Array> {
  let from = 0;
  for (const { start, lengths } of resources) {
    yield bytes.subarray(from, start);
    from = lengths.reduce((end, length) => end + length, start) + (lengths.length - 1) * GAP_BYTES;
  }
  yield bytes.subarray(from);
}
