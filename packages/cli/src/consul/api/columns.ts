import { printableName } from "@tutti/values";

/** Rows as a table: columns as wide as their widest cell, two blanks between them, nothing behind the last. Cells are names from outside. */
export function columns(cells: readonly (readonly string[])[], gap = "  "): string {
  const rows = cells.map((row) => row.map(printableName));
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, at) => {
      widths[at] = Math.max(widths[at] ?? 0, cell.length);
    });
  }
  return rows
    .map((row) =>
      row.map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0))).join(gap),
    )
    .join("\n");
}
