import { printableName } from "@tutti/values";
import type { ErrorOutput } from "../../../command/error-output.ts";
import type { Output } from "../../../command/output.ts";

/**
 * Lines at the foot of a terminal, below all that is written. What is written
 * goes above them; they are taken away and put back around each write.
 */
export interface Foot {
  /** What is written here goes above the foot. */
  readonly stdout: Output;
  readonly stderr: ErrorOutput;
  /** Columns and lines that the foot may have now. */
  readonly size: { readonly width: number; readonly height: number };
  /** Puts these lines there; none takes the foot away. Longer ones are cut. */
  show(lines: readonly string[]): void;
}

export function createFoot(outputs: { readonly stdout: Output; readonly stderr: ErrorOutput }): Foot {
  const { stdout, stderr } = outputs;
  let wanted: readonly string[] = [];
  let shown = 0;
  let atLineStart = true;

  function hide(): void {
    // Bytes: the sequence is ours, and texts have theirs escaped.
    if (shown > 0) stdout.write(ENCODER.encode(`\u001b[${shown}A\r\u001b[J`));
    shown = 0;
  }

  function draw(): void {
    // Somebody is being asked, or a line is not whole yet.
    if (!atLineStart || wanted.length === 0) return;
    stdout.write(wanted.map((line) => `${line}\n`).join(""));
    shown = wanted.length;
  }

  const above = (output: Output): Output => ({
    isTerminal: output.isTerminal,
    get width() {
      return output.width;
    },
    get height() {
      return output.height;
    },
    write(data) {
      if (data.length === 0) return;
      hide();
      output.write(data);
      atLineStart = data.at(-1) === (typeof data === "string" ? "\n" : LINE_FEED);
      draw();
    },
  });

  return {
    stdout: above(stdout),
    stderr: stderr.isTerminal ? stderr.through(above) : stderr,
    get size() {
      // The last column stays free: terminals differ in what they do there. So does a line for the cursor.
      return { width: stdout.width - 1, height: stdout.height - 1 };
    },
    show(lines) {
      hide();
      wanted = lines.map((line) => cut(printableName(line), this.size.width));
      draw();
    },
  };
}

const ENCODER = new TextEncoder();
const LINE_FEED = 10;

/** A line that broke at the edge could not be taken away again. */
function cut(line: string, width: number): string {
  if (columns(line) <= width) return line;
  let kept = "";
  let left = width - 1;
  for (const character of line) {
    left -= columns(character);
    if (left < 0) break;
    kept += character;
  }
  return `${kept}~`;
}

/** No fewer than a terminal takes for it: beyond Latin, a character may be two columns wide. */
function columns(text: string): number {
  let count = 0;
  for (const character of text) count += character < "\u0300" ? 1 : 2;
  return count;
}
