import { routeOf } from "@tutti/agent-api";
import { readHeaders } from "../endpoint/blocking.ts";
import { type Endpoint, endpoint } from "../endpoint/endpoint.ts";
import { bytes, empty, text } from "../endpoint/reply.ts";
import { readBody } from "../endpoint/request.ts";
import { right } from "../rights/right.ts";
import type { ServerContext, ServerPart } from "../server-context.ts";
import { Refusal } from "../state/refusal.ts";
import { decodeSnapshot, encodeSnapshot } from "./format.ts";

/** Largest packed snapshot taken back, in bytes. */
export const PACKED_BYTES_MAX = 256 << 20;

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
      const { revision } = state;
      const reply = bytes(await encodeSnapshot(state.store.entries()), "application/x-gzip");
      const headers = readHeaders(routeOf("snapshot.save"), revision, undefined);
      return { ...reply, headers: { ...reply.headers, ...headers } };
    },
  });
}

type Entries = Exclude<Awaited<ReturnType<typeof decodeSnapshot>>, Refusal>;

function restoreEndpoint({ state, runtime }: ServerContext): Endpoint {
  return endpoint<{ readonly entries: Entries }>({
    // A quarter of a gigabyte is not unpacked for just anybody.
    entrance: () => [right("management", "write")],
    async decode(request) {
      const body = await readBody(request, PACKED_BYTES_MAX);
      if (body instanceof Refusal) return body;
      const entries = await decodeSnapshot(body, () => runtime.clock.sleep(0));
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
