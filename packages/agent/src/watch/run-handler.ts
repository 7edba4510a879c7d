import {
  type Command,
  fromUnknown,
  type HttpRequest,
  type Runtime,
  RuntimeError,
  requestFailure,
} from "@tutti/runtime";
import { createOutputTail, statusText } from "../checks/index.ts";
import type { HttpHandler, WatchHandler } from "./watch-config.ts";

/** What a handler is called with. */
export interface Call {
  /** X-Consul-Index. */
  readonly index: string;
  /** JSON, with a line's end. */
  readonly input: string;
}

/** What came of a call: the end of what the handler wrote or answered, and why it went wrong. */
export interface HandlerResult {
  readonly failure?: string;
  readonly output: string;
}

/** Of a handler's output so much is told. */
const OUTPUT_BYTES_MAX = 4096;

/** Calls a handler, and comes back when it is done; never rejects. */
export async function runHandler(
  handler: WatchHandler,
  call: Call,
  runtime: Runtime,
  stop: AbortSignal,
): Promise<HandlerResult> {
  return handler.kind === "http"
    ? request(handler, call, runtime, stop)
    : runProgram(commandOf(handler, runtime), call, runtime, stop);
}

type Program = Pick<Command, "program" | "args">;

function commandOf(handler: Exclude<WatchHandler, HttpHandler>, { environment }: Runtime): Program {
  if (handler.kind === "script") {
    const shell = environment.variables.get("SHELL") ?? "";
    return { program: shell === "" ? "/bin/sh" : shell, args: ["-c", handler.script] };
  }
  const [program = "", ...args] = handler.args;
  return { program, args };
}

async function runProgram(
  command: Program,
  { index, input }: Call,
  { processes, environment }: Runtime,
  stop: AbortSignal,
): Promise<HandlerResult> {
  const tail = createOutputTail(OUTPUT_BYTES_MAX);
  try {
    const result = await processes.run(
      {
        ...command,
        input,
        environment: { ...Object.fromEntries(environment.variables), CONSUL_INDEX: index },
        outputMax: 0,
        onOutput: (_, data) => tail.add(data),
      },
      stop,
    );
    if (result.exitCode === 0) return { output: tail.text() };
    const failure =
      result.exitCode === undefined ? `signal: ${result.signal}` : `exit status ${result.exitCode}`;
    return { failure, output: tail.text() };
  } catch (error) {
    return { failure: startFailure(command.program, error), output: tail.text() };
  }
}

function startFailure(program: string, error: unknown): string {
  const isMissing = error instanceof RuntimeError && error.code === "ENOENT";
  return isMissing
    ? `exec: "${program}": executable file not found in $PATH`
    : fromUnknown(error, program).message;
}

async function request(
  { url, method, headers, timeoutMs, tlsSkipVerify }: HttpHandler,
  { index, input }: Call,
  { network, environment }: Runtime,
  stop: AbortSignal,
): Promise<HandlerResult> {
  const asked: HttpRequest = {
    method,
    url,
    headers: { ...headers, "Content-Type": "application/json", "X-Consul-Index": index },
    body: input,
    timeoutMs,
    proxyVariables: environment.variables,
    ...(tlsSkipVerify ? { tlsUnverified: true } : {}),
    bodyMax: OUTPUT_BYTES_MAX,
    bodyCut: true,
  };
  try {
    const { status, body } = await network.request(asked, stop);
    const output = new TextDecoder().decode(body);
    if (status >= 200 && status <= 299) return { output };
    return { failure: `${status} ${statusText(status)}`, output };
  } catch (error) {
    return { failure: requestFailure(fromUnknown(error, url), asked), output: "" };
  }
}
