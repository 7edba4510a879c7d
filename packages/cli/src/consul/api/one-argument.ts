import type { ErrorKind } from "@tutti/errors";
import type { FlagSpecs } from "../../command/flags.ts";
import type { ApiCall } from "./api-command.ts";

/** The one argument of a command; undefined where that is not what stands there, which has been told. */
export function oneArgument(
  { rest, fail }: Pick<ApiCall<FlagSpecs>, "rest" | "fail">,
  { missing, tooMany }: { readonly missing: ErrorKind; readonly tooMany: ErrorKind },
): string | undefined {
  const [argument = ""] = rest;
  if (rest.length === 1 && argument !== "") return argument;
  fail(rest.length > 1 ? tooMany : missing);
  return undefined;
}
