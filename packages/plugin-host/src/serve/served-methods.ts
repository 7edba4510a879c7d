import { Provider as Provider5 } from "../gen/tfplugin5_pb.js";
import { Provider as Provider6 } from "../gen/tfplugin6_pb.js";
import type { Handler, Served } from "./serve-methods.ts";

const NAMES_OF_6: Readonly<Record<string, string>> = {
  getSchema: "getProviderSchema",
  prepareProviderConfig: "validateProviderConfig",
  validateResourceTypeConfig: "validateResourceConfig",
  validateDataSourceConfig: "validateDataResourceConfig",
  configure: "configureProvider",
  stop: "stopProvider",
};

/** The methods of a version of the protocol; `handlerOf` is asked by the names of version 6. */
export function methodsOf(
  protocol: 5 | 6,
  handlerOf: (name: string) => Handler | undefined,
): readonly Served[] {
  const { method: methods } = protocol === 5 ? Provider5 : Provider6;
  return Object.values(methods).map((method) => ({
    method,
    handler: handlerOf(NAMES_OF_6[method.localName] ?? method.localName),
  }));
}
