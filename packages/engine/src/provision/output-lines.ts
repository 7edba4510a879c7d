/** Characters of a command's output that an error shows. */
const OUTPUT_KEPT = 8 * 1024;

/** Cuts output into lines as it comes, and keeps its end for the error. */
export function createLines(tell: (line: string) => void): { add(data: Uint8Array): void; end(): string } {
  const decoder = new TextDecoder();
  let rest = "";
  let all = "";
  return {
    add(data) {
      const text = decoder.decode(data, { stream: true });
      all = (all + text).slice(-OUTPUT_KEPT);
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) tell(line.trimEnd());
    },
    end() {
      if (rest !== "") tell(rest.trimEnd());
      rest = "";
      return all;
    },
  };
}
