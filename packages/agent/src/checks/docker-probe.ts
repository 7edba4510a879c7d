import { critical, type Probe, type ProbeLimits, timedOut } from "./check-kind.ts";
import type { DockerEngine } from "./docker-engine.ts";
import { createOutputTail } from "./output-tail.ts";
import { statusOfExit } from "./script-probe.ts";

/** Runs a command inside a container: as a script check, but through the engine. */
export function createDockerProbe(
  containerId: string,
  args: readonly string[],
  limits: ProbeLimits,
  engine: DockerEngine,
): Probe {
  return async (signal) => {
    try {
      const result = await engine.exec(containerId, args, signal);
      const tail = createOutputTail(limits.outputMax);
      tail.add(result.output);
      return { status: statusOfExit(result.exitCode), output: tail.text() };
    } catch (error) {
      return signal.aborted ? timedOut(limits.timeoutMs) : critical(error);
    }
  };
}

/** Passing while the container runs and does not call itself unhealthy. */
export function createContainerProbe(containerId: string, engine: DockerEngine): Probe {
  return async (signal) => {
    try {
      const state = await engine.inspect(containerId, signal);
      if (state === undefined)
        return { status: "critical", output: `Container ${containerId} does not exist` };
      if (!state.running) {
        const why = state.status === "exited" ? `exited with status ${state.exitCode}` : `is ${state.status}`;
        return { status: "critical", output: `Container ${containerId} ${why}` };
      }
      if (state.health === "unhealthy") {
        return { status: "critical", output: `Container ${containerId} is running, but unhealthy` };
      }
      return { status: "passing", output: `Container ${containerId} is running` };
    } catch (error) {
      return critical(error);
    }
  };
}
