import type { Output } from "../src/command/output.ts";

/** A terminal that understands what a foot needs: line breaks, the way back up, and clearing to the end. */
export interface Screen extends Output {
  /** What can be read on it, and above it. */
  readonly lines: readonly string[];
}

export function createScreen(width: number, height: number): Screen {
  const lines: string[] = [""];
  let row = 0;
  const decoder = new TextDecoder();
  return {
    isTerminal: true,
    width,
    height,
    get lines() {
      return lines.slice(0, lines.at(-1) === "" ? -1 : undefined);
    },
    write(data) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is meant
      const parts = (typeof data === "string" ? data : decoder.decode(data)).split(/(\u001b\[\d*[AJ]|\r|\n)/);
      for (const part of parts) {
        if (part === "\n") {
          row += 1;
          lines[row] ??= "";
        } else if (part === "\r" || part === "") continue;
        else if (part.endsWith("J") && part.startsWith("\u001b")) lines.length = row;
        else if (part.endsWith("A") && part.startsWith("\u001b")) {
          row -= Number(part.slice(2, -1));
          // What has scrolled away cannot be reached any more.
          if (row < lines.length - height) throw new Error("the cursor left the screen");
        } else {
          lines[row] = (lines[row] ?? "") + part;
          if ((lines[row] ?? "").length > width) throw new Error(`wider than the screen: ${lines[row]}`);
        }
        lines[row] ??= "";
      }
    },
  };
}
