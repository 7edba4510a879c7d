import type { Diagnostic } from "@tutti/hcl";
import type { CommandContext } from "../../command/command.ts";
import { productName } from "../../command/product.ts";
import { diagnosticJson } from "./diagnostic-json.ts";
import { writeMessage } from "./json-message.ts";
import { logDiagnostics } from "./log-diagnostics.ts";
import { nameProduct } from "./name-product.ts";
import type { Report } from "./report.ts";

/** Diagnostics as messages of a `-json` stream, in their order; `fields` go with each of them. */
export function writeDiagnosticMessages(
  context: CommandContext,
  { sources }: Pick<Report, "sources">,
  diagnostics: readonly Diagnostic[],
  fields: Readonly<Record<string, unknown>> = {},
): void {
  const words = productName(context.product);
  logDiagnostics(context.runtime.log, diagnostics);
  for (const one of diagnostics) {
    const diagnostic = nameProduct(one, words);
    const isError = diagnostic.severity === "error";
    const text = `${isError ? "Error" : "Warning"}: ${diagnostic.summary}`;
    const shown = { ...fields, diagnostic: diagnosticJson(diagnostic, (name) => sources.get(name)) };
    writeMessage(context, isError ? "error" : "warn", text, "diagnostic", shown);
  }
}
