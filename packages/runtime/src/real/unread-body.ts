import type http from "node:http";
import type { HttpLimits } from "../network.ts";

/** How long what comes of a body behind its answer is thrown away. */
const UNREAD_MS_DEFAULT = 2_000;
/** How long a client may send nothing of a body that is waited for. */
const BODY_IDLE_MS_DEFAULT = 120_000;

/**
 * A request that was answered before its body was read to the end (it is too
 * large, or nobody wants it) would keep its connection for ever, and its client
 * sending: the rest is thrown away for a while, and then the connection is cut.
 */
export function dropUnread(
  incoming: http.IncomingMessage,
  outgoing: http.ServerResponse,
  { unreadMs = UNREAD_MS_DEFAULT }: HttpLimits,
): void {
  if (incoming.complete || !hasBody(incoming)) return;
  outgoing.once("finish", () => {
    if (incoming.complete) return;
    incoming.resume();
    const timer = setTimeout(() => incoming.socket.destroy(), unreadMs);
    incoming.once("close", () => clearTimeout(timer));
  });
}

/** Waits for a body no longer than its client sends. */
export async function whileItComes<T>(
  incoming: http.IncomingMessage,
  { bodyIdleMs = BODY_IDLE_MS_DEFAULT }: HttpLimits,
  read: () => Promise<T>,
): Promise<T> {
  if (incoming.complete || !hasBody(incoming)) return read();
  incoming.socket.setTimeout(bodyIdleMs);
  try {
    return await read();
  } finally {
    incoming.socket.setTimeout(0);
  }
}

function hasBody({ headers }: http.IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || (headers["content-length"] ?? "0") !== "0";
}
