/** What a reference typed by hand must name; in a configuration that is checked before anything is evaluated. */

import { formatResourceName } from "@tutti/addresses";
import { type Diagnostic, errorDiagnostic, nameSuggestion } from "@tutti/hcl";
import { configError } from "../errors.ts";
import type { Module } from "../module/module.ts";
import type { Reference } from "./reference.ts";

/** What is said of references that name nothing of the root module. */
export function undeclaredNames(references: readonly Reference[], module: Module): readonly Diagnostic[] {
  return references.flatMap(({ subject, range }): readonly Diagnostic[] => {
    switch (subject.kind) {
      case "resource":
      case "instance": {
        if (module.resources.has(formatResourceName(subject.resource))) return [];
        const { mode, type, name } = subject.resource;
        const article = mode === "ephemeral" ? "An" : "A";
        const detail = `${article} ${mode} resource "${type}" "${name}" has not been declared in the root module.`;
        return [errorDiagnostic(configError("reference-to-undeclared-resource"), detail, range)];
      }
      case "module-call":
      case "module-instance":
      case "module-output": {
        if (module.moduleCalls.has(subject.name)) return [];
        const detail = `No module call named "${subject.name}" is declared in the root module.${meant(subject.name, module.moduleCalls.keys())}`;
        return [errorDiagnostic(configError("reference-to-undeclared-module"), detail, range)];
      }
      case "variable": {
        if (module.variables.has(subject.name)) return [];
        const near = meant(subject.name, module.variables.keys());
        const hint =
          near === "" ? ` This variable can be declared with a variable "${subject.name}" {} block.` : near;
        const detail = `An input variable with the name "${subject.name}" has not been declared.${hint}`;
        return [errorDiagnostic(configError("reference-to-undeclared-input-variable"), detail, range)];
      }
      case "local": {
        if (module.locals.has(subject.name)) return [];
        const detail = `A local value with the name "${subject.name}" has not been declared.${meant(subject.name, module.locals.keys())}`;
        return [errorDiagnostic(configError("reference-to-undeclared-local-value"), detail, range)];
      }
      case "path":
        return ["cwd", "module", "root"].includes(subject.name)
          ? []
          : [
              errorDiagnostic(
                configError("invalid-path-attribute"),
                `The "path" object does not have an attribute named "${subject.name}".${meant(subject.name, ["cwd", "module", "root"])}`,
                range,
              ),
            ];
      case "terraform":
        return ["workspace", "applying"].includes(subject.name)
          ? []
          : [
              errorDiagnostic(
                configError("invalid-terraform-attribute"),
                `The "terraform" object does not have an attribute named "${subject.name}". The only supported attributes are terraform.workspace, the name of the currently-selected workspace, and terraform.applying, a boolean which is true only during apply.`,
                range,
              ),
            ];
      case "count":
        return [
          errorDiagnostic(
            configError("reference-to-count-without-count"),
            'The "count" object can only be used in "module", "resource", and "data" blocks, and only when the "count" argument is set.',
            range,
          ),
        ];
      case "each":
        return [
          errorDiagnostic(
            configError("reference-to-each-without-for-each"),
            'The "each" object can be used only in "module" or "resource" blocks, and only when the "for_each" argument is set.',
            range,
          ),
        ];
      case "self":
        return [
          errorDiagnostic(
            configError("invalid-self-reference"),
            'The "self" object is not available in this context. This object can be used only in resource provisioner, connection, and postcondition blocks.',
            range,
          ),
        ];
      default:
        return [];
    }
  });
}

function meant(name: string, names: Iterable<string>): string {
  const near = nameSuggestion(name, [...names].sort());
  return near === undefined ? "" : ` Did you mean "${near}"?`;
}
