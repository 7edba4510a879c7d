/** Programs started by us. Nothing goes through a shell unless the caller names one. */
export interface Processes {
  /** Runs to its end; output is cut at `outputMax` bytes a stream (default 1 MiB), the head is kept. */
  run(command: Command, signal?: AbortSignal): Promise<ProcessResult>;
  /** Starts and hands back a handle. `detached` ones outlive us and lead a process group. */
  start(
    command: Command & { readonly detached?: boolean; readonly outputFile?: string },
  ): Promise<RunningProcess>;
  /** True while a process of that id is there (a zombie is not). `startedAt` tells it from a later one of the same id. */
  isAlive(pid: number, startedAt?: string): Promise<boolean>;
  /** What `isAlive` compares: a text that no other process of the same id will have; undefined if there is none. */
  startedAt(pid: number): Promise<string | undefined>;
  kill(pid: number, signal: ProcessSignal, options?: { readonly group?: boolean }): void;
  /** Signals sent to ourselves; gives back how to stop listening. */
  onSignal(signal: "SIGINT" | "SIGTERM" | "SIGHUP", run: () => void): () => void;
}

export type ProcessSignal = "SIGTERM" | "SIGKILL" | "SIGINT" | "SIGHUP";

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly directory?: string;
  /** The whole environment of the child; ours when left out. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string | Uint8Array;
  readonly timeoutMs?: number;
  readonly outputMax?: number;
  /** Called with each piece of output as it comes. */
  readonly onOutput?: (stream: "stdout" | "stderr", data: Uint8Array) => void;
}

export interface ProcessResult {
  /** Undefined when a signal ended it. */
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  readonly timedOut: boolean;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
}

export interface RunningProcess {
  readonly pid: number;
  readonly ended: Promise<{ readonly exitCode: number | undefined; readonly signal: string | undefined }>;
}
