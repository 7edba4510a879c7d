/** JSON as a tree that keeps every digit of every number. */

/** A number that JavaScript's own would not keep: its text. */
export class JsonNumber {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Safe integers are `number`, all other numbers `JsonNumber`. Read members with `Object.hasOwn` or `Object.entries`. */
export type Json = null | boolean | string | number | JsonNumber | readonly Json[] | JsonObject;
/** An object of JSON, its members in the order written. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** True for objects of a tree; arrays and numbers are none, and what is not there is none. */
export function isJsonObject(json: Json | undefined): json is JsonObject {
  return typeof json === "object" && json !== null && !Array.isArray(json) && !(json instanceof JsonNumber);
}

/** A member that is a text; "" where it is none. */
export function textMember(json: JsonObject, name: string): string {
  const value = json[name];
  return typeof value === "string" ? value : "";
}

/** The text of a number of a tree, or undefined if it is none. */
export function jsonNumberText(json: Json): string | undefined {
  return typeof json === "number" ? String(json) : json instanceof JsonNumber ? json.text : undefined;
}
