import { routeOf } from "@tutti/agent-api";
import type { Entry } from "@tutti/store";
import { readHeaders } from "../endpoint/blocking.ts";
import { type Endpoint, endpoint } from "../endpoint/endpoint.ts";
import { empty, text } from "../endpoint/reply.ts";
import { readBodyPieces } from "../endpoint/request.ts";
import { right } from "../rights/right.ts";
import type { ServerContext, ServerPart } from "../server-context.ts";
import { Refusal } from "../state/refusal.ts";
import { ENTRY_BYTES_MAX, packSnapshot, unpackSnapshot } from "./format.ts";

/** Largest packed snapshot taken back, in bytes. */
const PACKED_BYTES_MAX = 256 << 20;

/** `/v1/snapshot`: all state as one file, for who may manage everything. */
export function createSnapshotPart(context: ServerContext): ServerPart {
  return {
    endpoints: {
      "snapshot.save": saveEndpoint(context),
      "snapshot.restore": restoreEndpoint(context),
    },
  };
}

function saveEndpoint({ state }: ServerContext): Endpoint {
  return endpoint<undefined>({
    decode: () => undefined,
    rights: () => [right("management", "write")],
    async answer() {
      const headers = readHeaders(routeOf("snapshot.save"), state.revision, undefined);
      const pieces = packSnapshot(state.store.entries());
      return { kind: "pieces", headers, contentType: "application/x-gzip", pieces, otherwise: empty() };
    },
  });
}

function restoreEndpoint({ state, config }: ServerContext): Endpoint {
  // A value that may be written may come back, with what stands beside it.
  const entryBytesMax = Math.max(ENTRY_BYTES_MAX, 2 * config.kvValueBytesMax);
  return endpoint<{ readonly entries: Iterable<Entry> }>({
    // A quarter of a gigabyte is not unpacked for just anybody.
    entrance: () => [right("management", "write")],
    async decode(request) {
      const entries = await readBodyPieces(request, PACKED_BYTES_MAX, (pieces) =>
        unpackSnapshot(pieces, { entryBytesMax }),
      );
      return entries instanceof Refusal ? entries : { entries };
    },
    rights: () => [right("management", "write")],
    async answer({ entries }) {
      const result = await state.restore(entries);
      return result.kind === "committed"
        ? empty()
        : text(
            500,
            `failed to restore snapshot: ${result.kind === "failed" ? result.error.message : result.kind}`,
          );
    },
  });
}
