import type { Decoded } from "../decode/shape.ts";
import { type Outcome, type Refusal, refuse } from "../state/refusal.ts";
import type { ACL_TOKEN } from "./bodies.ts";
import type { TemplatedPolicy } from "./records.ts";
import { templateError } from "./template-errors.ts";
import { takesName, templates } from "./templates.ts";

/** The templated policies that a token or role is given, each once; `local`: in this datacenter alone. */
export function decodeTemplatedPolicies(
  given: Decoded<typeof ACL_TOKEN>["TemplatedPolicies"],
  local: boolean,
): Outcome<readonly TemplatedPolicy[]> {
  const found = new Map<string, TemplatedPolicy>();
  for (const one of given ?? []) {
    const name = one?.TemplateVariables?.Name ?? "";
    const mistake = templateMistake(one?.TemplateName ?? "", name);
    if (mistake !== undefined) return mistake;
    const datacenters = one?.Datacenters ?? [];
    if (local && datacenters.length > 0)
      return refuse(templateError("templated-policy-local-with-datacenters", one?.TemplateName ?? ""));
    const policy: TemplatedPolicy = {
      TemplateName: one?.TemplateName ?? "",
      ...(name === "" ? {} : { TemplateVariables: { Name: name } }),
      ...(datacenters.length === 0 ? {} : { Datacenters: [...new Set(datacenters)].sort() }),
    };
    found.set(JSON.stringify(policy), policy);
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, policy]) => policy);
}

/** Why there is no such policy. */
export function templateMistake(templateName: string, name: string): Refusal | undefined {
  const template = templates.get(templateName);
  if (template === undefined)
    return refuse(
      templateError(
        "templated-policy-unknown",
        JSON.stringify(templateName),
        [...templates.keys()].join(", "),
      ),
      400,
    );
  if (takesName(template, name)) return undefined;
  return template.of === undefined
    ? refuse(templateError("templated-policy-takes-no-name", templateName), 400)
    : refuse(
        templateError("templated-policy-name-invalid", templateName, template.of, JSON.stringify(name)),
        400,
      );
}
