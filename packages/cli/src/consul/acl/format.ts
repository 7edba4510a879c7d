import { Buffer } from "node:buffer";
import { printableName } from "@tutti/values";
import { type JsonRecord, recordOf, recordsOf, textOf, textsOf } from "../api/json-shapes.ts";

/** What of tokens, policies and roles is shown, as Consul lays it out. `meta` adds hash and indexes. */
export function formatToken(token: JsonRecord, meta: boolean): string {
  return [
    `AccessorID:       ${nameOf(token.AccessorID)}`,
    `SecretID:         ${nameOf(token.SecretID)}`,
    ...tokenBody(token),
    ...(meta ? metaLines(token, 18) : []),
    ...grants(token, ""),
    "",
  ].join("\n");
}

/** In a list, secrets are not shown. */
export function formatListedToken(token: JsonRecord, meta: boolean): string {
  return [
    `AccessorID:       ${nameOf(token.AccessorID)}`,
    ...tokenBody(token),
    "Legacy:           false",
    ...(meta ? metaLines(token, 18) : []),
    ...grants(token, ""),
    "",
  ].join("\n");
}

function tokenBody(token: JsonRecord): readonly string[] {
  const expiration = nameOf(token.ExpirationTime);
  const method = nameOf(token.AuthMethod);
  return [
    `Description:      ${nameOf(token.Description)}`,
    `Local:            ${nameOf(token.Local) || "false"}`,
    ...(method === "" ? [] : [`Auth Method:      ${method}`]),
    `Create Time:      ${goTime(nameOf(token.CreateTime))}`,
    ...(expiration === "" ? [] : [`Expiration Time:  ${goTime(expiration)}`]),
  ];
}

export function formatPolicy(policy: JsonRecord, meta: boolean): string {
  return [
    `ID:           ${nameOf(policy.ID)}`,
    `Name:         ${nameOf(policy.Name)}`,
    `Description:  ${nameOf(policy.Description)}`,
    `Datacenters:  ${textsOf(policy.Datacenters).map(printableName).join(", ")}`,
    ...(meta ? metaLines(policy, 14) : []),
    "Rules:",
    textOf(policy.Rules),
  ].join("\n");
}

export function formatListedPolicy(policy: JsonRecord, meta: boolean): string {
  return [
    `${nameOf(policy.Name)}:`,
    `   ID:           ${nameOf(policy.ID)}`,
    `   Description:  ${nameOf(policy.Description)}`,
    `   Datacenters:  ${textsOf(policy.Datacenters).map(printableName).join(", ")}`,
    ...(meta ? metaLines(policy, 14).map((line) => `   ${line}`) : []),
  ].join("\n");
}

export function formatRole(role: JsonRecord, meta: boolean): string {
  return [
    `ID:           ${nameOf(role.ID)}`,
    `Name:         ${nameOf(role.Name)}`,
    `Description:  ${nameOf(role.Description)}`,
    ...(meta ? metaLines(role, 14) : []),
    ...grants(role, ""),
    "",
  ].join("\n");
}

export function formatListedRole(role: JsonRecord, meta: boolean): string {
  return [
    `${nameOf(role.Name)}:`,
    `   ID:           ${nameOf(role.ID)}`,
    `   Description:  ${nameOf(role.Description)}`,
    ...(meta ? metaLines(role, 14).map((line) => `   ${line}`) : []),
    ...grants(role, "   "),
    "",
  ].join("\n");
}

function metaLines(record: JsonRecord, width: number): readonly string[] {
  return [
    `${"Hash:".padEnd(width)}${Buffer.from(textOf(record.Hash), "base64").toString("hex")}`,
    `${"Create Index:".padEnd(width)}${nameOf(record.CreateIndex)}`,
    `${"Modify Index:".padEnd(width)}${nameOf(record.ModifyIndex)}`,
  ];
}

function grants(record: JsonRecord, indent: string): readonly string[] {
  const section = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : [`${indent}${title}:`, ...lines.map((line) => `${indent}   ${line}`)];
  const links = (value: unknown): readonly string[] =>
    recordsOf(value).map((link) => `${nameOf(link.ID)} - ${nameOf(link.Name)}`);
  return [
    ...section("Policies", links(record.Policies)),
    ...section("Roles", links(record.Roles)),
    ...section(
      "Service Identities",
      recordsOf(record.ServiceIdentities).map((one) => {
        const datacenters = textsOf(one.Datacenters);
        return `${nameOf(one.ServiceName)} (Datacenters: ${datacenters.length === 0 ? "all" : datacenters.join(", ")})`;
      }),
    ),
    ...section(
      "Node Identities",
      recordsOf(record.NodeIdentities).map(
        (one) => `${nameOf(one.NodeName)} (Datacenter: ${nameOf(one.Datacenter)})`,
      ),
    ),
    ...section(
      "Templated Policies",
      recordsOf(record.TemplatedPolicies).map((one) => {
        const name = nameOf(recordOf(one.TemplateVariables).Name);
        const datacenters = textsOf(one.Datacenters);
        return `${nameOf(one.TemplateName)}${name === "" ? "" : ` (Name: ${name})`} (Datacenters: ${datacenters.length === 0 ? "all" : datacenters.join(", ")})`;
      }),
    ),
  ];
}

/** As Go prints a time: `2026-11-22 17:00:00.5 +0000 UTC`. */
function goTime(text: string): string {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d(?:\.\d+)?)(Z|[+-]\d\d:\d\d)$/.exec(text);
  if (match === null) return text;
  const zone = match[3] === "Z" ? "+0000 UTC" : (match[3] ?? "").replace(":", "");
  return `${match[1]} ${match[2]} ${zone}`;
}

/** Names and descriptions are whatever somebody wrote: one line each. */
function nameOf(value: unknown): string {
  return printableName(textOf(value));
}
