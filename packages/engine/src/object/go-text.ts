import { formatNumber, goQuote, type Num, type Type, type Value } from "@tutti/values";

/** A value as the messages about a provider's mistakes write it: `cty.StringVal("a")`. */
export function goText(value: Value): string {
  if (value.isUnknown && value.type.kind === "dynamic") return "cty.DynamicVal";
  if (value.isUnknown) return `cty.UnknownVal(${goTypeText(value.type)})`;
  if (value.isNull) return `cty.NullVal(${goTypeText(value.type)})`;
  switch (value.type.kind) {
    case "dynamic":
      return "cty.DynamicVal";
    case "string":
      return `cty.StringVal(${goQuote(value.asString)})`;
    case "number":
      return numberText(value.asNumber);
    case "bool":
      return value.asBool ? "cty.True" : "cty.False";
    case "list":
    case "set":
    case "tuple": {
      const name = { list: "List", set: "Set", tuple: "Tuple" }[value.type.kind];
      if (value.asItems.length === 0) return emptyText(name, value.type);
      return `cty.${name}Val([]cty.Value{${value.asItems.map(goText).join(", ")}})`;
    }
    case "map":
    case "object": {
      const name = value.type.kind === "map" ? "Map" : "Object";
      if (value.asEntries.size === 0) return emptyText(name, value.type);
      const entries = [...value.asEntries].map(([key, item]) => `${goQuote(key)}:${goText(item)}`);
      return `cty.${name}Val(map[string]cty.Value{${entries.join(", ")}})`;
    }
  }
}

function emptyText(name: string, type: Type): string {
  return "element" in type ? `cty.${name}ValEmpty(${goTypeText(type.element)})` : `cty.Empty${name}Val`;
}

/** Of fractions those that are whole in base two are floats; others would lose something. */
function numberText(number: Num): string {
  const text = formatNumber(number);
  const digits = text.split(".")[1]?.length ?? 0;
  if (digits === 0) return `cty.NumberIntVal(${text})`;
  return Number.isInteger(Number(text) * 2 ** digits)
    ? `cty.NumberFloatVal(${text})`
    : `cty.MustParseNumberVal("${text}")`;
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
  if (type.kind === "tuple")
    return type.elements.length === 0
      ? "cty.EmptyTuple"
      : `cty.Tuple([]cty.Type{${type.elements.map(goTypeText).join(", ")}})`;
  if (type.kind !== "object" || type.attributes.size === 0) return "cty.EmptyObject";
  const attributes = [...type.attributes].map(([name, item]) => `${goQuote(name)}:${goTypeText(item)}`);
  return `cty.Object(map[string]cty.Type{${attributes.join(", ")}})`;
}
