import { formatModulePath, formatResourceName } from "@tutti/addresses";
import { type Diagnostic, errorDiagnostic, nameSuggestion } from "@tutti/hcl";
import type { BlockSchema } from "@tutti/plugin";
import { DYNAMIC } from "@tutti/values";
import { configError } from "../errors.ts";
import type { ModuleNode } from "../module/module.ts";
import type { Reference } from "../reference/reference.ts";
import { checkTraversal } from "../schema/static-traversal.ts";
import { resourceBlockSchema } from "./resource-schema.ts";
import type { Validation } from "./validation.ts";

/** "the root module", or the module's address. */
function moduleName(node: ModuleNode): string {
  return node.path.length === 0 ? "the root module" : formatModulePath(node.path);
}

/** What is wrong with a reference whatever the values: it names nothing, or wants what is not there. */
export function checkReference(
  reference: Reference,
  node: ModuleNode,
  validation: Validation,
  inCheck: string | undefined,
): readonly Diagnostic[] {
  const { subject } = reference;
  switch (subject.kind) {
    case "resource":
    case "instance":
      return checkResource(reference, node, validation, inCheck);
    case "module-call":
    case "module-instance":
    case "module-output":
      return checkModule(reference, subject.name, node);
    default:
      return [];
  }
}

function checkModule(reference: Reference, name: string, node: ModuleNode): readonly Diagnostic[] {
  if (node.module.moduleCalls.has(name)) return [];
  const near = nameSuggestion(name, [...node.module.moduleCalls.keys()].sort());
  const hint = near === undefined ? "" : ` Did you mean "${near}"?`;
  const detail = `No module call named "${name}" is declared in ${moduleName(node)}.${hint}`;
  return [errorDiagnostic(configError("reference-to-undeclared-module"), detail, reference.range)];
}

function checkResource(
  reference: Reference,
  node: ModuleNode,
  validation: Validation,
  inCheck: string | undefined,
): readonly Diagnostic[] {
  const { subject, remaining, range } = reference;
  if (subject.kind !== "resource" && subject.kind !== "instance") return [];
  const key = formatResourceName(subject.resource);
  const resource = node.module.resources.get(key);
  if (resource === undefined) return [undeclared(reference, node)];
  const out: Diagnostic[] = [];
  const repeated = resource.count ?? resource.forEach;
  if (subject.kind === "resource" && remaining[0] !== undefined && repeated !== undefined) {
    if (remaining[0].kind === "attribute") out.push(missingKey(key, resource.count !== undefined, reference));
  }
  if (subject.kind === "instance" && repeated === undefined) {
    const detail = `Because ${key} does not have "count" or "for_each" set, references to it must not include an index key. Remove the bracketed index to refer to the single instance of this resource.`;
    out.push(errorDiagnostic(configError("unexpected-resource-instance-key"), detail, range));
  }
  if (resource.inCheck !== undefined && resource.inCheck !== inCheck) {
    const detail = `The referenced ${resource.mode} resource "${resource.type}" "${resource.name}" is not available from this context.`;
    out.push(errorDiagnostic(configError("reference-to-scoped-resource"), detail, range));
  }
  const [first] = remaining;
  if (first?.kind === "attribute" && first.name === "count") {
    const detail = `The special "count" attribute is no longer supported after Terraform v0.12. Instead, use length(${key}) to count resource instances.`;
    return [...out, errorDiagnostic(configError("invalid-resource-count-attribute"), detail, range)];
  }
  const provider = validation.schema(resource.providerSource);
  if (resource.mode === "list") return [...out, ...checkTraversal(remaining, LISTED)];
  const schema = provider === undefined ? undefined : resourceBlockSchema(provider, resource);
  if (schema === undefined) return out;
  return [...out, ...checkTraversal(remaining, schema)];
}

/** What can be asked of a list: what it found. */
const LISTED: BlockSchema = {
  attributes: new Map([["data", { type: DYNAMIC, computed: true }]]),
  blocks: new Map(),
};

function undeclared(reference: Reference, node: ModuleNode): Diagnostic {
  const { subject, range } = reference;
  if (subject.kind !== "resource" && subject.kind !== "instance") throw new Error("not a resource");
  const { mode, type, name } = subject.resource;
  const near =
    mode === "managed" && node.module.resources.has(formatResourceName({ mode: "data", type, name }));
  const hint = near ? `\n\nDid you mean the data resource data.${type}.${name}?` : "";
  const article = mode === "ephemeral" ? "An" : "A";
  return errorDiagnostic(
    configError("reference-to-undeclared-resource"),
    `${article} ${mode} resource "${type}" "${name}" has not been declared in ${moduleName(node)}.${hint}`,
    range,
  );
}

function missingKey(key: string, counted: boolean, reference: Reference): Diagnostic {
  const [argument, index] = counted ? ["count", "count.index"] : ["for_each", "each.key"];
  return errorDiagnostic(
    configError("missing-resource-instance-key"),
    `Because ${key} has "${argument}" set, its attributes must be accessed on specific instances.\n\nFor example, to correlate with indices of a referring resource, use:\n    ${key}[${index}]`,
    reference.range,
  );
}
