import type { ResourceInstance } from "@tutti/addresses";
import { type Diagnostic, hasErrors, parseTraversal } from "@tutti/hcl";
import { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import { addressOfTraversal } from "./address-traversal.ts";

/** The address of one resource instance that a command was given, or what is wrong with it. */
export type ParsedInstance =
  | { readonly address: ResourceInstance }
  | { readonly address: undefined; readonly diagnostics: readonly Diagnostic[] };

/** Reads it as a reference of the language; `source` is what stands for its file in what is said of it. */
export function parseInstanceAddress(text: string, source: string): ParsedInstance {
  const { traversal, diagnostics } = parseTraversal(text, source);
  if (traversal === undefined || hasErrors(diagnostics)) return { address: undefined, diagnostics };
  const found = new DiagnosticList();
  const endpoint = addressOfTraversal(traversal, found);
  if (endpoint?.kind === "resource") return { address: endpoint.instance };
  if (endpoint !== undefined)
    found.error(
      configError("invalid-address"),
      "A resource instance address is required here. The module path must be followed by a resource instance specification.",
      endpoint.range,
    );
  return { address: undefined, diagnostics: found.all };
}
