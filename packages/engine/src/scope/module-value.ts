import { DYNAMIC, objectValue, toFloat64, tupleValue, UNKNOWN_DYNAMIC, Value } from "@tutti/values";
import type { CallExpansion, ModuleScope } from "./module-scope.ts";

/** `module.a`: an object of its outputs, or the tuple or object of its instances. Ask when all of them have ended. */
export function moduleCallValue(call: CallExpansion): Value {
  call.value ??= build(call);
  return call.value;
}

function build(call: CallExpansion): Value {
  switch (call.kind) {
    case "disabled":
      return Value.null(DYNAMIC);
    case "unknown":
      return UNKNOWN_DYNAMIC;
    case "single": {
      const scope = call.instances.get(undefined);
      return scope === undefined ? UNKNOWN_DYNAMIC : outputsOf(scope);
    }
    case "count":
      return tupleValue([...call.instances.values()].map(outputsOf));
    case "for_each":
      return objectValue([...call.instances].map(([key, scope]) => [String(key), outputsOf(scope)] as const));
  }
}

function outputsOf(scope: ModuleScope): Value {
  const names = scope.node.module.outputs.keys();
  return objectValue(
    [...names].map((name) => [name, scope.outputs.get(name) ?? Value.unknown(DYNAMIC)] as const),
  );
}

/** `module.a.x` and `module.a["k"].x` without the value of the whole module; undefined where that is needed. */
export function moduleOutputValue(
  call: CallExpansion,
  key: Value | undefined,
  output: string,
): Value | undefined {
  if (key === undefined)
    return call.kind === "single" ? call.instances.get(undefined)?.outputs.get(output) : undefined;
  if (!key.isKnown || key.marks !== undefined) return undefined;
  if (call.kind === "count" && key.type.kind === "number") {
    return call.instances.get(toFloat64(key.asNumber))?.outputs.get(output);
  }
  if (call.kind === "for_each" && key.type.kind === "string") {
    return call.instances.get(key.asString)?.outputs.get(output);
  }
  return undefined;
}
