/** One case of the suite: reads, decodes, compares. */

import {
  bodyReferences,
  type Diagnostic,
  decodeBody,
  type EvalContext,
  evaluate,
  hasErrors,
  type NativeBlock,
  type NativeBody,
  parseConfig,
  parseJsonConfig,
  type SourceRange,
  scopeOf,
} from "@tutti/hcl";
import { convert, formatNumber, rawEquals, typeConstraintText, type Value } from "@tutti/values";
import { readSuiteSpec } from "./read-spec.ts";
import { readType } from "./read-type.ts";

export interface CaseFiles {
  readonly inputName: string;
  readonly input: string;
  readonly spec: string;
  readonly expected: string;
}

/** What is wrong; nothing, when the case passes. */
export function runCase(files: CaseFiles): readonly string[] {
  const { spec, variables } = readSuiteSpec(read(files.spec, "spec"));
  const expected = read(files.expected, "expectation");
  const parse = files.inputName.endsWith(".json") ? parseJsonConfig : parseConfig;
  const { body, diagnostics: syntax } = parse(files.input, files.inputName);
  const context: EvalContext | undefined =
    variables === undefined ? undefined : { variables: scopeOf(variables) };
  const decoded = hasErrors(syntax) ? undefined : decodeBody(body, spec, context);
  const diagnostics = [...syntax, ...(decoded?.diagnostics ?? [])];
  return [
    ...compareDiagnostics(expected, diagnostics),
    ...compareResult(expected, decoded?.value),
    ...compareReferences(
      expected,
      hasErrors(syntax) ? [] : bodyReferences(body, spec).map(({ range }) => range),
    ),
  ];
}

function read(text: string, name: string): NativeBody {
  const { body, diagnostics } = parseConfig(text, name);
  const [first] = diagnostics;
  if (first !== undefined) throw new TypeError(`${name}: ${first.summary}: ${first.detail}`);
  return body;
}

function compareResult(expected: NativeBody, value: Value | undefined): readonly string[] {
  const wantedType = expected.attributes.get("result_type")?.expression;
  const wantedResult = expected.attributes.get("result")?.expression;
  if (wantedResult === undefined && wantedType === undefined) return [];
  if (value === undefined) return ["a result was wanted, but the input has errors"];
  const problems: string[] = [];
  const type = wantedType === undefined ? undefined : readType(wantedType);
  const got = typeConstraintText(value.type);
  if (type !== undefined && typeConstraintText(type) !== got) {
    problems.push(`type: wanted ${typeConstraintText(type)}, got ${got}`);
  }
  if (wantedResult === undefined) return problems;
  const wanted = evaluate(wantedResult).value;
  const converted = convert(wanted, value.type);
  if (!converted.ok || !rawEquals(converted.value, value)) {
    problems.push(`result: wanted ${show(wanted)}, got ${show(value)}`);
  }
  return problems;
}

function show(value: Value): string {
  if (!value.isKnown) return value.isNull ? "null" : "unknown";
  if (value.type.kind === "number") return formatNumber(value.asNumber);
  if (value.data instanceof Map) {
    return `{${[...value.asEntries].map(([key, item]) => `${key}=${show(item)}`).join(", ")}}`;
  }
  return Array.isArray(value.data) ? `[${value.asItems.map(show).join(", ")}]` : JSON.stringify(value.data);
}

function compareDiagnostics(expected: NativeBody, diagnostics: readonly Diagnostic[]): readonly string[] {
  const wanted = expected.blocks
    .filter(({ type }) => type === "diagnostics")
    .flatMap(({ body }) => body.blocks.map((block) => `${block.type} ${wantedRange(block)}`));
  const got = diagnostics.map(({ severity, subject }) => `${severity} ${rangeText(subject)}`);
  return difference("diagnostic", wanted, got);
}

function compareReferences(expected: NativeBody, ranges: readonly SourceRange[]): readonly string[] {
  const blocks = expected.blocks.filter(({ type }) => type === "traversals");
  if (blocks.length === 0) return [];
  return difference(
    "reference",
    blocks.flatMap(({ body }) => body.blocks.map(wantedRange)),
    ranges.map(rangeText),
  );
}

function difference(what: string, wanted: readonly string[], got: readonly string[]): readonly string[] {
  return [
    ...wanted.filter((item) => !got.includes(item)).map((item) => `${what} wanted: ${item}`),
    ...got.filter((item) => !wanted.includes(item)).map((item) => `${what} not wanted: ${item}`),
  ];
}

function wantedRange({ body }: NativeBlock): string {
  const position = (name: string): string => {
    const block = body.blocks.find(({ type }) => type === name);
    const number = (argument: string): string => {
      const attribute = block?.body.attributes.get(argument);
      return attribute === undefined ? "?" : formatNumber(evaluate(attribute.expression).value.asNumber);
    };
    return `${number("line")},${number("column")},${number("byte")}`;
  };
  return `${position("from")}-${position("to")}`;
}

function rangeText(range: SourceRange | undefined): string {
  if (range === undefined) return "nowhere";
  const { start, end } = range;
  return `${start.line},${start.column},${start.byte}-${end.line},${end.column},${end.byte}`;
}
