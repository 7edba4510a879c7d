/** A live agent, as `tutti agent` starts it. */

import { freePort } from "@tutti/runtime/testkit";
import { onTestFinished } from "vitest";
import { type Running, start } from "./tutti.ts";

export interface LiveAgent extends Running {
  /** host:port, as CONSUL_HTTP_ADDR takes it. */
  readonly address: string;
  get(path: string): Promise<unknown>;
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
