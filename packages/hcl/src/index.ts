/** The language: syntax, evaluation, diagnostics. Everything here is promised to other rooms. */

export * from "./ast/expression.ts";
export * from "./ast/json-expression.ts";
export * from "./ast/json-node.ts";
export * from "./ast/traversal.ts";
export * from "./body/body.ts";
export { type NativeAttribute, type NativeBlock, NativeBody } from "./body/native-body.ts";
export { bodyReferences } from "./decode/body-references.ts";
export { type Decoded, decodeBody, decodePartialBody } from "./decode/decode-body.ts";
export * from "./decode/spec.ts";
export { impliedSchema, impliedType } from "./decode/spec-schema.ts";
export * from "./diagnostics/diagnostic.ts";
export * from "./diagnostics/product-words.ts";
export { sortDiagnostics } from "./diagnostics/sort-diagnostics.ts";
export type { CheckForEach, DynamicOptions } from "./dynamic/dynamic-spec.ts";
export { expandDynamicBlocks } from "./dynamic/expand-body.ts";
export { hclError } from "./errors.ts";
export * from "./eval/evaluate.ts";
export { attributeValue, indexValue, type StepResult, takeStep } from "./eval/steps.ts";
export { escapeQuoted } from "./format/escape-quoted.ts";
export { format } from "./format/format.ts";
export { JsonBody } from "./json/json-body.ts";
export * from "./json/parse-json-config.ts";
export * from "./parse.ts";
export { type CallSignature, parametersText } from "./render/call-signature.ts";
export {
  CAUSED_BY_CONFIDENTIAL,
  CAUSED_BY_UNKNOWN,
  type ValueStatement,
} from "./render/expression-values.ts";
export { type RenderOptions, renderDiagnostic } from "./render/render.ts";
export * from "./render/snippet.ts";
export { compactValue } from "./render/value-text.ts";
export { wordWrap } from "./render/word-wrap.ts";
export * from "./scope/context.ts";
export { isIdentifier } from "./source/characters.ts";
export * from "./source/decode-source.ts";
export * from "./source/name-suggestion.ts";
export * from "./source/range.ts";
export { SourceText } from "./source/source-text.ts";
export * from "./static/keyword.ts";
export * from "./static/references.ts";
export { startRangeOf } from "./static/start-range.ts";
export * from "./static/static-views.ts";
export { isLocal, type LocalNames, walkExpression } from "./static/walk.ts";
