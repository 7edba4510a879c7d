import type { ApiAnswer } from "@tutti/agent-api";
import type { FlagSpecs } from "../../command/flags.ts";
import { type ApiCall, refusalOf } from "../api/api-command.ts";
import { oneArgument } from "../api/one-argument.ts";
import { commandError } from "../errors.ts";

/** The one argument of a command; undefined where that is not what stands there, which has been told. */
export function onlyArgument(call: ApiCall<FlagSpecs>, what: string): string | undefined {
  return oneArgument(call, {
    missing: commandError("secret-argument-missing", what),
    tooMany: commandError("secret-arguments-too-many", 1, call.rest.length),
  });
}

/** What the agent answered where it did not do it. */
export function failedAnswer(call: ApiCall<FlagSpecs>, answer: ApiAnswer): number {
  return call.fail(commandError("secret-refused", refusalOf(answer)));
}
