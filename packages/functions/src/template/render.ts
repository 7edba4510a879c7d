import {
  type Diagnostics,
  type Expression,
  evaluate,
  hasErrors,
  isIdentifier,
  rangeText,
  scopeOf,
  traversalsOf,
} from "@tutti/hcl";
import { type Func, FuncError, goQuote, type Value } from "@tutti/values";
import type { FunctionTable } from "../table.ts";

/** A template with these variables and no others; they are argument 1 of whoever asks. */
export function renderTemplate(
  template: Expression,
  vars: Value,
  functions: FunctionTable,
): Value | FuncError {
  if (vars.type.kind !== "map" && vars.type.kind !== "object")
    return new FuncError("invalid vars value: must be a map", 1);
  const variables = vars.asEntries;
  for (const name of variables.keys()) {
    if (isIdentifier(name)) continue;
    return new FuncError(
      `invalid template variable name ${goQuote(name)}: must start with a letter, followed by zero or more letters, digits, and underscores`,
      1,
    );
  }
  for (const { rootName, rootRange } of traversalsOf(template)) {
    if (variables.has(rootName)) continue;
    const place = rangeText(rootRange);
    return new FuncError(`vars map does not contain key ${goQuote(rootName)}, referenced at ${place}`, 1);
  }
  const { value, diagnostics } = evaluate(template, {
    variables: scopeOf(variables),
    functions: withoutTemplates(functions),
  });
  return hasErrors(diagnostics) ? new FuncError(diagnosticsText(diagnostics)) : value;
}

/** Diagnostics in one line, as a function's error has them. */
export function diagnosticsText(diagnostics: Diagnostics): string {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const [first, ...others] = errors;
  if (first === undefined) return "no diagnostics";
  const place = first.subject === undefined ? "" : `${rangeText(first.subject)}: `;
  const rest = others.length === 0 ? "" : `, and ${others.length} other diagnostic(s)`;
  return `${place}${first.summary}; ${first.detail}${rest}`;
}

const TEMPLATES: ReadonlySet<string> = new Set(["templatefile", "templatestring"]);

/** A template that renders templates might never end. */
function withoutTemplates(functions: FunctionTable): FunctionTable {
  return {
    keys: () => functions.keys(),
    get: (name) => {
      const func = functions.get(name);
      const plain = name.replace(/^core::/, "");
      return func !== undefined && TEMPLATES.has(plain) ? refusing(func, plain) : func;
    },
  };
}

function refusing(func: Func, name: string): Func {
  const error = new FuncError(`cannot recursively call ${name} from inside another template function`);
  const { callLazy: _evaluated, ...rest } = func;
  return {
    ...rest,
    params: func.params.map(({ lazy: _lazy, ...param }) => param),
    returnType: () => error,
    call: () => error,
  };
}
