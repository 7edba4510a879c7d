/** `import` blocks, as far as they can be judged before anything is read or planned. */

import { formatConfigResource } from "@tutti/addresses";
import {
  type Diagnostic,
  type EvalContext,
  type Expression,
  errorDiagnostic,
  evaluate,
  hasErrors,
  hclError,
  type SourceRange,
  traversalIn,
} from "@tutti/hcl";
import { numberValue, objectValue, stringValue, type Value } from "@tutti/values";
import { configError } from "../errors.ts";
import { type ModuleNode, moduleAt } from "../module/module.ts";
import type { Import } from "../module/refactoring.ts";
import type { Resource } from "../module/resource.ts";
import { importIdentity } from "../reference/import-identity.ts";
import {
  type ImportMistake,
  importAddress,
  importId,
  importKeyMistake,
  NO_IMPORT_ADDRESS,
} from "../reference/import-rules.ts";
import { referencesOf } from "../reference/references-of.ts";
import { importProviderMistake } from "../tree/import-providers.ts";
import { UnknownScope } from "./unknown-scope.ts";
import type { Validation } from "./validation.ts";

/** The blocks of the root module, those for one resource together; of each resource the first mistake is told. */
export function validateImports(root: ModuleNode, validation: Validation): void {
  const done = new Set<string>();
  for (const block of root.module.imports) {
    const target = formatConfigResource(block.toResource);
    if (done.has(target)) continue;
    const mistakes = validateImport(root, block, validation);
    validation.diagnostics.addAll(mistakes);
    if (hasErrors(mistakes)) done.add(target);
  }
}

function validateImport(root: ModuleNode, block: Import, validation: Validation): readonly Diagnostic[] {
  const { module, ...name } = block.toResource;
  const resource = moduleAt(root, module)?.module.resources.get(
    formatConfigResource({ ...name, module: [] }),
  );
  if (resource === undefined) {
    const missing = notGenerated(block);
    if (missing !== undefined) return [missing];
  } else {
    const mistake = importProviderMistake(block, resource);
    if (mistake !== undefined) return [mistake];
  }
  return block.forEach === undefined
    ? validateSingle(root, block, resource, validation)
    : validateRepeated(root, block, block.forEach, resource, validation);
}

/** Configuration is written for single resources of the root module alone. */
function notGenerated({ to, toResource, toKey, forEach }: Import): Diagnostic | undefined {
  const refuse = (detail: string): Diagnostic =>
    errorDiagnostic(configError("configuration-for-import-target-does-not-exist"), detail, to.range);
  const address = formatConfigResource(toResource);
  if (toResource.module.length > 0)
    return refuse(
      `Resource ${address} not found. Only resources within the root module are eligible for config generation.`,
    );
  if (toKey === address || forEach !== undefined) return undefined;
  return refuse(
    "The given import block is not compatible with config generation. The -generate-config-out option cannot be used with import blocks which use for_each, or resources which use for_each or count.",
  );
}

function validateSingle(
  root: ModuleNode,
  block: Import,
  resource: Resource | undefined,
  validation: Validation,
): readonly Diagnostic[] {
  if (traversalIn(block.to) === undefined)
    return [
      errorDiagnostic(
        hclError("invalid-expression"),
        "A single static variable reference is required: only attribute access and indexing with constant keys. No calculations, function calls, template expressions, etc are allowed here.",
        block.to.range,
      ),
    ];
  const scope = new UnknownScope(root, validation);
  return validateOne(block, resource, scope, scope.context, validation);
}

function validateRepeated(
  root: ModuleNode,
  block: Import,
  forEach: Expression,
  resource: Resource | undefined,
  validation: Validation,
): readonly Diagnostic[] {
  const { value: marked, diagnostics } = new UnknownScope(root, validation).evaluate(forEach);
  if (hasErrors(diagnostics)) return diagnostics;
  const value = marked.withoutMarks();
  if (value.isUnknown || value.isNull) return [];
  if (!["list", "map", "object", "set", "tuple"].includes(value.type.kind))
    return [
      errorDiagnostic(
        configError("invalid-for-each-argument"),
        'The "for_each" expression must be a collection.',
        forEach.range,
      ),
    ];
  const scope = new UnknownScope(root, validation, { repetition: "for_each" });
  for (const [key, item] of itemsOf(value)) {
    const context = withEach(scope.context, key, item);
    const mistakes = validateOne(block, resource, scope, context, validation);
    if (hasErrors(mistakes)) return mistakes;
  }
  return [];
}

function itemsOf(value: Value): readonly (readonly [key: Value, item: Value])[] {
  if (value.data instanceof Map) return [...value.asEntries].map(([key, item]) => [stringValue(key), item]);
  const isSet = value.type.kind === "set";
  return value.asItems.map((item, at) => [isSet ? item : numberValue(at), item]);
}

function withEach(context: EvalContext, key: Value, value: Value): EvalContext {
  const each = objectValue({ key, value });
  return {
    ...context,
    variables: {
      lookup: (name) => (name === "each" ? each : undefined),
      resolveTraversal: (traversal) =>
        traversal.rootName === "each" ? undefined : context.variables?.resolveTraversal?.(traversal),
    },
  };
}

function validateOne(
  { to, id: given, identity, toResource }: Import,
  resource: Resource | undefined,
  scope: UnknownScope,
  context: EvalContext,
  validation: Validation,
): readonly Diagnostic[] {
  const address = importAddress(to, context);
  // A key that only a run will tell is judged there.
  if (address !== undefined || !hasUnknownKey(to, context)) {
    const mistake = address === undefined ? NO_IMPORT_ADDRESS : importKeyMistake(resource ?? {}, address.key);
    if (mistake !== undefined) return [errorDiagnostic(mistake.kind, mistake.detail, to.range)];
  }
  const id = given ?? identity;
  if (id === undefined) return [];
  const own = ownReference(id, toResource);
  if (own !== undefined)
    return [
      errorDiagnostic(
        identity === undefined
          ? configError("invalid-import-id-argument")
          : configError("invalid-import-identity-argument"),
        `The import ${identity === undefined ? "ID" : "identity"} cannot reference the resource being imported.`,
        own,
      ),
    ];
  const { value, diagnostics } = scope.evaluate(id, context);
  if (hasErrors(diagnostics)) return diagnostics;
  const found = given === undefined ? identityMistake(value, resource, validation) : importId(value);
  if (found === undefined || typeof found === "string") return [];
  return [errorDiagnostic(found.kind, found.detail, id.range)];
}

function identityMistake(
  value: Value,
  resource: Resource | undefined,
  validation: Validation,
): ImportMistake | undefined {
  const schema = resource && validation.schema(resource.providerSource);
  if (resource === undefined || schema === undefined) return undefined;
  const found = importIdentity(value, resource.type, schema.identities?.get(resource.type));
  return found !== undefined && "detail" in found ? found : undefined;
}

function hasUnknownKey(expression: Expression, context: EvalContext): boolean {
  if (expression.kind === "relative-traversal") return hasUnknownKey(expression.source, context);
  if (expression.kind !== "index") return false;
  return !evaluate(expression.key, context).value.isKnown || hasUnknownKey(expression.collection, context);
}

function ownReference(id: Expression, target: Import["toResource"]): SourceRange | undefined {
  if (target.module.length > 0) return undefined;
  return referencesOf(id).references.find(
    ({ subject }) =>
      (subject.kind === "resource" || subject.kind === "instance") &&
      formatConfigResource({ ...subject.resource, module: [] }) === formatConfigResource(target),
  )?.traversal.range;
}
