/** `templatefile` and `templatestring`. */

import { type Expression, hasErrors, parseTemplate } from "@tutti/hcl";
import {
  type ArgumentForm,
  DYNAMIC,
  FuncError,
  type LazyArgument,
  UNKNOWN_DYNAMIC,
  unmarkDeep,
  type Value,
} from "@tutti/values";
import { type Args, anyParam, define, type FunctionGroup, textParam } from "../define.ts";
import { file } from "../filesystem/filesystem.ts";
import type { FunctionScope } from "../scope.ts";
import type { FunctionTable } from "../table.ts";
import { diagnosticsText, renderTemplate } from "./render.ts";

/** Functions that render templates; in these all other functions are there. */
export function templateFunctions(scope: FunctionScope, all: () => FunctionTable): FunctionGroup {
  return {
    templatefile: define({
      description: "The text that a file's template gives with some variables.",
      params: [textParam("path", { allowMarked: true }), anyParam("vars")],
      returns: DYNAMIC,
      call: (args) => templatefile(scope, args, all()),
    }),
    templatestring: {
      description: "The text that a template from elsewhere gives with some variables.",
      params: [{ ...anyParam("template"), lazy: true }, anyParam("vars")],
      returnType: () => DYNAMIC,
      call: () => UNKNOWN_DYNAMIC,
      callLazy: ([template, vars]) =>
        template === undefined || vars === undefined
          ? UNKNOWN_DYNAMIC
          : templatestring(template, vars, all()),
    },
  };
}

function templatefile(scope: FunctionScope, args: Args, functions: FunctionTable): Value | FuncError {
  const path = args.value(0);
  const text = file(scope, path);
  if (text instanceof FuncError) return text;
  const template = parse(text.asString, path.asString);
  if (template instanceof FuncError) return template;
  const result = renderTemplate(template, args.value(1), functions);
  return result instanceof FuncError ? result : result.withMarks(path.marks);
}

function parse(text: string, filename: string, prefix = ""): Expression | FuncError {
  const { expression, diagnostics } = parseTemplate(text, filename);
  return hasErrors(diagnostics) ? new FuncError(prefix + diagnosticsText(diagnostics)) : expression;
}

const INVALID = "invalid template expression: ";
const ELSEWHERE = `${INVALID}templatestring is only for rendering templates retrieved dynamically from elsewhere`;

/** A template that is written in place needs no function to render it. */
const REFUSED_FORMS: Readonly<Record<ArgumentForm, string | undefined>> = {
  reference: undefined,
  "literal-text": `${ELSEWHERE}, and so does not support providing a literal template; consider using a template string expression instead`,
  "wrapped-reference": `${ELSEWHERE}; to treat the inner expression as template syntax, write the reference expression directly without any template interpolation syntax`,
  template: `${ELSEWHERE}; to render an inline template, consider using a plain template string expression`,
  other: `${INVALID}must be a direct reference to a single string from elsewhere, containing valid <Tutti> template syntax`,
};

function templatestring(
  template: LazyArgument,
  vars: LazyArgument,
  functions: FunctionTable,
): Value | FuncError {
  const refused = REFUSED_FORMS[template.form];
  if (refused !== undefined) return new FuncError(refused, 0);
  const source = template.evaluate();
  if (!source.ok) {
    const [problem] = source.problems;
    return new FuncError(`${problem?.summary}; ${problem?.detail}`, 0);
  }
  const given = vars.evaluate();
  if (!given.ok) return UNKNOWN_DYNAMIC;
  return render(source.value, given.value, functions);
}

function render(source: Value, given: Value, functions: FunctionTable): Value | FuncError {
  const vars = unmarkDeep(given);
  if (given.isNull) return new FuncError("argument must not be null", 1);
  const marked = (value: Value): Value => value.withMarks(source.marks).withMarks(vars.marks);
  if (source.isUnknown || given.isUnknown) return marked(UNKNOWN_DYNAMIC);
  if (source.isNull || source.type.kind !== "string")
    return new FuncError("invalid template value: a string is required", 0);
  const template = parse(source.asString, "<templatestring argument>", "invalid template: ");
  if (template instanceof FuncError) return new FuncError(template.message, 0);
  const result = renderTemplate(template, vars.value, functions);
  return result instanceof FuncError ? result : marked(result);
}
