import { formatConfigResource, type ResourceMode } from "@tutti/addresses";
import { type Body, type Diagnostic, nameSuggestion, type SourceRange } from "@tutti/hcl";
import {
  type BlockSchema,
  type Checked,
  type ProviderDiagnostic,
  type ProviderSchema,
  project,
  serviceMistakes,
  typesOfMode,
} from "@tutti/plugin";
import { BOOL, unmarkDeep, type Value } from "@tutti/values";
import { shortProviderSource } from "../address/provider-source.ts";
import { connectionBody } from "../decode/connection-body.ts";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import type { ModuleNode } from "../module/module.ts";
import type { Provisioner, Resource } from "../module/resource.ts";
import { bodySchemaOf } from "../schema/decode-block.ts";
import { placeInBody } from "../schema/place-in-body.ts";
import { checkTraversal } from "../schema/static-traversal.ts";
import { validateDependsOn } from "./depends-on.ts";
import { ephemeralInBlock } from "./ephemeral-use.ts";
import { CONNECTION, PROVISIONERS, provisionerMistake } from "./provisioner-schema.ts";
import {
  evaluateAs,
  validateCount,
  validateEnabled,
  validateForEach,
  validateLimit,
  validateProviderKey,
} from "./repetition.ts";
import { resourceBlockSchema } from "./resource-schema.ts";
import { type Place, UnknownScope } from "./unknown-scope.ts";
import { validateTriggers } from "./validate-action.ts";
import { validateBody } from "./validate-body.ts";
import { validateRule } from "./validate-named.ts";
import type { ProviderChecks, Validation } from "./validation.ts";

export function validateResource(node: ModuleNode, resource: Resource, validation: Validation): void {
  const { diagnostics } = validation;
  // Not even its own check lets a data source see what the check keeps to its assertions.
  const outside = new UnknownScope(node, validation);
  if (resource.count !== undefined) validateCount(resource.count, outside, diagnostics);
  else if (resource.forEach !== undefined) validateForEach(resource.forEach, outside, diagnostics);
  if (resource.lifecycle.enabled !== undefined)
    validateEnabled(resource.lifecycle.enabled, outside, diagnostics);
  if (validation.options.keepsObjects === true && resource.mode === "managed") return;
  validateDependsOn(resource.dependsOn, outside, diagnostics);
  const provider = validation.schema(resource.providerSource);
  const schema = provider === undefined ? undefined : resourceBlockSchema(provider, resource);
  if (provider === undefined) return;
  const place: Place = {
    repetition:
      resource.count !== undefined ? "count" : resource.forEach !== undefined ? "for_each" : undefined,
  };
  const inside = new UnknownScope(node, validation, place);
  validateProviderKey(resource.provider?.key, inside, diagnostics);
  const { includeResource, limit } = resource.listing ?? {};
  if (includeResource !== undefined) evaluateAs(includeResource, BOOL, inside, diagnostics);
  if (limit !== undefined) validateLimit(limit, inside, diagnostics);
  if (schema === undefined) reportUnknownType(resource, provider, diagnostics);
  else validateConfiguration(node, resource, schema, inside, validation);
  validateRules(node, resource, schema, place, validation);
  validateTriggers(node, resource.lifecycle.actionTriggers, place, validation);
}

const UNKNOWN_TYPE = {
  managed: { kind: configError("invalid-resource-type"), noun: "resource type" },
  data: { kind: configError("invalid-data-source"), noun: "data source" },
  ephemeral: { kind: configError("invalid-ephemeral-resource"), noun: "ephemeral resource" },
  list: { kind: configError("invalid-list-type"), noun: "list resource" },
} as const;

function reportUnknownType(resource: Resource, provider: ProviderSchema, diagnostics: DiagnosticList): void {
  const { mode, type, providerSource, typeRange } = resource;
  const { kind, noun } = UNKNOWN_TYPE[mode];
  const names = mode === "ephemeral" ? new Map() : typesOfMode(provider, mode);
  const near = nameSuggestion(type, [...names.keys()].sort());
  let hint = near === undefined ? "" : ` Did you mean "${near}"?`;
  if (mode === "managed" && provider.dataSources.has(type)) {
    hint = `\n\nDid you intend to use the data source "${type}"? If so, declare this using a "data" block instead of a "resource" block.`;
  } else if (mode === "data" && provider.resourceTypes.has(type)) {
    hint = `\n\nDid you intend to use the managed resource type "${type}"? If so, declare this using a "resource" block instead of a "data" block.`;
  }
  diagnostics.error(
    kind,
    `The provider ${shortProviderSource(providerSource)} does not support ${noun} "${type}".${hint}`,
    typeRange,
  );
}

function validateConfiguration(
  node: ModuleNode,
  resource: Resource,
  schema: BlockSchema,
  scope: UnknownScope,
  validation: Validation,
): void {
  const { diagnostics } = validation;
  const value = validateBody(resource.config, schema, scope, diagnostics);
  if (value === undefined) return;
  if (resource.mode === "managed" && !checkIgnored(resource, schema, diagnostics)) return;
  if (resource.mode === "managed" || resource.mode === "data")
    refuseEphemeral(node, resource, value, schema, diagnostics);
  if (resource.mode === "managed") refuseReadOnly(value, schema, diagnostics);
  askProvider(node, resource, schema, value, validation);
}

function checkIgnored(resource: Resource, schema: BlockSchema, diagnostics: DiagnosticList): boolean {
  for (const { rootName, rootRange, steps } of resource.lifecycle.ignoreChanges) {
    const first = { kind: "attribute", name: rootName, range: rootRange } as const;
    if (!diagnostics.addAll(checkTraversal([first, ...steps], schema))) return false;
    const attribute = schema.attributes.get(rootName);
    if (attribute?.computed !== true || attribute.optional === true) continue;
    diagnostics.warning(
      configError("redundant-ignore-changes-element"),
      `Adding an attribute name to ignore_changes tells <Tutti> to ignore future changes to the argument in configuration after the object has been created, retaining the value originally configured.\n\nThe attribute ${rootName} is decided by the provider alone and therefore there can be no configured value to compare with. Including this attribute in ignore_changes has no effect. Remove the attribute from ignore_changes to quiet this warning.`,
      resource.typeRange,
    );
  }
  return true;
}

function attributeRange(body: Body, schema: BlockSchema, name: string): SourceRange | undefined {
  return body.partialContent(bodySchemaOf(schema)).content.attributes.get(name)?.expression.range;
}

function refuseEphemeral(
  { path }: ModuleNode,
  resource: Resource,
  value: Value,
  schema: BlockSchema,
  diagnostics: DiagnosticList,
): void {
  if (!value.containsMarks) return;
  const { config } = resource;
  const mistakes = ephemeralInBlock(value, schema, {
    argument: (name) => attributeRange(config, schema, name),
    body: config.missingItemRange,
  });
  const address = formatConfigResource({ ...resource, module: path });
  diagnostics.addAll(mistakes.map((mistake) => ({ ...mistake, address })));
}

/** What only the provider decides cannot be set. */
function refuseReadOnly(value: Value, schema: BlockSchema, diagnostics: DiagnosticList): void {
  for (const [name, part] of value.asEntries) {
    const attribute = schema.attributes.get(name);
    if (attribute?.computed !== true || attribute.optional === true || attribute.required === true) continue;
    if (!part.isNull) diagnostics.error(configError("attribute-is-read-only", name), "");
  }
}

function askProvider(
  node: ModuleNode,
  resource: Resource,
  schema: BlockSchema,
  value: Value,
  validation: Validation,
): void {
  if (validation.options.providers === undefined) return;
  const checks = validation.options.providers(resource.providerSource);
  if (checks === undefined) return;
  const { type, mode } = resource;
  const bare = unmarkDeep(value).value;
  const own = validation.options.schemas(resource.providerSource)?.resourceTypes.get(type)?.block;
  const carrying = mode === "managed" && own !== undefined && own !== schema;
  const request = { type, config: carrying ? project(bare, own) : bare };
  validation.pending.push(async () => {
    const answer = ask(checks, mode, request);
    const mistakes = carrying ? serviceMistakes(bare) : [];
    for (const diagnostic of [...((await answer)?.diagnostics ?? []), ...mistakes]) {
      validation.diagnostics.add(placed(diagnostic, node, resource));
    }
  });
}

function ask(
  checks: ProviderChecks,
  mode: ResourceMode,
  request: { readonly type: string; readonly config: Value },
): Promise<Checked> | undefined {
  if (mode === "ephemeral") return checks.ephemeral?.validate(request);
  if (mode === "list") return checks.lists?.validate(request);
  return mode === "data" ? checks.validateData(request) : checks.validateResource(request);
}

/** A provider names a place by its path; the source has it at the argument. */
function placed(
  { severity, code, summary, detail, path }: ProviderDiagnostic,
  node: ModuleNode,
  resource: Resource,
): Diagnostic {
  const address = formatConfigResource({ ...resource, module: node.path });
  return { severity, code, summary, detail, address, subject: placeInBody(resource.config, path) };
}

function validateRules(
  node: ModuleNode,
  resource: Resource,
  schema: BlockSchema | undefined,
  place: Place,
  validation: Validation,
): void {
  const { preconditions, postconditions, provisioners } = resource;
  if (preconditions.length + postconditions.length + provisioners.length === 0) return;
  const before = new UnknownScope(node, validation, place);
  for (const rule of preconditions) validateRule(rule, before, validation);
  const after = new UnknownScope(node, validation, { ...place, self: schema });
  for (const rule of postconditions) validateRule(rule, after, validation);
  const errors = validation.diagnostics.errorCount;
  for (const provisioner of provisioners) {
    validateProvisioner(provisioner, resource, after, validation.diagnostics);
    if (validation.diagnostics.errorCount > errors) return;
  }
}

function validateProvisioner(
  provisioner: Provisioner,
  resource: Resource,
  scope: UnknownScope,
  diagnostics: DiagnosticList,
): void {
  const schema = PROVISIONERS.get(provisioner.type);
  const connection = connectionBody(provisioner, resource.connection);
  if (connection !== undefined) {
    const found = validateBody(connection, CONNECTION, scope, diagnostics);
    if (found === undefined) return;
  }
  const value = schema && validateBody(provisioner.config, schema, scope, diagnostics);
  const mistake = value && provisionerMistake(provisioner.type, value);
  if (mistake !== undefined) diagnostics.add(mistake);
}
