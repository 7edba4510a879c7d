/** What of a request is recorded. Bodies, parameters and headers may hold secrets, and are not. */
export interface AuditedRequest {
  readonly id: string;
  /** Its method. */
  readonly operation: string;
  /** Its path, as it was understood. */
  readonly endpoint: string;
  readonly remoteAddress: string;
  readonly userAgent: string;
  readonly host: string;
  readonly atMs: number;
}

/** Whose token came with a request; without an accessor where there is no such token. */
export interface AuditedToken {
  readonly accessorId: string;
  readonly description: string;
  readonly createTime?: string;
}

/** What became of a request. */
export type AuditedOutcome =
  | { readonly status: number }
  /** It has no answer: its client went, or could not be answered. */
  | { readonly error: string };

/**
 * One line of an audit file, in the shape that Consul Enterprise documents:
 * each request has two, `OperationStart` before anything is done for it and
 * `OperationComplete` with its status. The status is a text there.
 */
export function formatAuditEvent(
  request: AuditedRequest,
  token: AuditedToken,
  at: { readonly nowMs: number; readonly outcome?: AuditedOutcome },
): string {
  const { outcome, nowMs } = at;
  return `${JSON.stringify({
    created_at: new Date(nowMs).toISOString(),
    event_type: "audit",
    payload: {
      id: request.id,
      version: "1",
      type: "HTTPEvent",
      timestamp: new Date(outcome === undefined ? request.atMs : nowMs).toISOString(),
      auth: {
        accessor_id: token.accessorId,
        description: token.description,
        ...(token.createTime === undefined ? {} : { create_time: token.createTime }),
      },
      request: {
        operation: request.operation,
        endpoint: request.endpoint,
        remote_addr: request.remoteAddress,
        user_agent: request.userAgent,
        host: request.host,
      },
      ...(outcome === undefined ? {} : { response: responseOf(outcome) }),
      stage: outcome === undefined ? "OperationStart" : "OperationComplete",
    },
  })}\n`;
}

function responseOf(outcome: AuditedOutcome): Readonly<Record<string, string>> {
  return "error" in outcome ? { error: outcome.error } : { status: String(outcome.status) };
}
