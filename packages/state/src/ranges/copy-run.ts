import type { PieceBuffer } from "../piece-buffer.ts";
import type { InstanceRun } from "./instance-parts.ts";
import { GAP_BYTES } from "./state-ranges.ts";

/** Objects with what stands between them: whole ones in each piece. */
export function* copyRun({ instances, from, to }: InstanceRun, out: PieceBuffer): Generator<Uint8Array> {
  const { bytes } = instances;
  for (let at = from; at < to; ) {
    const start = instances.startOf(at);
    // What stands in front of the next object goes with it.
    const begin = at === from ? start : start - GAP_BYTES;
    while (at < to && instances.startOf(at) - start < RUN_BYTES) at += 1;
    const end = instances.startOf(at) - GAP_BYTES;
    if (end - begin <= SHORT_RUN_BYTES) out.range(bytes, begin, end);
    else yield* out.passing(bytes.subarray(begin, end));
  }
  if (out.isFull) yield out.take();
}

/** As much is written at a time; what is shorter than the other goes with what stands around it. */
const RUN_BYTES = 1024 * 1024;
const SHORT_RUN_BYTES = 64 * 1024;
