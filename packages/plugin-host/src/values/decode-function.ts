import type { FunctionSchema, ParameterSchema } from "@tutti/plugin";
import type { Function_Parameter, Function as WireFunction } from "../gen/tfplugin6_pb.js";
import { decodeType, UnreadableSchema } from "./decode-schema.ts";

/** A function as the plugin describes it. */
export function decodeFunction(name: string, wire: WireFunction): FunctionSchema {
  if (wire.return === undefined) throw new UnreadableSchema(`the function ${name} gives nothing back`);
  const { variadicParameter: rest } = wire;
  return {
    parameters: wire.parameters.map(decodeParameter),
    ...(rest === undefined ? {} : { variadic: decodeParameter(rest) }),
    returnType: decodeType(name, wire.return.type),
    ...(wire.summary === "" ? {} : { summary: wire.summary }),
    ...(wire.description === "" ? {} : { description: wire.description }),
  };
}

function decodeParameter(wire: Function_Parameter): ParameterSchema {
  const { name, type, allowNullValue, allowUnknownValues, description } = wire;
  return {
    name,
    type: decodeType(name, type),
    ...(allowNullValue ? { allowNull: true } : {}),
    ...(allowUnknownValues ? { allowUnknown: true } : {}),
    ...(description === "" ? {} : { description }),
  };
}
