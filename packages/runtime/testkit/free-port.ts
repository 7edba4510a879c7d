import { randomInt } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:net";

/** Below what systems give to outgoing connections (Linux 32768, others 49152): none of those takes it meanwhile. */
const FIRST = 10_000;
const LAST = 32_000;
const TRIES_MAX = 100;

/**
 * A port of 127.0.0.1 that nobody uses, for TCP nor for UDP, for a program
 * that cannot be told to choose one. Drawn from 22,000, so that test files that
 * run side by side do not meet; where a listener of our own is wanted, port 0
 * is better.
 */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const port = randomInt(FIRST, LAST);
    if ((await isFreeForTcp(port)) && (await isFreeForUdp(port))) return port;
  }
  throw new Error(`none of ${TRIES_MAX} ports between ${FIRST} and ${LAST} is free`);
}

async function isFreeForTcp(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  } catch {
    return false;
  }
  server.close();
  await once(server, "close");
  return true;
}

async function isFreeForUdp(port: number): Promise<boolean> {
  const socket = createSocket("udp4");
  try {
    socket.bind({ port, address: "127.0.0.1", exclusive: true });
    await once(socket, "listening");
    return true;
  } catch {
    return false;
  } finally {
    socket.close();
  }
}
