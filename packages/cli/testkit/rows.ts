import { expect } from "vitest";
import type { Run, RunOptions } from "./terminal.ts";

/** A command line, its exit status, and what it writes; what is not named there must be empty. */
export type Row = readonly [
  line: string | readonly string[],
  status: number,
  written: { readonly out?: RegExp | string; readonly err?: RegExp | string },
  options?: RunOptions,
];

/** Runs the lines in order, each in what the ones before it left. */
export async function expectRows(
  run: (line: string | readonly string[], options?: RunOptions) => Promise<Run>,
  rows: readonly Row[],
): Promise<void> {
  for (const [line, status, { out = "", err = "" }, options] of rows) {
    const ran = await run(line, options);
    const where = `${typeof line === "string" ? line : line.join(" ")}\n--- out\n${ran.out}\n--- err\n${ran.err}`;
    expect.soft(ran.status, where).toBe(status);
    expectText(ran.out, out, where);
    expectText(ran.err, err, where);
  }
}

function expectText(text: string, wanted: RegExp | string, where: string): void {
  if (typeof wanted === "string") expect.soft(text, where).toBe(wanted);
  // Lines are wrapped and boxed at the terminal's width, which is not what is looked at here.
  else if (!wanted.test(text)) expect.soft(text.replaceAll(/\n│? */g, " "), where).toMatch(wanted);
}
