import type { PlanMode } from "@tutti/engine";
import type { CommandContext } from "../../command/command.ts";
import { productName } from "../../command/product.ts";
import { cliError } from "../../errors.ts";
import type { Report } from "../views/report.ts";

/** What a person is asked before a plan is applied. */
export interface Question {
  readonly word: "apply" | "destroy";
  readonly mode: PlanMode;
  /** Services of which healthy instances are destroyed. */
  readonly inUse: readonly string[];
  readonly signal: AbortSignal;
}

/** Undefined where the answer was yes; else the exit status. */
export async function approve(
  context: CommandContext,
  report: Report,
  asked: Question,
): Promise<number | undefined> {
  const { word, mode, inUse, signal } = asked;
  const { title } = productName(context.product);
  const question =
    mode === "destroy"
      ? `Do you really want to destroy all resources?\n  ${title} will destroy all your managed infrastructure, as shown above.\n${usedText(inUse)}  There is no undo. Only 'yes' will be accepted to confirm.`
      : mode === "refresh-only"
        ? `Would you like to update the ${title} state to reflect these detected changes?\n  ${title} will write these changes to the state without modifying any real infrastructure.\n  There is no undo. Only 'yes' will be accepted to confirm.`
        : `Do you want to perform these actions?\n  ${title} will perform the actions described above.\n  Only 'yes' will be accepted to approve.`;
  context.stdout.write(`\n${question}\n\n  Enter a value: `);
  const answer = await Promise.race([context.stdin.readLine(), aborted(signal)]);
  if (signal.aborted) return report.error(cliError("approval-interrupted"), "");
  if (answer === undefined) return report.error(cliError("approval-without-an-answer"), "");
  context.stdout.write("\n");
  if (answer.trim() === "yes") return undefined;
  context.stdout.write(`${word === "destroy" ? "Destroy" : "Apply"} cancelled.\n`);
  return 1;
}

function usedText(inUse: readonly string[]): string {
  if (inUse.length === 0) return "";
  return `  Healthy instances of these services go with it: ${inUse.join(", ")}.\n`;
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(undefined), { once: true }));
}
