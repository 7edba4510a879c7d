/** Types as texts: how messages name them, and how a type constraint is written. */

import type { ObjectType, Type } from "./type.ts";

/** How messages name the type of a value: "string", "list of number", "object". */
export function typeFriendlyName(type: Type): string {
  return friendlyName(type, "dynamic", undefined);
}

/** How messages name what is asked for: as `typeFriendlyName`, but "any type", "list of any single type". */
export function typeFriendlyNameForConstraint(type: Type): string {
  return friendlyName(type, "any type", "any single type");
}

function friendlyName(type: Type, dynamic: string, dynamicElement: string | undefined): string {
  switch (type.kind) {
    case "dynamic":
      return dynamic;
    case "list":
    case "set":
    case "map": {
      const element = type.element.kind === "dynamic" ? dynamicElement : undefined;
      return `${type.kind} of ${element ?? friendlyName(type.element, dynamic, dynamicElement)}`;
    }
    default:
      return type.kind;
  }
}

const IDENTIFIER = /^[\p{ID_Start}_][\p{ID_Continue}-]*$/u;

/** The type as a constraint is written on one line: `list(object({name=string}))`. */
export function typeConstraintText(type: Type): string {
  switch (type.kind) {
    case "dynamic":
      return "any";
    case "list":
    case "set":
    case "map":
      return `${type.kind}(${typeConstraintText(type.element)})`;
    case "tuple":
      return `tuple([${type.elements.map(typeConstraintText).join(",")}])`;
    case "object":
      return `object({${attributeTexts(type).join(",")}})`;
    default:
      return type.kind;
  }
}

function attributeTexts(type: ObjectType): string[] {
  const out: string[] = [];
  for (const [name, attribute] of type.attributes) {
    const text = typeConstraintText(attribute);
    const key = IDENTIFIER.test(name) ? name : JSON.stringify(name);
    out.push(`${key}=${type.optional.has(name) ? `optional(${text})` : text}`);
  }
  return out;
}

/** The type over several lines, as `type()` of the console prints it. */
export function typeConsoleText(type: Type): string {
  return consoleText(type, "");
}

function consoleText(type: Type, indent: string): string {
  const inner = `${indent}    `;
  switch (type.kind) {
    case "dynamic":
      return "dynamic";
    case "list":
    case "set":
    case "map":
      if (type.element.kind !== "object" && type.element.kind !== "tuple")
        return `${type.kind}(${consoleText(type.element, indent)})`;
      return `${type.kind}(\n${inner}${consoleText(type.element, inner)},\n${indent})`;
    case "tuple": {
      if (type.elements.length === 0) return "tuple([])";
      const lines = type.elements.map((element) => `${inner}${consoleText(element, inner)},\n`);
      return `tuple([\n${lines.join("")}${indent}])`;
    }
    case "object": {
      if (type.attributes.size === 0) return "object({})";
      let lines = "";
      for (const [name, attribute] of type.attributes) {
        lines += `${inner}${name}: ${consoleText(attribute, inner)},\n`;
      }
      return `object({\n${lines}${indent}})`;
    }
    default:
      return type.kind;
  }
}
