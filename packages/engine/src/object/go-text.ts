import { formatNumber, type Type, typeFriendlyName, type Value } from "@tutti/values";

/** A value as the messages about a provider's mistakes write it: `cty.StringVal("a")`. */
export function goText(value: Value): string {
  if (value.isUnknown) return `cty.UnknownVal(${goTypeText(value.type)})`;
  if (value.isNull) return `cty.NullVal(${goTypeText(value.type)})`;
  switch (value.type.kind) {
    case "dynamic":
      return "cty.DynamicVal";
    case "string":
      return `cty.StringVal(${JSON.stringify(value.asString)})`;
    case "number":
      return `cty.NumberIntVal(${formatNumber(value.asNumber)})`;
    case "bool":
      return value.asBool ? "cty.True" : "cty.False";
    case "list":
    case "set":
    case "tuple": {
      const name = { list: "List", set: "Set", tuple: "Tuple" }[value.type.kind];
      if (value.asItems.length === 0 && "element" in value.type) {
        return `cty.${name}ValEmpty(${goTypeText(value.type.element)})`;
      }
      return `cty.${name}Val([]cty.Value{${value.asItems.map(goText).join(", ")}})`;
    }
    case "map":
    case "object": {
      const name = value.type.kind === "map" ? "Map" : "Object";
      const entries = [...value.asEntries].map(([key, item]) => `${JSON.stringify(key)}:${goText(item)}`);
      return `cty.${name}Val(map[string]cty.Value{${entries.join(", ")}})`;
    }
  }
}

const PRIMITIVES: Readonly<Record<string, string>> = {
  dynamic: "cty.DynamicPseudoType",
  string: "cty.String",
  number: "cty.Number",
  bool: "cty.Bool",
};

function goTypeText(type: Type): string {
  const primitive = PRIMITIVES[type.kind];
  if (primitive !== undefined) return primitive;
  if ("element" in type) {
    const name = { list: "List", set: "Set", map: "Map" }[type.kind];
    return `cty.${name}(${goTypeText(type.element)})`;
  }
  return typeFriendlyName(type);
}
