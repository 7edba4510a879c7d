import { Buffer } from "node:buffer";
import { type Connection, every, type Runtime, type Timer } from "@tutti/runtime";
import { type PushKind, pushLine } from "./push-lines.ts";
import type { MetricRegistry } from "./registry.ts";
import { INTERVAL_MS } from "./series.ts";

/** A server that is sent what is told: statsd and Datadog's over UDP, statsite over TCP. */
export interface PushTarget {
  readonly kind: PushKind;
  readonly host: string;
  readonly port: number;
  /** Sent with each line, to Datadog's alone. */
  readonly tags: readonly string[];
}

/** Bytes of a packet, so that it goes in one piece nearly everywhere. */
const PACKET_BYTES_MAX = 1400;
/** Lines that wait to be sent; beyond it lines are dropped. */
export const LINES_MAX = 4096;
const FLUSH_MS = 100;
/** After a server of statsite went or could not be reached. */
const RECONNECT_MS = 15_000;

/** Sends on what is told until it is stopped: lines ten times a second, gauges each interval. Who does not listen holds nothing up. */
export function pushMetrics(
  metrics: MetricRegistry,
  targets: readonly PushTarget[],
  runtime: Runtime,
  options: { readonly hostname: string; readonly failed: (line: string) => void },
): { stop(): Promise<void> } {
  const { clock } = runtime;
  const senders = targets.map((target) => {
    const sender = target.kind === "statsite" ? openStream : openPackets;
    return { target, lines: [] as string[], ...sender(target, runtime, options.failed) };
  });
  metrics.onTold((series, value) => {
    for (const { target, lines } of senders) {
      if (lines.length >= LINES_MAX) continue;
      lines.push(pushLine(target.kind, series, value, { hostname: options.hostname, tags: target.tags }));
    }
  });
  const flush = (): void => {
    for (const { lines, send } of senders) for (const packet of packets(lines.splice(0))) send(packet);
  };
  const timers: readonly Timer[] = [
    every(clock, FLUSH_MS, flush, { unref: true }),
    every(clock, INTERVAL_MS, () => void metrics.read(), { unref: true }),
  ];
  return {
    async stop() {
      for (const timer of timers) timer.cancel();
      flush();
      for (const { close } of senders) await close();
    },
  };
}

/** Whole lines together, as many as fit. */
function* packets(lines: readonly string[]): Generator<Buffer> {
  let packet = "";
  for (const line of lines) {
    if (packet !== "" && Buffer.byteLength(packet) + Buffer.byteLength(line) > PACKET_BYTES_MAX) {
      yield Buffer.from(packet);
      packet = "";
    }
    packet += line;
  }
  if (packet !== "") yield Buffer.from(packet);
}

interface Sender {
  send(packet: Buffer): void;
  close(): Promise<void>;
}

function openPackets(
  { host, port }: PushTarget,
  { network }: Runtime,
  failed: (line: string) => void,
): Sender {
  const socket = network.bindUdp({ host: "0.0.0.0", port: 0 });
  socket.catch((error: unknown) => failed(`metrics cannot be sent to ${host}:${port}: ${String(error)}`));
  return {
    send(packet) {
      socket.then((open) => open.send(packet, { host, port })).catch(() => {});
    },
    async close() {
      await socket.then((open) => open.close()).catch(() => {});
    },
  };
}

/** What comes while there is no connection is dropped; the next is tried for later. */
function openStream(
  { host, port }: PushTarget,
  { network, clock }: Runtime,
  failed: (line: string) => void,
): Sender {
  let connection: Connection | undefined;
  let opening = false;
  let nextAt = Number.NEGATIVE_INFINITY;
  function lost(error: unknown): void {
    failed(
      `metrics cannot be sent to ${host}:${port}: ${error instanceof Error ? error.message : String(error)}`,
    );
    connection?.destroy();
    connection = undefined;
    nextAt = clock.monotonic() + RECONNECT_MS;
  }
  function open(): void {
    if (opening || clock.monotonic() < nextAt) return;
    opening = true;
    network
      .connect({ host, port })
      .then((open) => {
        connection = open;
      })
      .catch(lost)
      .finally(() => {
        opening = false;
      });
  }
  open();
  return {
    send(packet) {
      if (connection === undefined) open();
      else connection.write(packet).catch(lost);
    },
    async close() {
      connection?.destroy();
    },
  };
}
