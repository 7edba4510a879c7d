import { fromUnknown, type Listener } from "@tutti/runtime";
import type { AgentContext, AgentPart } from "./agent-part.ts";

/**
 * The port that the catalog names for the service `consul`: checks of it, and
 * scripts that wait for a server, look whether it can be connected to. Nobody
 * speaks there yet, so whoever connects is let go at once.
 *
 * Agents of one machine may share the number: what the second one lacks is
 * said, and is no reason not to run.
 */
export function createServerPort({ config, runtime, log }: AgentContext): AgentPart {
  let listener: Listener | undefined;
  return {
    endpoints: {},
    async start() {
      const { server: port } = config.ports;
      if (!config.server || port <= 0) return;
      try {
        listener = await runtime.network.listen({ host: config.bindAddress, port }, (connection) =>
          connection.destroy(),
        );
      } catch (error) {
        const { message } = fromUnknown(error, `${config.bindAddress}:${port}`);
        log("warn", `agent: nothing listens on the server's port ${port}: ${message}`);
      }
    },
    async stop() {
      await listener?.close();
      listener = undefined;
    },
  };
}
