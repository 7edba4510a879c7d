import { comparableJson } from "./terraform-oracle.ts";
import { type Ended, project, write } from "./tutti.ts";

/** Runs a command of one of the tools that are compared. */
export type Tool = (folder: string, args: readonly string[]) => Promise<Ended>;

/** Files of one configuration, and the arguments of the commands that are played on it. */
interface Played {
  readonly files: Readonly<Record<string, string>>;
  readonly steps: readonly (readonly string[])[];
}

/** What can be told of one command, words apart. */
interface Seen {
  readonly command: string;
  readonly status: number | undefined;
  /** What it wrote, where that is a document. */
  readonly document: unknown;
  /** The plan that it saved. */
  readonly plan: unknown;
  /** The summaries of its errors, each once: Terraform tells some of many. */
  readonly errors: readonly string[];
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is meant
const COLOURS = /\u001b\[[0-9;]*m/g;

/** Plays a configuration in a folder of its own. A plan is saved by `-out=p`. */
export async function playSteps(tool: Tool, { files, steps }: Played): Promise<readonly Seen[]> {
  const folder = project();
  write(folder, files);
  const seen: Seen[] = [];
  for (const args of steps) {
    const { status, stdout, stderr } = await tool(folder, args);
    const planned = args.includes("-out=p") && status !== 1;
    const errors = [...stderr.replaceAll(COLOURS, "").matchAll(/Error: (.*)/g)].map(([, text = ""]) => text);
    seen.push({
      command: args.join(" "),
      status,
      document: documentOf(stdout, folder),
      plan: planned ? documentOf((await tool(folder, ["show", "-json", "p"])).stdout, folder) : undefined,
      errors: [...new Set(errors)].sort(),
    });
  }
  return seen;
}

/** Of a text that is no document, nothing. */
function documentOf(text: string, folder: string): unknown {
  return text.startsWith("{") ? comparableJson(text.replaceAll(folder, "<folder>")) : undefined;
}
