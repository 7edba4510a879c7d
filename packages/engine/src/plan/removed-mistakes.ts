import { formatResourceName } from "@tutti/addresses";
import { type Config, moduleAt } from "@tutti/config";
import { type Diagnostic, errorDiagnostic } from "@tutti/hcl";
import { engineError } from "../errors.ts";
import { type RemovedStatement, removedStatements } from "../graph/removed-blocks.ts";

/** `removed` blocks for what is still declared. */
export function removedMistakes(config: Config): readonly Diagnostic[] {
  return [...removedStatements(config).values()].flatMap((statement) => stillDeclared(config, statement));
}

function stillDeclared({ root }: Config, { from, text }: RemovedStatement): readonly Diagnostic[] {
  const detail = `This statement declares that ${text} was removed, but it is still declared in configuration.`;
  if (from.kind === "module") {
    const call = moduleAt(root, from.path)?.call;
    return call === undefined
      ? []
      : [errorDiagnostic(engineError("removed-module-still-exists"), detail, call.declRange)];
  }
  const { module, ...name } = from.resource;
  const resource = moduleAt(root, module)?.module.resources.get(formatResourceName(name));
  return resource === undefined
    ? []
    : [errorDiagnostic(engineError("removed-resource-still-exists"), detail, resource.declRange)];
}
