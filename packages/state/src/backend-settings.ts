import {
  type Body,
  type Diagnostic,
  decodeBody,
  errorDiagnostic,
  hasErrors,
  hclError,
  impliedSchema,
  type ObjectSpec,
  type SourceRange,
  type Spec,
  warningDiagnostic,
} from "@tutti/hcl";
import { ConversionError, convertOrError, encodeJson, NULL, type Type, Value } from "@tutti/values";
import { type GivenArgument, parseArgumentText } from "./argument-text.ts";
import type { BackendDefinition, BackendSettings, Variables } from "./backend.ts";

/** What a command line adds to the block: `name=value`, or what a file holds. Later ones win. */
export type BackendOverride =
  | { readonly kind: "argument"; readonly text: string }
  | { readonly kind: "file"; readonly body: Body };

/** The settings of a backend block, and what is wrong with them. */
export interface DecodedSettings {
  /** Undefined where there are errors. */
  readonly settings: BackendSettings | undefined;
  /** Of the block alone, for telling later whether it was changed; undefined where that is wrong. */
  readonly written: BackendSettings | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** What a `backend` block and the command line say, by the backend's own declaration. */
export function decodeBackendSettings(
  definition: BackendDefinition,
  block: Body,
  overrides: readonly BackendOverride[] = [],
  variables: Variables = new Map(),
): DecodedSettings {
  const ranges = rangesOf(definition, block);
  const first = decodeArguments(definition, block);
  const diagnostics: Diagnostic[] = [...first.diagnostics];
  const settings = new Map(first.settings);
  for (const override of overrides) {
    const { settings: given, diagnostics: wrong } =
      override.kind === "argument"
        ? parseArgumentText(definition, override.text)
        : decodeArguments(definition, override.body);
    diagnostics.push(...wrong);
    for (const [name, value] of given) {
      if (override.kind === "file" && value.isNull) continue;
      settings.set(name, value);
      ranges.delete(name);
    }
  }
  // The place of what is sensitive is shown with its text, so the block stands for it.
  for (const { name, sensitive } of definition.arguments) if (sensitive === true) ranges.delete(name);
  const at = (name: string | undefined): SourceRange => ranges.get(name ?? "") ?? block.missingItemRange;
  if (!hasErrors(diagnostics)) diagnostics.push(...missing(definition, settings, at));
  if (!hasErrors(diagnostics))
    for (const problem of definition.validate(settings, variables))
      diagnostics.push(
        (problem.isWarning === true ? warningDiagnostic : errorDiagnostic)(
          problem,
          problem.detail,
          at(problem.argument),
        ),
      );
  return {
    settings: hasErrors(diagnostics) ? undefined : settings,
    written: hasErrors(first.diagnostics) ? undefined : first.settings,
    diagnostics,
  };
}

/** Settings with nothing set. */
export function noSettings(definition: BackendDefinition): BackendSettings {
  return new Map(definition.arguments.map(({ name, type }) => [name, Value.null(type)]));
}

/** A text that is set, else undefined. */
export function textSetting(settings: BackendSettings, name: string): string | undefined {
  const value = settings.get(name);
  return value === undefined || value.isNull ? undefined : value.asString;
}

/** All settings as one JSON object, names in order: equal texts are equal settings. */
export function encodeSettings(settings: BackendSettings): string {
  const members = [...settings.keys()].sort().map((name) => {
    return `${JSON.stringify(name)}:${encodeJson(settings.get(name) ?? NULL)}`;
  });
  return `{${members.join(",")}}`;
}

/** Settings from values that were written elsewhere (an object of an expression, a saved file); else what is wrong. */
export function settingsFrom(
  definition: BackendDefinition,
  given: ReadonlyMap<string, Value>,
): BackendSettings | string {
  const settings = new Map(noSettings(definition));
  const unexpected = [...given.keys()].find((name) => !settings.has(name));
  if (unexpected !== undefined) return `unexpected attribute "${unexpected}"`;
  for (const argument of definition.arguments) {
    const value = given.get(argument.name);
    if (value === undefined || value.isNull) {
      if (argument.required === true) return `attribute "${argument.name}" is required`;
      continue;
    }
    const converted = convertOrError(value, argument.type);
    if (converted instanceof ConversionError) return `.${argument.name}: ${converted.message}`;
    settings.set(argument.name, converted);
  }
  return settings;
}

function specOf(definition: BackendDefinition): ObjectSpec {
  const members = definition.arguments.map(({ name, type, isBlock }): [string, Spec] => [
    name,
    isBlock === true ? blockSpec(name, type) : { kind: "attribute", name, type },
  ]);
  return { kind: "object", members: new Map(members) };
}

function blockSpec(name: string, type: Type): Spec {
  const element = type.kind === "list" ? type.element : type;
  if (element.kind !== "object") throw new Error(`the block ${name} is no list of objects`);
  const members = [...element.attributes].map(([member, of]): [string, Spec] => [
    member,
    { kind: "attribute", name: member, type: of, required: !element.optional.has(member) },
  ]);
  return { kind: "block-list", type: name, nested: { kind: "object", members: new Map(members) }, max: 1 };
}

function rangesOf(definition: BackendDefinition, body: Body): Map<string, SourceRange> {
  const { content } = body.partialContent(impliedSchema(specOf(definition)));
  return new Map([...content.attributes].map(([name, { expression }]) => [name, expression.range]));
}

function decodeArguments(definition: BackendDefinition, body: Body): GivenArgument {
  const { value, diagnostics } = decodeBody(body, specOf(definition));
  if (hasErrors(diagnostics)) return { settings: noSettings(definition), diagnostics };
  const settings = new Map(value.asEntries);
  // No block is nothing, so that a file without one leaves alone what the configuration has.
  for (const { name, type, isBlock } of definition.arguments)
    if (isBlock === true && [...(settings.get(name)?.asItems ?? [])].length === 0)
      settings.set(name, Value.null(type));
  return { settings, diagnostics };
}

function missing(
  definition: BackendDefinition,
  settings: BackendSettings,
  at: (name: string | undefined) => SourceRange,
): readonly Diagnostic[] {
  return definition.arguments
    .filter(({ name, required }) => required === true && (settings.get(name) ?? NULL).isNull)
    .map(({ name }) =>
      errorDiagnostic(
        hclError("missing-required-argument"),
        `The argument "${name}" is required, but no definition was found.`,
        at(undefined),
      ),
    );
}
