import type { FunctionSchema } from "@tutti/plugin";
import { DYNAMIC, STRING } from "@tutti/values";

/** Functions under `provider::terraform::`, as schemas; what they do is in `@tutti/functions`. */
export const FUNCTION_SCHEMAS: ReadonlyMap<string, FunctionSchema> = new Map([
  [
    "decode_tfvars",
    {
      parameters: [{ name: "src", type: STRING }],
      returnType: DYNAMIC,
      summary: "Parse a string containing syntax like that used in a `.tfvars` file",
      description:
        "Gives an object of the values that the text of a `.tfvars` file sets, each as it is written there: no variable's type is applied. Seldom needed.",
    },
  ],
  [
    "encode_expr",
    {
      parameters: [{ name: "value", type: DYNAMIC }],
      returnType: STRING,
      summary: "Produce a string representation of an arbitrary value using Terraform expression syntax",
      description:
        "Writes a value as the text of an expression that comes to it, or near to it where the language has no words for its type. Seldom needed.",
    },
  ],
  [
    "encode_tfvars",
    {
      parameters: [{ name: "value", type: DYNAMIC }],
      returnType: STRING,
      summary: "Produce a string representation of an object using the same syntax as for `.tfvars` files",
      description:
        "Writes an object as the text of a `.tfvars` file that sets its attributes. Seldom needed.",
    },
  ],
]);
