/**
 * Where the process starts: the only place that touches `process`. It builds
 * the context of a command from it and loads nothing that the command does
 * not need.
 */

import type { CommandContext, Input, Output, Product } from "./command.ts";
import { dispatch } from "./dispatch.ts";

/** Columns for text where the output is no terminal. */
const WIDTH_DEFAULT = 78;

function output(stream: NodeJS.WriteStream): Output {
  return {
    write: (text) => void stream.write(text),
    isTerminal: stream.isTTY === true,
    width: stream.isTTY === true && stream.columns > 0 ? stream.columns : WIDTH_DEFAULT,
  };
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

/** A link called `terraform` or `consul`, or TUTTI_AS, makes us behave as that product. */
function productOf(calledAs: string | undefined, wanted: string | undefined): Product {
  const name = wanted ?? calledAs?.replace(/^.*[/\\]/, "");
  return name === "terraform" || name === "consul" ? name : "tutti";
}

/** Ends the process once everything written is with the system. */
function end(status: number): void {
  process.exitCode = status;
  process.stdout.write("", () => process.stderr.write("", () => process.exit(status)));
}

function reportBug(error: unknown): void {
  const trace = process.env.TUTTI_TRACE !== undefined && error instanceof Error;
  const text = error instanceof Error ? error.message : String(error);
  process.stderr.write(
    `\nError: Tutti has met a fault of its own\n\n${trace ? error.stack : text}\n\n` +
      "This is a bug in Tutti; please report it. Nothing that was recorded in the state is lost.\n" +
      (trace ? "" : "TUTTI_TRACE=1 in the environment shows where it happened.\n"),
  );
  end(11);
}

async function main(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE") process.exit(141);
    });
  }
  const context: Omit<CommandContext, "args" | "runtime"> = {
    stdin: createInput(),
    stdout: output(process.stdout),
    stderr: output(process.stderr),
    product: productOf(process.env.TUTTI_CALLED_AS ?? process.argv[1], process.env.TUTTI_AS),
  };
  const status = await dispatch({
    ...context,
    words: process.argv.slice(2),
    variable: (name) => process.env[name],
    changeDirectory: (path) => process.chdir(path),
    createRuntime: async () => (await import("@tutti/runtime")).createRealRuntime(),
  });
  end(status);
}

process.on("uncaughtException", reportBug);
process.on("unhandledRejection", reportBug);
main().catch(reportBug);
