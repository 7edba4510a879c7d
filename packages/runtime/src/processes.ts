/** Programs started by us. Nothing goes through a shell unless the caller names one. */
export interface Processes {
  /** Runs to its end; output is cut at `outputMax` bytes a stream (default 1 MiB), the head is kept. */
  run(command: Command, signal?: AbortSignal): Promise<ProcessResult>;
  /**
   * Starts and hands back a handle. `detached` ones outlive us and lead a
   * session and a process group of their own; what they start belongs to both.
   * One that `endsWithUs` is killed at our own end, unless we are killed ourselves.
   * `input` is written to it at once, and ends.
   */
  start(
    command: Command & {
      readonly detached?: boolean;
      readonly outputFile?: string;
      readonly endsWithUs?: true;
    },
  ): Promise<RunningProcess>;
  /** True while a process of that id is there (a zombie is not). `startedAt` tells it from a later one of the same id. */
  isAlive(pid: number, startedAt?: string): Promise<boolean>;
  /** What `isAlive` compares: a text that no other process of the same id will have; undefined if there is none. */
  startedAt(pid: number): Promise<string | undefined>;
  /** What lives of the session that `leader` leads or led, itself included; undefined where the system does not say. */
  members(leader: number): Promise<readonly ProcessIdentity[] | undefined>;
  /** Whether that process listens on the TCP port, at any address; undefined where the system does not say. */
  listensOn(pid: number, port: number): Promise<boolean | undefined>;
  kill(pid: number, signal: ProcessSignal, options?: { readonly group?: boolean }): void;
  /** Signals sent to ourselves; gives back how to stop listening. */
  onSignal(signal: "SIGINT" | "SIGTERM" | "SIGHUP", run: () => void): () => void;
}

/** A process by its id and by what tells it from a later one of the same id. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startedAt: string;
}

/** The signals that are sent to processes. */
export type ProcessSignal = "SIGTERM" | "SIGKILL" | "SIGINT" | "SIGHUP";

/** A program to run, with all that decides how it runs. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly directory?: string;
  /** The whole environment of the child; ours when left out. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string | Uint8Array;
  /** It reads our own standard input; `run` alone, and without `input`. A simulated program has none. */
  readonly sharesInput?: true;
  readonly timeoutMs?: number;
  readonly outputMax?: number;
  /** Called with each piece of output as it comes. */
  readonly onOutput?: (stream: "stdout" | "stderr", data: Uint8Array) => void;
}

/** What is left of a process that ended. */
export interface ProcessResult {
  /** Undefined when a signal ended it. */
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  readonly timedOut: boolean;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
}

/** A process that was started and may still run. */
export interface RunningProcess {
  readonly pid: number;
  readonly ended: Promise<{ readonly exitCode: number | undefined; readonly signal: string | undefined }>;
  /** Resolves when its output has ended as well, which what it started may hold open for longer. */
  readonly closed: Promise<void>;
}
