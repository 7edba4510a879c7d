import { type Connection, type Network, RuntimeError } from "@tutti/runtime";
import { critical, type Probe } from "./check-kind.ts";

/**
 * gRPC's health protocol, `grpc.health.v1.Health/Check`, as the one HTTP/2
 * request that it is: headers are sent without compression, and of the answer
 * only the data is read, so neither needs HPACK's tables.
 */
export function createGrpcProbe(target: string, tls: boolean, network: Network): Probe {
  const slash = target.indexOf("/");
  const address = slash < 0 ? target : target.slice(0, slash);
  const service = slash < 0 ? "" : target.slice(slash + 1);
  return async (signal) => {
    if (tls) return critical("gRPC checks over TLS are not supported yet; use grpc_use_tls = false");
    const colon = address.lastIndexOf(":");
    try {
      const connection = await network.connect(
        { host: address.slice(0, colon), port: Number(address.slice(colon + 1)) },
        signal,
      );
      const close = (): void => connection.destroy();
      signal.addEventListener("abort", close, { once: true });
      try {
        const serving = await askHealth(connection, address, service);
        return serving === SERVING
          ? { status: "passing", output: `gRPC check ${target}: success` }
          : critical(`gRPC ${target} serving status: ${SERVING_NAMES[serving] ?? "UNKNOWN"}`);
      } finally {
        signal.removeEventListener("abort", close);
        close();
      }
    } catch (error) {
      return critical(error);
    }
  };
}

const SERVING = 1;
const SERVING_NAMES = ["UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"];
const FRAME = { DATA: 0, HEADERS: 1, SETTINGS: 4, PING: 6, GOAWAY: 7 } as const;
const FLAG = { ACK: 1, END_STREAM: 1, END_HEADERS: 4, PADDED: 8 } as const;
/** A health answer is some bytes; whoever sends more does not speak this protocol. */
const RESPONSE_MAX = 65_536;

async function askHealth(connection: Connection, authority: string, service: string): Promise<number> {
  const text = new TextEncoder();
  const name = text.encode(service);
  const message = name.length === 0 ? [] : [0x0a, name.length, ...name];
  const headers = [
    ...literal(":method", "POST"),
    ...literal(":scheme", "http"),
    ...literal(":path", "/grpc.health.v1.Health/Check"),
    ...literal(":authority", authority),
    ...literal("content-type", "application/grpc"),
    ...literal("te", "trailers"),
  ];
  await connection.write(
    Uint8Array.from([
      ...text.encode("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
      ...frame(FRAME.SETTINGS, 0, 0, []),
      ...frame(FRAME.HEADERS, FLAG.END_HEADERS, 1, headers),
      ...frame(FRAME.DATA, FLAG.END_STREAM, 1, [0, 0, 0, 0, message.length, ...message]),
    ]),
  );
  return readServing(connection, authority);
}

async function readServing(connection: Connection, authority: string): Promise<number> {
  let buffer: number[] = [];
  const data: number[] = [];
  for await (const piece of connection.data) {
    buffer.push(...piece);
    if (buffer.length + data.length > RESPONSE_MAX) break;
    for (let size = frameSize(buffer); size !== undefined; size = frameSize(buffer)) {
      const [type = 0, flags = 0] = buffer.slice(3, 5);
      const payload = buffer.slice(9, size);
      buffer = buffer.slice(size);
      if (type === FRAME.SETTINGS && (flags & FLAG.ACK) === 0) {
        await connection.write(Uint8Array.from(frame(FRAME.SETTINGS, FLAG.ACK, 0, [])));
      }
      if (type === FRAME.DATA) data.push(...unpadded(payload, flags));
      const ended = (type === FRAME.DATA || type === FRAME.HEADERS) && (flags & FLAG.END_STREAM) !== 0;
      if (type === FRAME.GOAWAY || ended) return servingOf(data, authority);
    }
  }
  return servingOf(data, authority);
}

function unpadded(payload: readonly number[], flags: number): readonly number[] {
  return (flags & FLAG.PADDED) === 0 ? payload : payload.slice(1, payload.length - (payload[0] ?? 0));
}

/** The response holds one field, the status: tag 8 and its number; none of it means UNKNOWN. */
function servingOf(data: readonly number[], authority: string): number {
  if (data.length < 5) {
    throw new RuntimeError("EPROTO", authority, `${authority} does not serve gRPC's health protocol`);
  }
  return data[5] === 8 ? (data[6] ?? 0) : 0;
}

function frameSize(buffer: readonly number[]): number | undefined {
  if (buffer.length < 9) return undefined;
  const size = 9 + (((buffer[0] ?? 0) << 16) | ((buffer[1] ?? 0) << 8) | (buffer[2] ?? 0));
  return buffer.length < size ? undefined : size;
}

function frame(type: number, flags: number, stream: number, payload: readonly number[]): number[] {
  const length = payload.length;
  return [length >> 16, (length >> 8) & 255, length & 255, type, flags, 0, 0, 0, stream, ...payload];
}

/** A header without indexing and without Huffman's code (RFC 7541, 6.2.2); all ours are shorter than 127 bytes. */
function literal(name: string, value: string): number[] {
  const text = new TextEncoder();
  const [key, content] = [text.encode(name), text.encode(value.slice(0, 126))];
  return [0, key.length, ...key, content.length, ...content];
}
