import { dialFailure, fromUnknown, type Http2Response, type Network, RuntimeError } from "@tutti/runtime";
import { critical, type GrpcTarget, type Probe, type ProbeLimits } from "./check-kind.ts";
import { statusText } from "./http-status-text.ts";

/** gRPC's health protocol: `grpc.health.v1.Health/Check`, asked for the service behind the target's slash. */
export function createGrpcProbe(asked: GrpcTarget, limits: ProbeLimits, network: Network): Probe {
  const { target, tls, tlsSkipVerify, tlsServerName } = asked;
  const slash = target.indexOf("/");
  const address = slash < 0 ? target : target.slice(0, slash);
  const service = slash < 0 ? "" : target.slice(slash + 1);
  return async (signal) => {
    try {
      const answer = await network.requestHttp2(
        {
          method: "POST",
          url: `${tls ? "https" : "http"}://${address}/grpc.health.v1.Health/Check`,
          headers: { "content-type": "application/grpc", te: "trailers" },
          body: frame(healthRequest(service)),
          timeoutMs: limits.timeoutMs,
          bodyMax: RESPONSE_MAX,
          ...(tlsSkipVerify ? { tlsUnverified: true } : {}),
          ...(tlsServerName === "" ? {} : { tlsServerName }),
        },
        signal,
      );
      const serving = servingOf(answer, address);
      return serving === SERVING
        ? { status: "passing", output: `gRPC check ${target}: success` }
        : critical(`gRPC ${target} serving status: ${SERVING_NAMES[serving] ?? serving}`);
    } catch (error) {
      return critical(failureOf(fromUnknown(signal.aborted ? signal.reason : error, address), address));
    }
  };
}

/** Why there was no answer, as gRPC tells it in Go; what it told itself stays. */
function failureOf(error: RuntimeError, address: string): RuntimeError {
  if (error.code === "EPROTO") return error;
  if (error.code === "ETIMEDOUT") return rpcError(DEADLINE_EXCEEDED, "context deadline exceeded", address);
  const { hostname, port } = new URL(`http://${address}`);
  const target = { host: hostname.replace(/^\[|\]$/g, ""), port: Number(port === "" ? 80 : port) };
  const failure = dialFailure(error, target);
  const what = failure.startsWith("dial ") ? "Error while dialing" : "authentication handshake failed:";
  const why = `transport: ${what} ${failure}`;
  return rpcError(UNAVAILABLE, `${NO_CONNECTION}: connection error: desc = ${JSON.stringify(why)}`, address);
}

const NO_CONNECTION = "all SubConns are in TransientFailure, latest connection error";

const SERVING = 1;
const SERVING_NAMES = ["UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"];
/** A health answer is some bytes; whoever sends more does not speak this protocol. */
const RESPONSE_MAX = 65_536;
/** Of a message: whether it is compressed, and four bytes of length. */
const PREFIX_SIZE = 5;

function frame(message: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(PREFIX_SIZE + message.length);
  new DataView(bytes.buffer).setUint32(1, message.length);
  bytes.set(message, PREFIX_SIZE);
  return bytes;
}

/** `HealthCheckRequest { string service = 1; }` */
function healthRequest(service: string): Uint8Array {
  const name = new TextEncoder().encode(service);
  return name.length === 0 ? name : Uint8Array.from([0x0a, ...varint(name.length), ...name]);
}

function varint(value: number): readonly number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >> 7)];
}

/** The status of the answer, or the error that gRPC tells in its headers, in Go's words. */
function servingOf(answer: Http2Response, address: string): number {
  const { status, headers, trailers, body } = answer;
  // A refusal without a body has all in its headers.
  const code = trailers.get("grpc-status") ?? headers.get("grpc-status");
  if (status !== 200)
    throw rpcError(
      HTTP_CODES[status] ?? UNKNOWN,
      `unexpected HTTP status code received from server: ${status} (${statusText(status)})`,
      address,
    );
  if (code === undefined && headers.get("content-type")?.startsWith("application/grpc") !== true)
    throw rpcError(UNKNOWN, "the server does not speak gRPC", address);
  if (code !== undefined && code !== "0")
    throw rpcError(
      Number(code),
      decodeMessage(trailers.get("grpc-message") ?? headers.get("grpc-message") ?? ""),
      address,
    );
  if (body.length < PREFIX_SIZE) throw rpcError(INTERNAL, "the answer holds no message", address);
  const length = new DataView(body.buffer, body.byteOffset).getUint32(1);
  if (body[0] !== 0 || body.length !== PREFIX_SIZE + length)
    throw rpcError(INTERNAL, "the answer is not one plain message", address);
  return readStatus(body.subarray(PREFIX_SIZE));
}

/** `HealthCheckResponse { ServingStatus status = 1; }`: left out it is 0. The last one counts. */
function readStatus(message: Uint8Array): number {
  let status = 0;
  for (let at = 0; at + 1 < message.length; at += 2) if (message[at] === 8) status = message[at + 1] ?? 0;
  return status;
}

const UNKNOWN = 2;
const DEADLINE_EXCEEDED = 4;
const INTERNAL = 13;
const UNAVAILABLE = 14;
const CODE_NAMES =
  "OK Canceled Unknown InvalidArgument DeadlineExceeded NotFound AlreadyExists PermissionDenied ResourceExhausted FailedPrecondition Aborted OutOfRange Unimplemented Internal Unavailable DataLoss Unauthenticated".split(
    " ",
  );
/** What gRPC makes of an HTTP status. */
const HTTP_CODES: Readonly<Record<number, number>> = {
  400: INTERNAL,
  401: 16,
  403: 7,
  404: 12,
  429: 14,
  502: 14,
  503: 14,
  504: 14,
};

function rpcError(code: number, what: string, address: string): RuntimeError {
  const name = CODE_NAMES[code] ?? `Code(${code})`;
  return new RuntimeError("EPROTO", address, `rpc error: code = ${name} desc = ${what}`);
}

/** Bytes outside of printable ASCII are percent-encoded; what is not is left as it is. */
function decodeMessage(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
