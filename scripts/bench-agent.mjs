// An agent of its own for a measurement, on ports that were free.
import { spawn } from "node:child_process";
import http from "node:http";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const WATCH = join(dirname(fileURLToPath(import.meta.url)), "watch-loop.cjs");

/** Durable where it gets a folder; DNS is served at `dnsPort` (default: nowhere). */
export async function startAgent(launcher, dataFolder, dnsPort = -1) {
  const port = await freePort();
  const ports = ["server", "serf-lan", "serf-wan", "grpc"].map((name) => `-${name}-port=-1`);
  const words = [
    "agent",
    "-node=bench",
    "-bind=127.0.0.1",
    `-http-port=${port}`,
    `-dns-port=${dnsPort}`,
    ...ports,
  ];
  const mode =
    dataFolder === undefined ? ["-dev"] : ["-server", "-bootstrap", `-data-dir=${dataFolder}/data`];
  const child = spawn(process.execPath, ["--require", WATCH, launcher, ...words, ...mode], {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let log = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (data) => {
      log = (log + data).slice(-2_000);
    });
  const closed = new Promise((resolve) => child.once("close", resolve));
  const http = { ask: (method, path, body) => ask(port, method, path, body) };
  for (let tries = 0; ; tries += 1) {
    const answer = await http.ask("GET", "/v1/status/leader").catch(() => undefined);
    if (answer?.status === 200) break;
    if (tries > 300 || child.exitCode !== null) throw new Error(`the agent did not start: ${log}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    ...http,
    pid: child.pid,
    told: () =>
      new Promise((resolve) => {
        child.once("message", resolve);
        child.send("tell");
      }),
    stop: () => {
      child.kill();
      return closed;
    },
  };
}

/** The answer is counted and thrown away, as a fast client would take it. */
function ask(port, method, path, body) {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: "127.0.0.1", port, method, path, agent: false }, (response) => {
      let bytes = 0;
      let head = "";
      response.on("data", (data) => {
        bytes += data.length;
        if (head.length < 200) head += data.toString("latin1", 0, 200);
      });
      response.on("end", () => resolve({ status: response.statusCode, bytes, head }));
      response.on("error", reject);
    });
    request.on("error", reject);
    request.end(body);
  });
}

export function freePort() {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
