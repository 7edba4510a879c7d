import { routeOf } from "@tutti/agent-api";
import { loadMsgpackTrees } from "@tutti/values";
import { readHeaders } from "../endpoint/blocking.ts";
import { type Endpoint, endpoint } from "../endpoint/endpoint.ts";
import { empty, text } from "../endpoint/reply.ts";
import { readBodyPieces } from "../endpoint/request.ts";
import { right } from "../rights/right.ts";
import type { ServerContext, ServerPart } from "../server-context.ts";
import { ENTRY_BYTES_MAX, type Unpacked, unpackSnapshot } from "./format.ts";

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

function saveEndpoint({ state, config, nodeId, runtime }: ServerContext): Endpoint {
  const address = `${config.advertiseAddress}:${config.ports.server}`;
  return endpoint<undefined>({
    decode: () => undefined,
    rights: () => [right("management", "write")],
    async answer() {
      // Few servers are asked for one, and none while it starts.
      const { writeArchive } = await import("../consul-snapshot/archive-writer.ts");
      const { writeRecords } = await import("../consul-snapshot/write-records.ts");
      const { freezeState } = await import("../consul-snapshot/frozen-state.ts");
      const msgpack = await loadMsgpackTrees();
      const frozen = freezeState(state);
      const headers = readHeaders(routeOf("snapshot.save"), frozen.revision, undefined);
      const origin = { nodeId, address, index: frozen.revision, nowMs: runtime.clock.now() };
      const pieces = writeArchive(
        origin,
        () => writeRecords(frozen, msgpack),
        () => runtime.clock.sleep(0),
      );
      return { kind: "pieces", headers, contentType: "application/x-gzip", pieces, otherwise: empty() };
    },
  });
}

/** Names what a snapshot held that there is no place for. */
const LEFT_OUT = "X-Tutti-Left-Out";

function restoreEndpoint({ state, config, log, settle }: ServerContext): Endpoint {
  // A value that may be written may come back, with what stands beside it.
  const entryBytesMax = Math.max(ENTRY_BYTES_MAX, 2 * config.kvValueBytesMax);
  return endpoint<Unpacked>({
    // A quarter of a gigabyte is not unpacked for just anybody.
    entrance: () => [right("management", "write")],
    async decode(request) {
      return await readBodyPieces(request, PACKED_BYTES_MAX, (pieces) =>
        unpackSnapshot(pieces, state, { entryBytesMax }),
      );
    },
    rights: () => [right("management", "write")],
    async answer({ entries, leftOut }) {
      const result = await state.restore(entries);
      if (result.kind !== "committed") {
        const why = result.kind === "failed" ? result.error.message : result.kind;
        return text(500, `failed to restore snapshot: ${why}`);
      }
      await settle();
      for (const what of leftOut) log("warn", `snapshot: there is no place for ${what}: left out`);
      return empty(
        200,
        leftOut.length === 0 ? {} : { [LEFT_OUT]: leftOut.map(encodeURIComponent).join(",") },
      );
    },
  });
}
