import type { ApiAnswer } from "@tutti/agent-api";
import type { FlagSpecs } from "../../command/flags.ts";
import { type ApiCall, refusalOf } from "../api/api-command.ts";
import { commandError } from "../errors.ts";

/** The one argument of a command; undefined where that is not what stands there, which has been told. */
export function onlyArgument(call: ApiCall<FlagSpecs>, what: string): string | undefined {
  const [argument = ""] = call.rest;
  if (call.rest.length === 1 && argument !== "") return argument;
  call.fail(
    call.rest.length > 1
      ? commandError("secret-arguments-too-many", 1, call.rest.length)
      : commandError("secret-argument-missing", what),
  );
  return undefined;
}

/** What the agent answered where it did not do it. */
export function failedAnswer(call: ApiCall<FlagSpecs>, answer: ApiAnswer): number {
  return call.fail(commandError("secret-refused", refusalOf(answer)));
}
