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
    },
  ],
  [
    "encode_expr",
    {
      parameters: [{ name: "value", type: DYNAMIC }],
      returnType: STRING,
      summary: "Produce a string representation of an arbitrary value using Terraform expression syntax",
    },
  ],
  [
    "encode_tfvars",
    {
      parameters: [{ name: "value", type: DYNAMIC }],
      returnType: STRING,
      summary: "Produce a string representation of an object using the same syntax as for `.tfvars` files",
    },
  ],
]);
