import { printableName } from "@tutti/values";
import { type JsonRecord, recordOf, textOf } from "../api/json-shapes.ts";

/** Rows of a name and a value, the values in one column; rows without a value in `optional` are left out. */
function rows(
  record: JsonRecord,
  names: readonly (readonly [label: string, field: string, optional?: "optional"])[],
  width: number,
  indent = "",
): readonly string[] {
  return names.flatMap(([label, field, optional]) => {
    const value = printableName(textOf(record[field]));
    return optional === "optional" && value === "" ? [] : [`${indent}${`${label}:`.padEnd(width)}${value}`];
  });
}

const INDEXES = [
  ["Create Index", "CreateIndex"],
  ["Modify Index", "ModifyIndex"],
] as const;

/** An auth method, as Consul lays it out. */
export function formatAuthMethod(method: JsonRecord, meta: boolean): string {
  return [
    ...rows(
      method,
      [
        ["Name", "Name"],
        ["Type", "Type"],
        ["DisplayName", "DisplayName", "optional"],
        ["Description", "Description"],
        ["MaxTokenTTL", "MaxTokenTTL", "optional"],
        ["TokenLocality", "TokenLocality", "optional"],
        ...(meta ? INDEXES : []),
      ],
      15,
    ),
    "Config:",
    JSON.stringify(sorted(recordOf(method["Config"])), undefined, "  "),
  ].join("\n");
}

/** Go writes the members of maps by name. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, sorted(member)]),
  );
}

export function formatListedAuthMethods(methods: readonly JsonRecord[], meta: boolean): string {
  return methods
    .flatMap((method) => [
      `${printableName(textOf(method["Name"]))}:`,
      ...rows(
        method,
        [
          ["Type", "Type"],
          ["DisplayName", "DisplayName", "optional"],
          ["Description", "Description"],
          ...(meta ? INDEXES : []),
        ],
        14,
        "   ",
      ),
      "",
    ])
    .join("\n");
}

const RULE = [
  ["AuthMethod", "AuthMethod"],
  ["Description", "Description"],
  ["BindType", "BindType"],
  ["BindName", "BindName"],
  ["Selector", "Selector"],
] as const;

/** A binding rule, as Consul lays it out. */
export function formatRule(rule: JsonRecord, meta: boolean): string {
  return [...rows(rule, [["ID", "ID"], ...RULE, ...(meta ? INDEXES : [])], 14), ""].join("\n");
}

export function formatListedRules(rules: readonly JsonRecord[], meta: boolean): string {
  return rules
    .flatMap((rule) => [
      `${textOf(rule["ID"])}:`,
      ...rows(rule, [...RULE, ...(meta ? INDEXES : [])], 14, "   "),
      "",
    ])
    .join("\n");
}
