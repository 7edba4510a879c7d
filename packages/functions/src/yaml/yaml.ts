/** `yamldecode` and `yamlencode`. */

import { DYNAMIC, FuncError, STRING, stringValue, unknownNotNull } from "@tutti/values";
import { anyParam, define, type FunctionGroup, textParam } from "../define.ts";
import { decodeYaml } from "./yaml-decode.ts";
import { encodeYaml } from "./yaml-encode.ts";

/** Functions on YAML. */
export const YAML: FunctionGroup = {
  yamldecode: define({
    description: "The value that a YAML text stands for.",
    params: [textParam("src")],
    returns: (args) => {
      if (args.value(0).isUnknown) return DYNAMIC;
      const value = decodeYaml(args.text(0));
      return value instanceof FuncError ? value : value.type;
    },
    call: (args) => decodeYaml(args.text(0)),
    nullable: true,
  }),
  yamlencode: define({
    description: "A value as YAML.",
    params: [anyParam("value", { allowNull: true, allowDynamicType: true })],
    returns: STRING,
    call: (args) => {
      const value = args.value(0);
      return value.isWhollyKnown ? stringValue(encodeYaml(value)) : unknownNotNull(STRING);
    },
  }),
};
