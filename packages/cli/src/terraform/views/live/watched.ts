import type { CommandContext } from "../../../command/command.ts";
import { isAutomated } from "../human-view.ts";
import { createFoot, type Foot } from "./foot.ts";

/** The context of an operation; where a person watches it, what runs stands at the foot of the terminal. */
export interface Watched {
  /** What is written here goes above the foot. */
  readonly context: CommandContext;
  readonly foot: Foot | undefined;
}

/** Called `terraform`, in automation, or where a terminal cannot move its cursor, lines are all there is. */
export function watch(context: CommandContext, { json }: { readonly json: boolean }): Watched {
  const { plain, product, stdout, runtime } = context;
  const { variables } = runtime.environment;
  const can = stdout.isTerminal && variables.get("TERM") !== "dumb" && !isAutomated(variables);
  if (!can || json || plain || product !== "tutti") return { context, foot: undefined };
  const foot = createFoot(context);
  return { context: { ...context, stdout: foot.stdout, stderr: foot.stderr }, foot };
}
