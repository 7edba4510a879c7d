import { Buffer } from "node:buffer";
import { openFailure, RuntimeError } from "@tutti/runtime";
import type { CommandContext } from "../../command/command.ts";

/** Data given as an argument: itself, `-` for standard input, `@file` for a file, `\` before what begins so. */
export async function argumentData(text: string, context: CommandContext): Promise<Uint8Array> {
  if (text === "-") return context.stdin.readAll();
  if (!text.startsWith("@")) return Buffer.from(text, "utf8");
  const path = text.slice(1);
  try {
    return await context.runtime.disk.readFile(path);
  } catch (error) {
    throw new RuntimeError("ENOENT", path, `Failed to read file: ${openFailure(error, path)}`);
  }
}

/** Where base64 goes wrong, as Go says it; undefined where it does not. */
export function base64Mistake(text: string): string | undefined {
  const clean = text.replaceAll(/[\r\n]/g, "");
  const at = clean.search(/[^A-Za-z0-9+/=]/);
  if (at >= 0) return `illegal base64 data at input byte ${at}`;
  const pad = clean.indexOf("=");
  const wellFormed = clean.length % 4 === 0 && (pad < 0 || /^={1,2}$/.test(clean.slice(pad)));
  return wellFormed
    ? undefined
    : `illegal base64 data at input byte ${pad < 0 ? clean.length - (clean.length % 4) : pad}`;
}
