import { formatInstance, formatResource } from "@tutti/addresses";
import type { Override } from "@tutti/config";
import { type Diagnostic, type Expression, errorDiagnostic, type evaluate, hasErrors } from "@tutti/hcl";
import type { Value } from "@tutti/values";
import { operationError } from "../errors.ts";
import type { ObjectOverride } from "./stand-ins.ts";
import { modulePathText } from "./test-config.ts";

/** Evaluates what a test file gives, and keeps what is wrong with it. */
export class Evaluation {
  readonly diagnostics: Diagnostic[] = [];
  readonly #evaluate: (expression: Expression) => ReturnType<typeof evaluate>;

  constructor(evaluateIn: (expression: Expression) => ReturnType<typeof evaluate>) {
    this.#evaluate = evaluateIn;
  }

  value(expression: Expression | undefined): Value | undefined {
    if (expression === undefined) return undefined;
    const { value, diagnostics } = this.#evaluate(expression);
    this.diagnostics.push(...diagnostics);
    if (hasErrors(diagnostics)) return undefined;
    // Neither functions nor variables may stand there, so it is known, without marks, and no map.
    if (value.type.kind === "object") return value;
    this.diagnostics.push(
      errorDiagnostic(
        operationError("given-values-are-no-object"),
        "Values of a mock or an override must be an object.",
        expression.range,
      ),
    );
    return undefined;
  }

  overrides(
    given: readonly Override[],
    during: ObjectOverride["during"] = "apply",
  ): {
    readonly objects: readonly ObjectOverride[];
    readonly modules: ReadonlyMap<string, ReadonlyMap<string, Value>>;
  } {
    const objects: ObjectOverride[] = [];
    const modules = new Map<string, ReadonlyMap<string, Value>>();
    for (const override of given) {
      const values = this.value(override.values);
      const { target } = override;
      if (target.kind === "module") {
        const path = modulePathText(target.module);
        if (!modules.has(path)) modules.set(path, values?.asEntries ?? new Map());
        continue;
      }
      const address =
        target.kind === "resource" ? formatResource(target.resource) : formatInstance(target.instance);
      objects.push({ address, values, during: override.during ?? during });
    }
    return { objects, modules };
  }
}
