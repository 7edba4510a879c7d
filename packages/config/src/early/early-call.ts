import { type EvalContext, type Expression, startRangeOf } from "@tutti/hcl";
import { convert, STRING } from "@tutti/values";
import { readSource } from "../decode/module-call.ts";
import { checkVersion } from "../decode/version.ts";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import type { ModuleCall } from "../module/module-call.ts";
import { earlyValue } from "./early-value.ts";

/** Where an expression of the caller is evaluated; the text says what for. */
export type EarlyContextFor = (what: string) => Promise<EvalContext>;

/** The call with what its source and version come to. */
export async function resolveCall(
  call: ModuleCall,
  contextFor: EarlyContextFor,
  diagnostics: DiagnosticList,
): Promise<ModuleCall> {
  const { early } = call;
  if (early === undefined) return call;
  const textOf = async (expression: Expression, part: string): Promise<string | undefined> => {
    const what = `the ${part} of module "${call.name}"`;
    const found = earlyValue(expression, await contextFor(what), what);
    diagnostics.addAll(found.diagnostics);
    if (found.value === undefined) return undefined;
    const converted = convert(found.value, STRING);
    if (converted.ok && converted.value.isKnown && !converted.value.isNull) return converted.value.asString;
    diagnostics.error(
      configError("unsuitable-value-type"),
      `Unsuitable value: ${converted.ok ? "null value is not allowed" : converted.error.message}`,
      startRangeOf(expression),
      expression.range,
    );
    return undefined;
  };
  const { source, version } = early;
  const sourceText = source === undefined ? undefined : await textOf(source, "source");
  const decoded =
    source === undefined || sourceText === undefined
      ? undefined
      : readSource(sourceText, early.isVersioned, diagnostics, source.range);
  const versionText = version === undefined ? undefined : await textOf(version, "version");
  return {
    ...call,
    ...(source === undefined ? {} : { source: decoded?.text, address: decoded?.address }),
    ...(version === undefined || versionText === undefined
      ? {}
      : { version: checkVersion(versionText, version.range, version.range, diagnostics) }),
  };
}
