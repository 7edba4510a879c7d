import { routeOf } from "@tutti/agent-api";
import { readHeaders } from "../endpoint/blocking.ts";
import type { Reply } from "../endpoint/reply.ts";
import { bytes, empty, refusal, text } from "../endpoint/reply.ts";
import type { ApiRequest } from "../endpoint/request.ts";
import { readBody } from "../endpoint/request.ts";
import type { ServerContext, ServerPart } from "../server-context.ts";
import { Refusal } from "../state/refusal.ts";
import { decodeSnapshot, encodeSnapshot } from "./format.ts";

/** Largest packed snapshot taken back, in bytes. */
export const PACKED_BYTES_MAX = 256 << 20;

/** `/v1/snapshot`: all state as one file. */
export function createSnapshotPart(context: ServerContext): ServerPart {
  return {
    endpoints: {
      "snapshot.save": () => save(context),
      "snapshot.restore": (request) => restore(context, request),
    },
  };
}

async function save({ state }: ServerContext): Promise<Reply> {
  const { revision } = state;
  const reply = bytes(await encodeSnapshot(state.store.entries()), "application/x-gzip");
  return {
    ...reply,
    headers: { ...reply.headers, ...readHeaders(routeOf("snapshot.save"), revision, undefined) },
  };
}

async function restore({ state, runtime }: ServerContext, request: ApiRequest): Promise<Reply> {
  const body = await readBody(request, PACKED_BYTES_MAX);
  if (body instanceof Refusal) return refusal(body);
  const entries = await decodeSnapshot(body, () => runtime.clock.sleep(0));
  if (entries instanceof Refusal) return refusal(entries);
  const result = await state.restore(entries);
  return result.kind === "committed"
    ? empty()
    : text(
        500,
        `failed to restore snapshot: ${result.kind === "failed" ? result.error.message : result.kind}`,
      );
}
