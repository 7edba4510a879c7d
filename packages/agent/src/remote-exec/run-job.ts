import { type Command, fromUnknown, type Runtime, RuntimeError } from "@tutti/runtime";
import type { Job } from "./job.ts";

/** What a shell says of a program that is not there, and of one that a signal ended. */
const NOT_FOUND = 127;
const ENDED_BY_SIGNAL = 255;

/** Runs a job to its end, or until `stop`; the exit status. What is wrong with starting it is output, too. */
export async function runJob(
  job: Job,
  {
    runtime,
    onOutput,
    stop,
  }: { readonly runtime: Runtime; onOutput(data: Uint8Array): void; readonly stop: AbortSignal },
): Promise<number> {
  const { disk, environment, processes, random } = runtime;
  const folder = environment.variables.get("TMPDIR") ?? "";
  const file = `${folder === "" ? "/tmp" : folder.replace(/\/+$/, "")}/tutti-exec-${random.uuid()}`;
  const command = commandOf(job, file, runtime);
  try {
    // Only the agent's user may read it: a script may hold secrets.
    if (job.run.kind === "script") await disk.createExclusive(file, job.run.script, { mode: 0o700 });
    const result = await processes.run(
      { ...command, outputMax: 0, onOutput: (_stream, data) => onOutput(data) },
      stop,
    );
    return result.exitCode ?? ENDED_BY_SIGNAL;
  } catch (error) {
    const { message } = fromUnknown(error, command.program);
    onOutput(new TextEncoder().encode(`${message}\n`));
    return error instanceof RuntimeError && error.code === "ENOENT" ? NOT_FOUND : ENDED_BY_SIGNAL;
  } finally {
    if (job.run.kind === "script") await disk.remove(file).catch(() => {});
  }
}

function commandOf({ run }: Job, file: string, { environment }: Runtime): Pick<Command, "program" | "args"> {
  if (run.kind === "script") return { program: file, args: [] };
  if (run.kind === "args") {
    const [program = "", ...args] = run.args;
    return { program, args };
  }
  const shell = environment.variables.get("SHELL") ?? "";
  return { program: shell === "" ? "/bin/sh" : shell, args: ["-c", run.line] };
}
