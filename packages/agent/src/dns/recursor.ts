import {
  type Clock,
  type Connection,
  createStop,
  type Network,
  type Random,
  RuntimeError,
} from "@tutti/runtime";
import { decodeMessage } from "./decode.ts";
import type { DnsConfig } from "./dns-config.ts";
import { encodeMessage } from "./encode.ts";
import type { Transport } from "./fit.ts";
import { type DnsMessage, type DnsRecord, RCODE } from "./message.ts";
import { randomOrder } from "./random-order.ts";

export interface RecursorAccess {
  readonly network: Network;
  readonly clock: Clock;
  readonly random: Random;
}

/** Asks the configured recursors one after the other; undefined where none of them answered. */
export async function askRecursors(
  query: Uint8Array,
  transport: Transport,
  config: DnsConfig,
  access: RecursorAccess,
): Promise<Uint8Array | undefined> {
  const { recursors, recursorsInTurn } = config;
  const pick = (below: number): number => access.random.integer(below);
  for (const recursor of recursorsInTurn ? recursors : randomOrder(recursors, pick)) {
    const signal = createStop();
    const timer = access.clock.after(config.recursorTimeoutMs, () =>
      signal.abort(new RuntimeError("ETIMEDOUT", recursor.host, "the recursor did not answer in time")),
    );
    try {
      const ask = transport === "udp" ? askOverUdp : askOverTcp;
      const reply = await ask(query, recursor, access, signal.signal);
      const rcode = (reply[3] ?? 0) & 15;
      if (rcode === RCODE.NOERROR || rcode === RCODE.NXDOMAIN) return reply;
    } catch (error) {
      if (!(error instanceof RuntimeError)) throw error;
    } finally {
      timer.cancel();
    }
  }
  return undefined;
}

/** The address records of a name outside our domain. */
export async function resolveOutside(
  target: string,
  query: DnsMessage,
  config: DnsConfig,
  access: RecursorAccess,
): Promise<readonly DnsRecord[]> {
  const question = query.questions[0];
  if (question === undefined) return [];
  const id = access.random.integer(65_536);
  const packet = encodeMessage({
    ...query,
    id,
    response: false,
    authoritative: false,
    recursionDesired: true,
    questions: [{ ...question, name: target }],
    answers: [],
    authority: [],
    additional: [],
  });
  const reply = packet === undefined ? undefined : await askRecursors(packet, "udp", config, access);
  const message = reply === undefined ? undefined : decodeMessage(reply);
  return (message?.answers ?? []).filter(({ data }) => ["A", "AAAA", "CNAME"].includes(data.kind));
}

type Address = { readonly host: string; readonly port: number };

async function askOverUdp(
  query: Uint8Array,
  to: Address,
  access: RecursorAccess,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const socket = await access.network.bindUdp({ host: to.host.includes(":") ? "::" : "0.0.0.0", port: 0 });
  const sent = Uint8Array.from(query);
  // Our own id: whoever guesses the client's cannot slip us an answer.
  sent.set(access.random.bytes(2), 0);
  try {
    return await new Promise<Uint8Array>((resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
      socket.onMessage((data, from) => {
        if (data.length < 12 || from.port !== to.port || data[0] !== sent[0] || data[1] !== sent[1]) return;
        const reply = Uint8Array.from(data);
        reply.set(query.subarray(0, 2), 0);
        resolve(reply);
      });
      socket.send(sent, to);
    });
  } finally {
    await socket.close();
  }
}

async function askOverTcp(
  query: Uint8Array,
  to: Address,
  access: RecursorAccess,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const connection = await access.network.connect(to, signal);
  const close = (): void => connection.destroy();
  signal.addEventListener("abort", close, { once: true });
  try {
    await connection.write(framed(query));
    for await (const packet of packetsOf(connection)) return packet;
    throw new RuntimeError("ECONNRESET", to.host, "the recursor closed the connection");
  } finally {
    close();
  }
}

/** A packet with its length before it, as it goes over TCP. */
export function framed(packet: Uint8Array): Uint8Array {
  const out = new Uint8Array(packet.length + 2);
  out[0] = packet.length >> 8;
  out[1] = packet.length & 255;
  out.set(packet, 2);
  return out;
}

/**
 * The packets of a stream, each with its length before it. Of the stream no
 * more is held than one packet and what came with its end; nothing is copied
 * twice, however many packets came at once.
 */
export async function* packetsOf(connection: Connection): AsyncGenerator<Uint8Array, void, undefined> {
  let pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of connection.data) {
    pieces.push(piece);
    size += piece.length;
    if (size < wantedOf(pieces)) continue;
    const joined = pieces.length === 1 ? piece : joinedOf(pieces, size);
    let at = 0;
    while (joined.length - at >= 2) {
      const end = at + 2 + (((joined[at] ?? 0) << 8) | (joined[at + 1] ?? 0));
      if (end > joined.length) break;
      yield joined.subarray(at + 2, end);
      at = end;
    }
    pieces = at < joined.length ? [joined.slice(at)] : [];
    size = joined.length - at;
  }
}

/** How much there must be before there is a packet: its length stands in the first two bytes. */
function wantedOf(pieces: readonly Uint8Array[]): number {
  const first = pieces[0]?.[0];
  const second = pieces[0]?.[1] ?? pieces[1]?.[0];
  // no mutant: one byte alone is less than any packet
  return first === undefined || second === undefined ? 2 : 2 + ((first << 8) | second);
}

function joinedOf(pieces: readonly Uint8Array[], size: number): Uint8Array {
  const out = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}
