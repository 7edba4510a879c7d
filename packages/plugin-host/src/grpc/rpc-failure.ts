/** The statuses of gRPC that mean something to us, by their numbers. */
export const RPC = {
  cancelled: 1,
  unknown: 2,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
} as const;

/** A call that was not answered with a message: what the other side said of it, or what became of the connection. */
export class RpcFailure extends Error {
  readonly status: number;

  constructor(status: number, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options);
    this.name = "RpcFailure";
    this.status = status;
  }
}

/** What the end of an answer says; undefined where all is well. Texts are sent with percent signs. */
export function failureOfTrailers(
  status: number,
  headers: ReadonlyMap<string, string>,
  trailers: ReadonlyMap<string, string>,
): RpcFailure | undefined {
  // A refusal without a message has all in its headers.
  const told = trailers.get("grpc-status") ?? headers.get("grpc-status");
  const code = told === undefined ? Number.NaN : Number(told);
  if (code === 0 && status === 200) return undefined;
  const text = trailers.get("grpc-message") ?? headers.get("grpc-message");
  if (Number.isInteger(code) && code > 0) return new RpcFailure(code, percentDecoded(text ?? ""));
  return new RpcFailure(RPC.internal, `the answer has HTTP status ${status} and no status of gRPC`);
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
