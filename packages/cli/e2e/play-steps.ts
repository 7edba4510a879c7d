import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { EFFECTS, ordered } from "./random-effects.ts";
import type { Played } from "./random-features.ts";
import { comparableJson } from "./terraform-oracle.ts";
import { type Ended, project, write } from "./tutti.ts";

/** Runs a command of one of the tools that are compared. */
export type Tool = (folder: string, args: readonly string[]) => Promise<Ended>;

/** What can be told of one command, words apart. */
interface Seen {
  readonly command: string;
  readonly status: number | undefined;
  /** What it wrote, where that is a document. */
  readonly document: unknown;
  /** The plan that it saved. */
  readonly plan: unknown;
  /** The summaries of its errors. */
  readonly errors: readonly string[];
}

/** What can be told of all commands together. */
interface Outcome {
  readonly commands: readonly Seen[];
  /** What provisioners wrote, in an order that parallel work does not change. */
  readonly effects: readonly string[];
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is meant
const COLOURS = /\u001b\[[0-9;]*m/g;

/** Plays a configuration in a folder of its own. A plan is saved by `-out=p`. */
export async function playSteps(tool: Tool, { files, steps }: Played): Promise<Outcome> {
  const folder = project();
  write(folder, files);
  const commands: Seen[] = [];
  for (const args of steps) {
    const { status, stdout, stderr } = await tool(folder, args);
    const planned = args.includes("-out=p") && status !== 1;
    const errors = [...stderr.replaceAll(COLOURS, "").matchAll(/Error: (.*)/g)].map(([, text = ""]) => text);
    commands.push({
      command: args.join(" "),
      status,
      document: documentOf(stdout, folder),
      plan: planned ? documentOf((await tool(folder, ["show", "-json", "p"])).stdout, folder) : undefined,
      errors: errors.sort(),
    });
  }
  const effects = join(folder, EFFECTS);
  return { commands, effects: existsSync(effects) ? ordered(readFileSync(effects, "utf8")) : [] };
}

/** Where Terraform tells some of many errors: each once. */
export function withErrorsOnce({ commands, effects }: Outcome): Outcome {
  return { commands: commands.map((one) => ({ ...one, errors: [...new Set(one.errors)] })), effects };
}

/** Of a text that is no document, nothing. */
function documentOf(text: string, folder: string): unknown {
  return text.startsWith("{") ? comparableJson(text.replaceAll(folder, "<folder>")) : undefined;
}
