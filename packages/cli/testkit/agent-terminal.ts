import { createTerminal, type Run, type RunOptions, type Terminal } from "./terminal.ts";

/** A machine in memory on which an agent runs. */
export interface AgentTerminal extends Terminal {
  /** Runs a command of `consul`. */
  consul(words: string | readonly string[], options?: RunOptions): Promise<Run>;
  /** Stops the agent as Ctrl-C does. */
  stop(): Promise<Run>;
}

export async function createAgentTerminal(
  files: Readonly<Record<string, string>> = {},
  args = "-dev -node here",
  variables: Readonly<Record<string, string>> = {},
): Promise<AgentTerminal> {
  const terminal = createTerminal({ CONSUL_HTTP_ADDR: "127.0.0.1:8500", ...variables });
  await terminal.write(files);
  const agent = await terminal.start(`agent ${args}`, /agent: Started/, { product: "consul" });
  return {
    ...terminal,
    consul: (words, options) => terminal.run(words, { product: "consul", ...options }),
    stop: () => agent.interrupt(),
  };
}
