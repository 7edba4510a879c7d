import type { FunctionSchema } from "@tutti/plugin";
import type { Function_Parameter, Function as WireFunction } from "../gen/tfplugin6_pb.js";
import { decodeType, UnreadableSchema } from "./decode-schema.ts";

/** A function as the plugin describes it. */
export function decodeFunction(name: string, wire: WireFunction): FunctionSchema {
  if (wire.return === undefined) throw new UnreadableSchema(`the function ${name} gives nothing back`);
  const { variadicParameter: rest } = wire;
  return {
    parameters: wire.parameters.map((one) => ({
      name: one.name,
      type: decodeType(one.name, one.type),
      ...allowed(one),
    })),
    ...(rest === undefined ? {} : { variadic: { name: rest.name, type: decodeType(rest.name, rest.type) } }),
    returnType: decodeType(name, wire.return.type),
    ...(wire.summary === "" ? {} : { summary: wire.summary }),
  };
}

function allowed({ allowNullValue, allowUnknownValues }: Function_Parameter): {
  readonly allowNull?: boolean;
  readonly allowUnknown?: boolean;
} {
  return {
    ...(allowNullValue ? { allowNull: true } : {}),
    ...(allowUnknownValues ? { allowUnknown: true } : {}),
  };
}
