/** A live agent, as `tutti agent` starts it. */

import { createServer } from "node:net";
import { onTestFinished } from "vitest";
import { type Running, start } from "./tutti.ts";

export interface LiveAgent extends Running {
  /** host:port, as CONSUL_HTTP_ADDR takes it. */
  readonly address: string;
  get(path: string): Promise<unknown>;
}

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        typeof address === "object" && address !== null
          ? resolve(address.port)
          : reject(new Error("no port")),
      );
    });
  });
}

/** Resolves once it answers; it is killed with the test, if it still runs. */
export async function startAgent(
  folder: string,
  args: readonly string[],
  ports?: { readonly http: number; readonly dns: number },
): Promise<LiveAgent> {
  const { http, dns } = ports ?? { http: await freePort(), dns: await freePort() };
  const running = start(folder, ["agent", `-http-port=${http}`, `-dns-port=${dns}`, ...args]);
  onTestFinished(() => {
    running.child.kill("SIGKILL");
  });
  await running.saw("agent running!");
  const address = `127.0.0.1:${http}`;
  return {
    ...running,
    address,
    async get(path) {
      const response = await fetch(`http://${address}${path}`);
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      return response.json();
    },
  };
}
