/**
 * Where the process starts: the only place that touches `process`. It builds
 * the context of a command from it and loads nothing that the command does
 * not need.
 */

import { fstatSync, writeSync } from "node:fs";
import type { Input, Product } from "./command/command.ts";
import { type GatheredOutput, gatherOutput } from "./command/gathered-output.ts";
import type { Output } from "./command/output.ts";
import { dispatch } from "./dispatch.ts";
import { cliError } from "./errors.ts";
import type { Installation } from "./installation.ts";

/** Columns for text where the output is no terminal. */
const WIDTH_DEFAULT = 78;
/** Lines of a terminal that does not say how many it has. */
const HEIGHT_DEFAULT = 24;

/**
 * Files and pipes are written to straight away: setting up a stream costs a
 * short command 5 ms. A terminal gets its stream.
 */
function createOutput(descriptor: 1 | 2): Output {
  const stream = fstatSync(descriptor).isCharacterDevice() ? terminalStream(descriptor) : undefined;
  if (stream === undefined) {
    const write = (data: string | Uint8Array): void =>
      writeAll(descriptor, typeof data === "string" ? Buffer.from(data) : data);
    if (descriptor === 1) stdout = gatherOutput(write, setImmediate);
    return {
      write: descriptor === 1 ? (text) => stdout?.write(text) : (text) => sayOnOther(write, text),
      isTerminal: false,
      width: WIDTH_DEFAULT,
      height: HEIGHT_DEFAULT,
    };
  }
  return {
    write: (text) => void stream.write(text),
    isTerminal: true,
    get width() {
      return stream.columns > 0 ? stream.columns : WIDTH_DEFAULT;
    },
    get height() {
      return stream.rows > 0 ? stream.rows : HEIGHT_DEFAULT;
    },
  };
}

/** Standard output where it is no terminal: many short lines are written together. */
let stdout: GatheredOutput | undefined;

/** What was said before on standard output comes before. */
function sayOnOther(write: (data: string | Uint8Array) => void, text: string | Uint8Array): void {
  stdout?.flush();
  write(text);
}

/** Undefined for `/dev/null` and its like: a device, but no terminal. */
function terminalStream(descriptor: 1 | 2): NodeJS.WriteStream | undefined {
  const stream = descriptor === 1 ? process.stdout : process.stderr;
  if (stream.isTTY !== true) return undefined;
  stream.on("error", (error) => onRefusedOutput(descriptor, error));
  return stream;
}

function writeAll(descriptor: 1 | 2, data: Uint8Array): void {
  for (let at = 0; at < data.length && !refused.has(descriptor); ) {
    try {
      at += writeSync(descriptor, data, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") {
        onRefusedOutput(descriptor, error as NodeJS.ErrnoException);
        continue;
      }
      // A pipe that somebody made non-blocking is full: let its reader catch up.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

/** Outputs that take nothing any more: nobody reads them, or their disk is full. */
const refused = new Set<1 | 2>();

/** The status that a refused output ends us with; undefined while none was, or where the command gives its own. */
let refusedStatus: number | undefined;

/** So long a command may go on that nobody listens to any more: it may hold a lock, or be about to write a state. */
const LAST_MS = 1_000;

/**
 * Who reads our output may stop reading, which ends us as SIGPIPE would; a full
 * disk is told on the other stream. Either lets the command come to its end,
 * and it says no more. One that has much to finish (it listens for Ctrl-C) is
 * asked to stop; one that waits for something is ended.
 */
function onRefusedOutput(descriptor: 1 | 2, error: NodeJS.ErrnoException): void {
  const first = refused.size === 0;
  refused.add(descriptor);
  if (error.code !== "EPIPE" && first) tellRefusal(descriptor === 1 ? 2 : 1, error);
  if (!first) return;
  if (process.listenerCount("SIGINT") > 0) {
    setImmediate(() => process.emit("SIGINT"));
    return;
  }
  const status = error.code === "EPIPE" ? 141 : 1;
  refusedStatus = status;
  setTimeout(() => process.exit(status), LAST_MS).unref();
}

function tellRefusal(descriptor: 1 | 2, error: Error): void {
  try {
    writeSync(descriptor, `Error: ${cliError("output-not-written").summary}\n\n${error.message}.\n`);
  } catch {
    // Both are full: the status is all that is left to say it with.
  }
}

/** Standard input is opened at the first read, so that commands that ask nothing pay nothing. */
function createInput(): Input {
  let lines: AsyncIterator<string> | undefined;
  let readBytes: (() => AsyncIterator<Uint8Array>) | undefined = () => process.stdin[Symbol.asyncIterator]();
  return {
    get isTerminal() {
      return process.stdin.isTTY === true;
    },
    async readAll() {
      const pieces: Uint8Array[] = [];
      for await (const piece of process.stdin) pieces.push(piece);
      return Buffer.concat(pieces);
    },
    async readLine() {
      if (readBytes !== undefined) lines = splitLines(readBytes());
      readBytes = undefined;
      const next = await lines?.next();
      return next?.done === false ? next.value : undefined;
    },
  };
}

async function* splitLines(bytes: AsyncIterator<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let pending = "";
  for (let piece = await bytes.next(); piece.done !== true; piece = await bytes.next()) {
    pending += decoder.decode(piece.value, { stream: true });
    const lines = pending.split("\n");
    pending = lines.pop() ?? "";
    for (const line of lines) yield line.endsWith("\r") ? line.slice(0, -1) : line;
  }
  if (pending !== "") yield pending;
}

/** The name of the link that was called, or of TUTTI_AS, where it means something; else ours. */
function nameOf(calledAs: string | undefined, wanted: string | undefined): string {
  const name = wanted ?? calledAs?.replace(/^.*[/\\]/, "");
  return name === "terraform" || name === "consul" || name === "tofu" ? name : "tutti";
}

/** Called `terraform` or `consul` we behave as that product. */
function productOf(name: string): Product {
  return name === "terraform" || name === "consul" ? name : "tutti";
}

/** Writes to files, pipes and terminals are synchronous, so nothing is lost by ending at once. */
function end(status: number): void {
  stdout?.flush();
  process.exit(refusedStatus ?? (status === 0 && refused.size > 0 ? 1 : status));
}

function reportBug(error: unknown): void {
  const trace = process.env.TUTTI_TRACE !== undefined && error instanceof Error;
  const text = error instanceof Error ? error.message : String(error);
  stdout?.flush();
  process.stderr.write(
    `\nError: ${cliError("fault-of-its-own").summary}\n\n${trace ? error.stack : text}\n\n` +
      "This is a bug in Tutti; please report it. Nothing that was recorded in the state is lost.\n" +
      (trace ? "" : "TUTTI_TRACE=1 in the environment shows where it happened.\n"),
  );
  end(11);
}

async function main({ self, calledAs, words }: Installation): Promise<void> {
  const name = nameOf(calledAs, process.env.TUTTI_AS);
  const context = {
    stdin: createInput(),
    stdout: createOutput(1),
    stderr: createOutput(2),
    product: productOf(name),
  };
  const status = await dispatch({
    ...context,
    words,
    variable: (name) => process.env[name],
    changeDirectory: (path) => process.chdir(path),
    // An agent answers others while it reads; every other command waits for its files anyway.
    createRuntime: async () =>
      (await import("@tutti/runtime")).createRealRuntime({
        self,
        calledAs: name,
        readAtOnce: !words.includes("agent"),
      }),
  });
  end(status);
}

/** Runs the command line to its end, and the process with it. */
export function start(installation: Installation): void {
  process.on("exit", () => stdout?.flush());
  process.on("uncaughtException", reportBug);
  process.on("unhandledRejection", reportBug);
  main(installation).catch(reportBug);
}
