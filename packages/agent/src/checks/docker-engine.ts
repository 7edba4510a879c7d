import { type Environment, type HttpResponse, type Network, RuntimeError } from "@tutti/runtime";

/**
 * The few calls of the Docker Engine API that checks make, every second and
 * for every container: so a thin client of its own rather than the provider's.
 */
export interface DockerEngine {
  /** Undefined where there is no such container. */
  inspect(containerId: string, signal: AbortSignal): Promise<ContainerState | undefined>;
  /** Runs a command inside the container, to its end. */
  exec(containerId: string, args: readonly string[], signal: AbortSignal): Promise<ExecResult>;
}

interface ContainerState {
  readonly running: boolean;
  /** The engine's word: `running`, `exited`, `paused` … */
  readonly status: string;
  readonly exitCode: number;
  /** `healthy`, `unhealthy`, `starting`; undefined where the image has no health check. */
  readonly health: string | undefined;
}

interface ExecResult {
  readonly exitCode: number | undefined;
  /** The whole output, both streams, as they came. */
  readonly output: Uint8Array;
}

const SOCKET_DEFAULT = "unix:///var/run/docker.sock";
/** Output of one command: what is beyond stops the check with an error. */
const BODY_MAX = 1 << 20;

/** Where the engine is: what was given, else `DOCKER_HOST`, else the default socket. */
export function engineAddress(given: string | undefined, environment: Environment): string {
  return given ?? environment.variables.get("DOCKER_HOST") ?? SOCKET_DEFAULT;
}

export function createDockerEngine(address: string, network: Network, timeoutMs: number): DockerEngine {
  async function call(
    method: string,
    path: string,
    signal: AbortSignal,
    body?: unknown,
  ): Promise<HttpResponse> {
    const unix = address.startsWith("unix://");
    const url = `${unix ? "http://localhost" : address.replace(/^tcp:/, "http:")}${path}`;
    return network.request(
      {
        method,
        url,
        ...(unix ? { socketPath: address.slice("unix://".length) } : {}),
        ...(body === undefined
          ? {}
          : { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } }),
        timeoutMs,
        bodyMax: BODY_MAX,
      },
      signal,
    );
  }
  return {
    async inspect(containerId, signal) {
      const path = `/containers/${encodeURIComponent(containerId)}/json`;
      const answer = await call("GET", path, signal);
      if (answer.status === 404) return undefined;
      const state = record(record(json(answer, path)).State);
      const health = record(state.Health).Status;
      return {
        running: state.Running === true && state.Paused !== true,
        status: typeof state.Status === "string" ? state.Status : "unknown",
        exitCode: typeof state.ExitCode === "number" ? state.ExitCode : 0,
        health: typeof health === "string" ? health : undefined,
      };
    },
    async exec(containerId, args, signal) {
      const path = `/containers/${encodeURIComponent(containerId)}/exec`;
      const options = { AttachStdin: false, AttachStdout: true, AttachStderr: true, Tty: false, Cmd: args };
      const id = record(json(await call("POST", path, signal, options), path)).Id;
      if (typeof id !== "string") throw new RuntimeError("EPROTO", path, "the engine gave no exec id");
      const started = await call("POST", `/exec/${id}/start`, signal, { Detach: false, Tty: false });
      // What it says is the program's output; only where it did not start it is the engine's reason.
      if (started.status >= 300) json(started, path);
      const ended = record(json(await call("GET", `/exec/${id}/json`, signal), path)).ExitCode;
      return {
        exitCode: typeof ended === "number" ? ended : undefined,
        output: withoutFrames(started.body),
      };
    },
  };
}

function json(answer: HttpResponse, path: string): unknown {
  const text = new TextDecoder().decode(answer.body);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new RuntimeError(
      "EPROTO",
      path,
      `the Docker Engine answered ${answer.status}: ${text.slice(0, 200)}`,
    );
  }
  if (answer.status < 300) return value;
  const message = record(value).message;
  throw new RuntimeError("EDOCKER", path, typeof message === "string" ? message : `status ${answer.status}`);
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

/** Both streams come in frames: stream, three zeros, length, data. */
function withoutFrames(body: Uint8Array): Uint8Array {
  const out = new Uint8Array(body.length);
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  let size = 0;
  for (let at = 0; at + 8 <= body.length; ) {
    const length = view.getUint32(at + 4);
    const data = body.subarray(at + 8, at + 8 + length);
    out.set(data, size);
    size += data.length;
    at += 8 + length;
  }
  return out.subarray(0, size);
}
