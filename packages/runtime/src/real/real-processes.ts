import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { fromUnknown } from "../errors.ts";
import type { Command, ProcessResult, ProcessSignal, RunningProcess } from "../processes.ts";
import { kill } from "./process-signals.ts";

const OUTPUT_MAX_DEFAULT = 1 << 20;
/** How long a program that was told to end may take before it is killed. */
const KILL_AFTER_MS = 5_000;

export function run(command: Command, signal?: AbortSignal): Promise<ProcessResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command.program, command.args, {
      ...(command.directory === undefined ? {} : { cwd: command.directory }),
      ...(command.environment === undefined ? {} : { env: command.environment }),
      stdio: [inputOf(command), "pipe", "pipe"],
      detached: true,
    });
    const max = command.outputMax ?? OUTPUT_MAX_DEFAULT;
    const stdout = collect(child, "stdout", max, command.onOutput);
    const stderr = collect(child, "stderr", max, command.onOutput);
    let timedOut = false;
    let killTimer: NodeJS.Timeout | undefined;
    const stop = (): void => {
      endGroup(child, "SIGTERM");
      killTimer ??= setTimeout(() => endGroup(child, "SIGKILL"), KILL_AFTER_MS);
    };
    const timer =
      command.timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            endGroup(child, "SIGKILL");
          }, command.timeoutMs);
    signal?.addEventListener("abort", stop, { once: true });
    if (signal?.aborted === true) stop();
    const clear = (): void => {
      clearTimeout(timer);
      clearTimeout(killTimer);
      signal?.removeEventListener("abort", stop);
    };
    child.on("error", (error) => {
      clear();
      reject(fromUnknown(error, command.program));
    });
    child.on("close", (exitCode, endedBy) => {
      clear();
      resolve({
        exitCode: exitCode ?? undefined,
        signal: endedBy ?? undefined,
        timedOut,
        stdout: stdout(),
        stderr: stderr(),
      });
    });
    child.stdin?.on("error", () => {});
    child.stdin?.end(command.input);
  });
}

function endGroup(child: ChildProcess, signal: ProcessSignal): void {
  if (child.pid !== undefined) kill(child.pid, signal, { group: true });
}

function collect(
  child: ChildProcess,
  name: "stdout" | "stderr",
  max: number,
  onOutput: Command["onOutput"],
): () => Uint8Array {
  const pieces: Buffer[] = [];
  let size = 0;
  child[name]?.on("data", (piece: Buffer) => {
    onOutput?.(name, piece);
    if (size >= max) return;
    pieces.push(piece.subarray(0, max - size));
    size += piece.length;
  });
  return () => new Uint8Array(Buffer.concat(pieces));
}

function inputOf({ input, sharesInput }: Command): "inherit" | "ignore" | "pipe" {
  if (sharesInput === true) return "inherit";
  return input === undefined ? "ignore" : "pipe";
}

export function start(
  command: Command & {
    readonly detached?: boolean;
    readonly outputFile?: string;
    readonly endsWithUs?: true;
  },
): Promise<RunningProcess> {
  return new Promise((resolve, reject) => {
    const output = command.outputFile === undefined ? undefined : openSync(command.outputFile, "a", 0o600);
    const child = spawn(command.program, command.args, {
      ...(command.directory === undefined ? {} : { cwd: command.directory }),
      ...(command.environment === undefined ? {} : { env: command.environment }),
      stdio: [command.input === undefined ? "ignore" : "pipe", output ?? "pipe", output ?? "pipe"],
      detached: command.detached === true,
    });
    if (output !== undefined) closeSync(output);
    child.stdout?.on("data", (data: Buffer) => command.onOutput?.("stdout", data));
    child.stderr?.on("data", (data: Buffer) => command.onOutput?.("stderr", data));
    const ended = new Promise<{ exitCode: number | undefined; signal: string | undefined }>((done) => {
      child.on("exit", (exitCode, signal) =>
        done({ exitCode: exitCode ?? undefined, signal: signal ?? undefined }),
      );
    });
    const closed = new Promise<void>((done) => child.on("close", () => done()));
    child.once("error", (error) => reject(fromUnknown(error, command.program)));
    // One that ends before it has read all is told by `ended`.
    child.stdin?.on("error", () => {});
    child.stdin?.end(command.input);
    child.once("spawn", () => {
      if (command.detached === true) child.unref();
      if (command.endsWithUs === true) endWithUs(child);
      resolve({ pid: child.pid as number, ended, closed });
    });
  });
}

function endWithUs(child: ChildProcess): void {
  const end = (): void => void child.kill("SIGKILL");
  process.once("exit", end);
  child.once("exit", () => process.off("exit", end));
}
