import type { Connection, Listener, Runtime, UdpSocket } from "@tutti/runtime";
import { expect, RuntimeError } from "@tutti/runtime";
import type { DnsCatalog, Later } from "./catalog.ts";
import { decodeMessage } from "./decode.ts";
import type { DnsConfig } from "./dns-config.ts";
import { encodeFitting, type Transport } from "./fit.ts";
import { type DnsMessage, RCODE } from "./message.ts";
import { askRecursors, framed, packetsOf, resolveOutside } from "./recursor.ts";
import { emptyReply, replyTo } from "./reply.ts";
import { createReplyCache, questionKey, type ReplyCache } from "./reply-cache.ts";
import { ResponseRate } from "./response-rate.ts";

export interface DnsServerOptions {
  readonly runtime: Runtime;
  readonly host: string;
  /** 0 lets the system choose one that is free for both transports. */
  readonly port: number;
  /** The catalog as it is now; asked at every question. */
  readonly catalog: () => Later<DnsCatalog>;
  /** Read at every question, so that a reload takes effect; the same object as long as nothing changed. */
  readonly config: () => DnsConfig;
  /** Hears of questions that could not be answered for a fault of ours; those that the catalog cannot be asked about are none. */
  readonly failed: (error: unknown) => void;
  /** Hears how long each question took, in milliseconds. */
  readonly measured?: (ms: number) => void;
}

export interface DnsServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Questions that wait for a recursor at one time; more are refused, so that a flood cannot hold our memory. */
const FORWARDED_MAX = 1024;
/** A client that sends no whole query, or takes no answer, for so long is let go. */
export const TCP_IDLE_MS = 20_000;
/** Connections of one address at once, as over HTTP; what is more is closed at once. */
export const TCP_CONNECTIONS_PER_CLIENT_MAX = 200;
/** The same of all addresses together: the agent's other doors need files, too. */
export const TCP_CONNECTIONS_MAX = 1024;

/** Serves DNS over UDP and TCP; fails with the system's error where the port is taken. */
export async function startDnsServer(options: DnsServerOptions): Promise<DnsServer> {
  const { runtime, host } = options;
  const pick = (below: number): number => runtime.random.integer(below);
  const state: ServerState = {
    options,
    pick,
    cache: createReplyCache(pick),
    config: undefined,
    forwarded: 0,
  };
  const connections = new Connections();
  const listener = await runtime.network.listen({ host, port: options.port }, (connection) => {
    const { host: client } = connection.remote;
    if (!connections.enter(client)) connection.destroy();
    else void serveConnection(state, connection).finally(() => connections.leave(client));
  });
  let socket: UdpSocket;
  try {
    socket = await runtime.network.bindUdp({ host, port: listener.port });
  } catch (error) {
    await listener.close();
    throw error;
  }
  const rate = new ResponseRate(runtime.clock);
  socket.onMessage((packet, from) => {
    const answering = rate.take(from.host, options.config().responsesPerSecondMax);
    if (answering === "truncate")
      sendTruncated(packet, (bytes) => socket.send(bytes, from), options.config());
    if (answering !== "send") return;
    void answerPacket(state, packet, "udp", (bytes) => socket.send(bytes, from));
  });
  return { port: listener.port, close: () => closeBoth(socket, listener) };
}

/** Who is connected, within the bounds; an address that has no connection costs nothing. */
class Connections {
  readonly #byClient = new Map<string, number>();
  #all = 0;

  /** Whether there is room for one more of this client. */
  enter(client: string): boolean {
    const own = this.#byClient.get(client) ?? 0;
    if (own >= TCP_CONNECTIONS_PER_CLIENT_MAX || this.#all >= TCP_CONNECTIONS_MAX) return false;
    this.#byClient.set(client, own + 1);
    this.#all += 1;
    return true;
  }

  leave(client: string): void {
    const left = expect(this.#byClient.get(client), "a client that leaves was there") - 1;
    if (left === 0) this.#byClient.delete(client);
    else this.#byClient.set(client, left);
    this.#all -= 1;
  }
}

interface ServerState {
  readonly options: DnsServerOptions;
  readonly pick: (below: number) => number;
  readonly cache: ReplyCache;
  config: DnsConfig | undefined;
  forwarded: number;
}

async function closeBoth(socket: UdpSocket, listener: Listener): Promise<void> {
  await socket.close();
  await listener.close();
}

type Send = (bytes: Uint8Array) => void;

/** Whatever goes wrong, the question is answered and the agent goes on. */
async function answerPacket(
  state: ServerState,
  packet: Uint8Array,
  transport: Transport,
  send: Send,
): Promise<void> {
  const { clock } = state.options.runtime;
  const began = clock.monotonic();
  try {
    await answerQuery(state, packet, transport, send);
    state.options.measured?.(clock.monotonic() - began);
  } catch (error) {
    if (!(error instanceof RuntimeError)) state.options.failed(error);
    sendFailure(state, packet, send);
  }
}

function sendFailure({ options }: ServerState, packet: Uint8Array, send: Send): void {
  const query = decodeMessage(packet);
  if (query === undefined) sendMalformed(packet, send);
  else if (!query.response) {
    const failed = encodeFitting(emptyReply(query, RCODE.SERVFAIL), "tcp", options.config());
    if (failed !== undefined) send(failed);
  }
}

async function answerQuery(
  state: ServerState,
  packet: Uint8Array,
  transport: Transport,
  send: Send,
): Promise<void> {
  const { options, cache } = state;
  const catalog = await options.catalog();
  const config = options.config();
  if (config !== state.config) cache.at(undefined);
  state.config = config;
  cache.at(catalog.version);
  const key = questionKey(packet, transport);
  const kept = cache.get(key, packet);
  if (kept !== undefined) return send(kept);
  const query = decodeMessage(packet);
  if (query === undefined) return sendMalformed(packet, send);
  if (query.response) return;
  const serial = Math.floor(options.runtime.clock.now() / 1000);
  const reply = await replyTo(query, transport, { catalog, config, serial, pick: state.pick });
  if (reply === undefined) return;
  if (reply.kind === "send") {
    // While the servers were asked the catalog may have changed, or the configuration.
    if (config === state.config) cache.put(key, reply.bytes, reply.choices, catalog.version);
    return send(reply.bytes);
  }
  const work = (): Promise<Uint8Array | undefined> =>
    reply.kind === "forward"
      ? forward(state, packet, query, transport, config)
      : follow(state, reply.message, reply.target, transport, config);
  await throughRecursor(state, query, config, send, work);
}

/** No longer than the question: the answer is to be had over TCP. */
function sendTruncated(packet: Uint8Array, send: Send, config: DnsConfig): void {
  const query = decodeMessage(packet);
  if (query === undefined || query.response) return;
  const bytes = encodeFitting({ ...emptyReply(query, RCODE.NOERROR), truncated: true }, "udp", config);
  if (bytes !== undefined && bytes.length <= packet.length) send(bytes);
}

/** A header that can be read is told what is wrong; of less nothing can be said. */
function sendMalformed(packet: Uint8Array, send: Send): void {
  if (packet.length < 12 || ((packet[2] ?? 0) & 0x80) !== 0) return;
  const flags = [0x80 | ((packet[2] ?? 0) & 0x79), RCODE.FORMERR];
  send(Uint8Array.from([packet[0] ?? 0, packet[1] ?? 0, ...flags, 0, 0, 0, 0, 0, 0, 0, 0]));
}

async function throughRecursor(
  state: ServerState,
  query: DnsMessage,
  config: DnsConfig,
  send: Send,
  work: () => Promise<Uint8Array | undefined>,
): Promise<void> {
  if (state.forwarded >= FORWARDED_MAX) {
    const refused = encodeFitting(emptyReply(query, RCODE.REFUSED), "tcp", config);
    if (refused !== undefined) send(refused);
    return;
  }
  state.forwarded++;
  try {
    const bytes = await work();
    if (bytes !== undefined) send(bytes);
  } finally {
    state.forwarded--;
  }
}

async function forward(
  state: ServerState,
  packet: Uint8Array,
  query: DnsMessage,
  transport: Transport,
  config: DnsConfig,
): Promise<Uint8Array | undefined> {
  const reply = await askRecursors(packet, transport, config, state.options.runtime);
  const failed = { ...emptyReply(query, RCODE.SERVFAIL), recursionAvailable: true };
  return reply ?? encodeFitting(failed, transport, config);
}

async function follow(
  state: ServerState,
  message: DnsMessage,
  target: string,
  transport: Transport,
  config: DnsConfig,
): Promise<Uint8Array | undefined> {
  const more = await resolveOutside(target, message, config, state.options.runtime);
  return encodeFitting({ ...message, answers: [...message.answers, ...more] }, transport, config);
}

/** The header of a packet; what is shorter is none, and who sends that does not speak DNS. */
const HEADER_BYTES = 12;

/** Answered at once before others have their turn. */
const TURN_PACKETS = 32;

/**
 * One query after the other: the next is read when the answer to the last one
 * has gone out. Who sends nothing or takes nothing for `TCP_IDLE_MS` is
 * dropped, so that nobody's answers pile up.
 */
async function serveConnection(state: ServerState, connection: Connection): Promise<void> {
  const { clock } = state.options.runtime;
  const idle = (): { cancel(): void } =>
    clock.after(TCP_IDLE_MS, () => connection.destroy(), { unref: true });
  let timer = idle();
  let answered = 0;
  try {
    for await (const packet of packetsOf(connection)) {
      timer.cancel();
      timer = idle();
      if (packet.length < HEADER_BYTES) {
        connection.destroy();
        return;
      }
      let sent: Promise<void> | undefined;
      await answerPacket(state, packet, "tcp", (bytes) => {
        sent = connection.write(framed(bytes));
      });
      await sent;
      answered += 1;
      if (answered % TURN_PACKETS === 0) await clock.sleep(0);
    }
    connection.end();
  } catch {
    // The client went away in the middle of a packet: nobody is left to tell.
    connection.destroy();
  } finally {
    timer.cancel();
  }
}
