import { createBreath, encodeLazyJson, type LazyJson } from "@tutti/engine";
import type { CommandContext } from "../../command/command.ts";

/** Writes it piece by piece, none of which is kept; in between it is heard that nobody reads any more. */
export async function writeJson({ runtime, stdout }: CommandContext, json: LazyJson): Promise<void> {
  const breath = createBreath(runtime.clock, undefined);
  for (const piece of encodeLazyJson(json)) {
    stdout.write(piece);
    const pause = breath.pause();
    if (pause !== undefined) await pause;
  }
  stdout.write("\n");
}
