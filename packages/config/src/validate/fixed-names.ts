import type { ErrorKind } from "@tutti/errors";
import { type Diagnostic, errorDiagnostic, nameSuggestion } from "@tutti/hcl";
import { FALSE, NUMBER, STRING, stringValue, UNKNOWN_DYNAMIC, Value } from "@tutti/values";
import { configError } from "../errors.ts";
import type { ModuleNode } from "../module/module.ts";
import type { Reference } from "../reference/reference.ts";
import type { Validation } from "./validation.ts";

/** What a reference comes to while validating, or why it cannot. */
export type Resolved = { readonly value: Value } | { readonly diagnostic: Diagnostic };

/** Which of the two a body is repeated by. */
export type Repetition = "count" | "for_each" | undefined;

export function resolveCount(name: string, reference: Reference, repetition: Repetition): Resolved {
  if (name !== "index") {
    return wrong(
      configError("invalid-count-attribute"),
      `The "count" object does not have an attribute named "${name}". The only supported attribute is count.index, which is the index of each instance of a resource block that has the "count" argument set.`,
      reference,
    );
  }
  if (repetition === "count") return { value: Value.unknown(NUMBER, { notNull: true }) };
  return wrong(
    configError("reference-to-count-without-count"),
    'The "count" object can only be used in "module", "resource", and "data" blocks, and only when the "count" argument is set.',
    reference,
  );
}

export function resolveEach(name: string, reference: Reference, repetition: Repetition): Resolved {
  if (name !== "key" && name !== "value") {
    return wrong(
      configError("invalid-each-attribute"),
      `The "each" object does not have an attribute named "${name}". The supported attributes are each.key and each.value, the current key and value pair of the "for_each" attribute set.`,
      reference,
    );
  }
  if (repetition === "for_each") {
    return { value: name === "key" ? Value.unknown(STRING, { notNull: true }) : UNKNOWN_DYNAMIC };
  }
  if (name === "value") {
    return wrong(
      configError("each-value-cannot-be-used-in-this-context"),
      'A reference to "each.value" has been used in a context in which it is unavailable, such as when the configuration no longer contains the value in its "for_each" expression. Remove this reference to each.value in your configuration to work around this error.',
      reference,
    );
  }
  return wrong(
    configError("reference-to-each-without-for-each"),
    'The "each" object can be used only in "module" or "resource" blocks, and only when the "for_each" argument is set.',
    reference,
  );
}

export function resolvePath(
  name: string,
  reference: Reference,
  node: ModuleNode,
  { config, options }: Validation,
): Resolved {
  const paths = new Map([
    ["cwd", options.workingDirectory ?? "."],
    ["module", node.module.directory],
    ["root", config.root.module.directory],
  ]);
  const path = paths.get(name);
  if (path !== undefined) return { value: stringValue(path) };
  const near = nameSuggestion(name, paths.keys());
  const hint = near === undefined ? "" : ` Did you mean "${near}"?`;
  const detail = `The "path" object does not have an attribute named "${name}".${hint}`;
  return wrong(configError("invalid-path-attribute"), detail, reference);
}

export function resolveTerraform(name: string, reference: Reference, { options }: Validation): Resolved {
  if (name === "workspace") return { value: stringValue(options.workspace ?? "default") };
  if (name === "applying") return { value: FALSE.withMarks(["ephemeral"]) };
  const detail =
    name === "env"
      ? 'The terraform.env attribute was deprecated in v0.10 and removed in v0.12. The "state environment" concept was renamed to "workspace" in v0.12, and so the workspace name can now be accessed using the terraform.workspace attribute.'
      : `The "terraform" object does not have an attribute named "${name}". The only supported attributes are terraform.workspace, the name of the currently-selected workspace, and terraform.applying, a boolean which is true only during apply.`;
  return wrong(configError("invalid-terraform-attribute"), detail, reference);
}

export function wrong(kind: ErrorKind, detail: string, reference: Reference): Resolved {
  return { diagnostic: errorDiagnostic(kind, detail, reference.range) };
}
