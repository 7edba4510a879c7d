import { CONNECTION, PROVISIONERS, type Provisioner } from "@tutti/config";
import { type Body, type Diagnostic, type EvalContext, hasErrors } from "@tutti/hcl";
import type { BlockSchema } from "@tutti/plugin";
import type { Value } from "@tutti/values";
import { compileBody } from "../graph/compile-body.ts";
import { evaluateBody } from "../scope/evaluate-body.ts";
import { isOpen } from "../scope/planned-modules.ts";

/** A value and what was wrong on the way to it. */
interface Found {
  readonly value: Value;
  readonly diagnostics: readonly Diagnostic[];
}

/** The arguments of a provisioner. */
export function provisionerConfig({ type, config }: Provisioner, context: EvalContext): Found {
  const schema = PROVISIONERS.get(type);
  if (schema === undefined) throw new Error(`no provisioner ${type}`);
  return evaluateAs(config, schema, context);
}

/** What a `connection` block says. */
export function connectionConfig(body: Body, context: EvalContext): Found {
  return evaluateAs(body, CONNECTION, context);
}

function evaluateAs(config: Body, schema: BlockSchema, context: EvalContext): Found {
  const { body, diagnostics: wrong } = compileBody(config, schema);
  const diagnostics: Diagnostic[] = [...wrong];
  const value = evaluateBody(body, context, diagnostics);
  return { value, diagnostics };
}

/**
 * The same of several, while planning: undefined for what is not known yet or
 * holds a secret. A mistake is told when the provisioner runs.
 */
export function plannedProvisioners(
  provisioners: readonly Provisioner[],
  context: EvalContext,
): readonly (Value | undefined)[] | undefined {
  const values = provisioners.map((provisioner) => {
    if (provisioner.type !== "local-exec") return undefined;
    const { value, diagnostics } = provisionerConfig(provisioner, context);
    return !hasErrors(diagnostics) && isOpen(value) ? value : undefined;
  });
  return values.some((value) => value !== undefined) ? values : undefined;
}
