/** The language: syntax, evaluation, diagnostics. Everything here is promised to other rooms. */

export * from "./ast/body.ts";
export * from "./ast/expression.ts";
export * from "./ast/traversal.ts";
export { bodyReferences } from "./decode/body-references.ts";
export { type Decoded, decodeBody, decodePartialBody } from "./decode/decode-body.ts";
export * from "./decode/spec.ts";
export { impliedSchema, impliedType } from "./decode/spec-schema.ts";
export { type CallSignature, parametersText } from "./diagnostics/call-signature.ts";
export * from "./diagnostics/diagnostic.ts";
export {
  CAUSED_BY_CONFIDENTIAL,
  CAUSED_BY_UNKNOWN,
  type ValueStatement,
} from "./diagnostics/expression-values.ts";
export * from "./diagnostics/product-words.ts";
export { type RenderOptions, renderDiagnostic } from "./diagnostics/render.ts";
export * from "./diagnostics/snippet.ts";
export { sortDiagnostics } from "./diagnostics/sort-diagnostics.ts";
export { compactValue } from "./diagnostics/value-text.ts";
export { wordWrap } from "./diagnostics/word-wrap.ts";
export type { CheckForEach, DynamicOptions } from "./dynamic/dynamic-spec.ts";
export { expandDynamicBlocks } from "./dynamic/expand-body.ts";
export * from "./eval/context.ts";
export * from "./eval/evaluate.ts";
export { attributeValue, indexValue, type StepResult, takeStep } from "./eval/steps.ts";
export { escapeQuoted } from "./format/escape-quoted.ts";
export { format } from "./format/format.ts";
export * from "./json/expression.ts";
export { JsonBody } from "./json/json-body.ts";
export * from "./json/node.ts";
export * from "./json/parse-json-config.ts";
export { type NativeAttribute, type NativeBlock, NativeBody } from "./native/native-body.ts";
export * from "./parse.ts";
export { isIdentifier } from "./source/characters.ts";
export * from "./source/decode-source.ts";
export * from "./source/name-suggestion.ts";
export * from "./source/quote.ts";
export * from "./source/range.ts";
export { SourceText } from "./source/source-text.ts";
export * from "./static/keyword.ts";
export * from "./static/references.ts";
export { startRangeOf } from "./static/start-range.ts";
export * from "./static/static-views.ts";
export { isLocal, type LocalNames, walkExpression } from "./static/walk.ts";
