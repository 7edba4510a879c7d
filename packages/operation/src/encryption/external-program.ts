import { type Runtime, RuntimeError, reasonOf } from "@tutti/runtime";
import { parseJsonObject } from "@tutti/values";
import { SealError } from "./seal-error.ts";

/** A program that speaks one of OpenTofu's protocols: it says what it is, reads a JSON text, and prints one. */
export interface ExternalProgram {
  /** The block, for what is told. */
  readonly name: string;
  /** The program and its arguments. */
  readonly command: readonly string[];
  /** What its first line must say, and in words. */
  readonly magic: string;
  readonly what: string;
}

const TIMEOUT_MS = 60_000;

/** What it printed behind its first line. */
export async function askProgram(
  { processes }: Pick<Runtime, "processes">,
  { name, command: [program = "", ...args], magic, what }: ExternalProgram,
  input: string,
): Promise<string> {
  const result = await processes
    .run({ program, args, input, timeoutMs: TIMEOUT_MS })
    .catch((error: unknown) => {
      if (!(error instanceof RuntimeError)) throw error;
      throw new SealError(name, `${program} cannot be started: ${reasonOf(error)}`);
    });
  if (result.timedOut) throw new SealError(name, `${program} did not end within a minute`);
  if (result.exitCode !== 0) {
    const [said = ""] = new TextDecoder().decode(result.stderr).trim().split("\n");
    const status = result.exitCode ?? result.signal;
    throw new SealError(name, `${program} failed with status ${status}${said === "" ? "" : ` (${said})`}`);
  }
  const output = new TextDecoder().decode(result.stdout);
  const end = output.indexOf("\n");
  const header = parseJsonObject(output.slice(0, Math.max(end, 0)));
  if (header?.["magic"] !== magic)
    throw new SealError(
      name,
      `${program} is no ${what}: its first line is not {"magic":"${magic}","version":1}`,
    );
  if (header["version"] !== 1)
    throw new SealError(name, `${program} speaks another version of the protocol than 1`);
  return output.slice(end + 1);
}
