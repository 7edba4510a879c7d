import { RuntimeError } from "@tutti/runtime";
import { type FetchContext, FetchFailure } from "../fetch-context.ts";

export type Compression = "gzip" | "bzip2" | "xz";

/** For what Node has no reader of: the programs that every system has. */
const PROGRAMS: Readonly<Record<Exclude<Compression, "gzip">, string>> = { bzip2: "bzip2", xz: "xz" };

/** The bytes in pieces; how many there may be is counted by whoever takes them. */
export async function decompress(
  context: FetchContext,
  compression: Compression,
  bytes: Uint8Array,
): Promise<AsyncIterable<Uint8Array>> {
  if (compression === "gzip") {
    const { createGunzip } = await import("node:zlib");
    const stream = createGunzip();
    stream.end(bytes);
    return stream;
  }
  return onePiece(await runProgram(context, PROGRAMS[compression], bytes));
}

async function* onePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function runProgram(context: FetchContext, program: string, bytes: Uint8Array): Promise<Uint8Array> {
  const { packageBytesMax, ratioFromBytes, ratioMax, packageMs } = context.limits;
  const outputMax = Math.min(packageBytesMax, Math.max(ratioFromBytes, ratioMax * bytes.length)) + 1;
  try {
    const result = await context.runtime.processes.run(
      { program, args: ["-dc"], input: bytes, outputMax, timeoutMs: packageMs },
      context.signal,
    );
    if (result.stdout.length >= outputMax)
      throw new FetchFailure(`the archive unpacks to more than ${outputMax} bytes`);
    if (result.exitCode !== 0)
      throw new FetchFailure(`the archive cannot be read: ${new TextDecoder().decode(result.stderr).trim()}`);
    return result.stdout;
  } catch (error) {
    if (error instanceof RuntimeError && error.code === "ENOENT")
      throw new FetchFailure(
        `the program ${program} is needed to unpack this archive, and it is not installed`,
      );
    throw error;
  }
}
