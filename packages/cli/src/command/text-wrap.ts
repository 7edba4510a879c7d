/** Breaks each paragraph line at blanks so that every line is shorter than `width`; lines that begin with a blank stay as they are. */
export function wrapText(text: string, width: number): string {
  return text
    .split("\n")
    .map((line) => (line.startsWith(" ") ? line : wrapLine(line, width)))
    .join("\n");
}

function wrapLine(line: string, width: number): string {
  const lines: string[] = [];
  let current = "";
  for (const word of line.split(" ")) {
    if (current !== "" && [...current].length + 1 + [...word].length >= width) {
      lines.push(current);
      current = word;
    } else current = current === "" ? word : `${current} ${word}`;
  }
  return [...lines, current].join("\n");
}

/** A line across, as wide as text is wrapped. */
export function horizontalRule(width: number): string {
  return `${"─".repeat(Math.max(1, width - 1))}\n`;
}
