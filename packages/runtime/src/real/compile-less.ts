import { setFlagsFromString } from "node:v8";

/**
 * By default V8 spends a third of what a long configuration costs on compiling, most of that
 * on what functions call, built into each of them once more: half of it is enough for a run of
 * seconds. It also compiles what some thousand blocks run through shortly before they are done;
 * six times the wait spares that, and is not seen where there are a hundred thousand objects.
 * Not for every run: from then on V8 takes no code that was compiled before, which costs a
 * short one more than it saves. Bun knows no such flags.
 */
export function compileLess(): void {
  if (process.versions["bun"] !== undefined) return;
  setFlagsFromString("--max-inlined-bytecode-size-cumulative=300");
  setFlagsFromString("--interrupt-budget=400000");
}
