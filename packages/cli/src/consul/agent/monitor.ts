import { Buffer } from "node:buffer";
import { createStop, onInterrupt } from "@tutti/runtime";
import { boolFlag, textFlag } from "../../command/flags.ts";
import { apiCommand, refusalOf } from "../api/api-command.ts";
import { commandError } from "../errors.ts";

/** Shows the log of an agent as it comes, until a signal ends it. */
export const command = apiCommand({
  summary: "Stream logs from a Consul agent",
  usage: "monitor [options]",
  asks: "agent",
  flags: { "log-level": textFlag("INFO"), "log-json": boolFlag() },
  unreachable: "Error starting monitor",
  async run(call) {
    const { stdout, runtime } = call.context;
    const stop = createStop();
    const interrupted = new Error("interrupted");
    const forget = onInterrupt(runtime.processes, () => stop.abort(interrupted));
    let hasBegun = false;
    try {
      const answer = await call.client.call("agent.monitor", {
        query: {
          loglevel: call.flags["log-level"],
          logjson: call.flags["log-json"] ? "true" : undefined,
        },
        signal: stop.signal,
        onPiece(piece) {
          hasBegun = true;
          stdout.write(Buffer.from(piece));
        },
      });
      if (answer.status !== 200) return call.fail(commandError("error-starting-monitor", refusalOf(answer)));
    } catch (error) {
      if (stop.signal.aborted) return 0;
      if (!hasBegun) throw error;
    } finally {
      forget();
    }
    call.say(
      "\nRemote side ended the monitor! This usually means that the\nremote side has exited or crashed.",
    );
    return 1;
  },
});
