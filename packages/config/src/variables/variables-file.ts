import { decodeSource, type Expression, hasErrors, parseConfig, parseJsonConfig } from "@tutti/hcl";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import { isJson } from "../source/file-names.ts";

/** An assignment that nobody has evaluated: what stands further on may take its place. */
interface Assignment {
  readonly name: string;
  readonly expression: Expression;
}

const DECLARATIONS = { blocks: [{ type: "variable", labelNames: ["name"] }] };

/** The assignments in a `.tfvars` or `.tfvars.json` file. */
export function readVariablesFile(
  path: string,
  bytes: Uint8Array,
  diagnostics: DiagnosticList,
  sources?: Map<string, string>,
): readonly Assignment[] {
  const text = decodeSource(bytes);
  sources?.set(path, text);
  const parsed = isJson(path) ? parseJsonConfig(text, path) : parseConfig(text, path);
  diagnostics.addAll(parsed.diagnostics);
  if (hasErrors(parsed.diagnostics)) return [];
  const { content, remain } = isJson(path)
    ? { content: undefined, remain: parsed.body }
    : parsed.body.partialContent(DECLARATIONS);
  for (const { labels, typeRange } of content?.blocks ?? []) {
    const name = labels[0] ?? "";
    diagnostics.error(
      configError("variable-declaration-in-tfvars-file"),
      `A .tfvars file is used to assign values to variables that have already been declared in .tf files, not to declare new variables. To declare variable "${name}", place this block in one of your .tf files, such as variables.tf.\n\nTo set a value for this variable in ${path}, use the definition syntax instead:\n    ${name} = <value>`,
      typeRange,
    );
  }
  if (content !== undefined && content.blocks.length > 0) return [];
  const { attributes, diagnostics: found } = remain.justAttributes();
  if (!diagnostics.addAll(found)) return [];
  return [...attributes.values()].map(({ name, expression }) => ({ name, expression }));
}
