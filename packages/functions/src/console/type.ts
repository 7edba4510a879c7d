import { STRING, stringValue, typeConsoleText } from "@tutti/values";
import { ALLOW_ALL, anyParam, define, type FunctionGroup } from "../define.ts";
import type { FunctionScope } from "../scope.ts";
import { TYPE_MARK } from "./type-mark.ts";

/** `type`, which only the console has. */
export function consoleFunctions(scope: FunctionScope): FunctionGroup {
  if (scope.console !== true) return {};
  return {
    type: define({
      description: "The type of a value.",
      params: [anyParam("value", ALLOW_ALL)],
      returns: STRING,
      call: (args) => {
        const value = args.value(0);
        const text = value.hasMark(TYPE_MARK) ? "type" : typeConsoleText(value.type);
        return stringValue(text).withMarks([TYPE_MARK]);
      },
    }),
  };
}
