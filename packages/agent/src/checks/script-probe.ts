import { type Processes, RuntimeError } from "@tutti/runtime";
import { type CheckStatus, critical, type Probe, type ProbeLimits, timedOut } from "./check-kind.ts";
import { createOutputTail } from "./output-tail.ts";

/** Runs a program: exit status 0 is passing, 1 warning, anything else critical. */
export function createScriptProbe(args: readonly string[], limits: ProbeLimits, processes: Processes): Probe {
  const [program = "", ...rest] = args;
  return async (signal) => {
    const tail = createOutputTail(limits.outputMax);
    try {
      const result = await processes.run(
        {
          program,
          args: rest,
          timeoutMs: limits.timeoutMs,
          outputMax: 0,
          onOutput: (_, data) => tail.add(data),
        },
        signal,
      );
      if (result.timedOut || signal.aborted)
        return timedOut(limits.timeoutMs, tail.size() === 0 ? "" : tail.text());
      return { status: statusOfExit(result.exitCode), output: tail.text() };
    } catch (error) {
      if (signal.aborted) return timedOut(limits.timeoutMs, tail.size() === 0 ? "" : tail.text());
      if (error instanceof RuntimeError && error.code === "ENOENT") {
        return critical(`exec: "${program}": executable file not found in $PATH`);
      }
      return critical(error);
    }
  };
}

export function statusOfExit(exitCode: number | undefined): CheckStatus {
  if (exitCode === 0) return "passing";
  return exitCode === 1 ? "warning" : "critical";
}
