import { fileURLToPath } from "node:url";
import { type AgentClient, createAgentClient } from "@tutti/agent-api";
import { fromUnknown, type ProcessSignal, type Runtime } from "@tutti/runtime";
import { freePort } from "@tutti/runtime/testkit";

/** An agent as a user runs it: the launcher, in a process of its own. For tests. */
export interface AgentProcess {
  readonly client: AgentClient;
  readonly httpPort: number;
  readonly dnsPort: number;
  /** Sends a signal, and resolves with the exit status once the process is gone; undefined when the signal ended it. */
  end(signal: ProcessSignal): Promise<number | undefined>;
  /** Everything it has written so far. */
  output(): Promise<string>;
}

/** The single executable that is tested instead of the launcher, where one is named. */
const EXECUTABLE = process.env["TUTTI_TEST_EXECUTABLE"];
const LAUNCHER = fileURLToPath(new URL("../../../bin/tutti", import.meta.url));
const START_TIMEOUT_MS = 30_000;
const POLL_MS = 25;

/** Starts `tutti agent` with these arguments on free ports; resolves when it has a leader. */
export async function startAgentProcess(
  runtime: Runtime,
  folder: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<AgentProcess> {
  const [httpPort, dnsPort] = [await freePort(), await freePort()];
  const outputFile = `${folder}/agent.log`;
  const ports = [`-http-port=${httpPort}`, `-dns-port=${dnsPort}`];
  const inherited = [...runtime.environment.variables].filter(([name]) => !name.startsWith("CONSUL_"));
  const child = await runtime.processes.start({
    program: EXECUTABLE ?? runtime.environment.variables.get("NODE") ?? "node",
    args: [...(EXECUTABLE === undefined ? [LAUNCHER] : []), "agent", ...ports, ...args],
    environment: { ...Object.fromEntries(inherited), ...variables },
    directory: folder,
    outputFile,
  });
  const client = createAgentClient(runtime, { address: `127.0.0.1:${httpPort}` });
  const output = (): Promise<string> => runtime.disk.readText(outputFile);
  let ended = false;
  void child.ended.then(() => {
    ended = true;
  });
  const isReady = async (): Promise<boolean> => {
    if (ended) throw new Error(`the agent ended: ${await output()}`);
    try {
      return (await client.call("status.leader")).text().length > 2;
    } catch (error) {
      if (fromUnknown(error, "agent").code === "ECONNREFUSED") return false;
      throw error;
    }
  };
  await until(runtime, isReady, START_TIMEOUT_MS);
  return {
    client,
    httpPort,
    dnsPort,
    output,
    async end(signal) {
      runtime.processes.kill(child.pid, signal);
      return (await child.ended).exitCode;
    },
  };
}

/** Asks again and again, until it holds. */
export async function until(
  runtime: Runtime,
  holds: () => Promise<boolean>,
  withinMs: number,
): Promise<void> {
  const deadlineMs = runtime.clock.monotonic() + withinMs;
  while (!(await holds())) {
    if (runtime.clock.monotonic() > deadlineMs) throw new Error(`not true within ${withinMs} ms`);
    await runtime.clock.sleep(POLL_MS);
  }
}
