import { hold } from "@tutti/simulation/testkit";
import type { Run } from "./terminal.ts";

/** A command ended by saying what is wrong, or did what it was asked. */
export function holdRun(words: string, { status, out, err }: Run): void {
  hold(!/fault of its own|\n {4}at .*\.ts:/.test(err), () => `${words} failed by itself: ${err}`);
  hold(status === 0 || status === 1 || status === 2, () => `${words} ended with ${status}`);
  hold(status === 0 || out + err !== "", () => `${words} failed without a word`);
}
