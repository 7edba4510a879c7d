import {
  type Attribute,
  type Diagnostic,
  type EvalContext,
  errorDiagnostic,
  evaluate,
  hasErrors,
  hclError,
  type SourceRange,
  traversalIn,
  traversalText,
} from "@tutti/hcl";
import { convert, listType, STRING, type Type, unmarkDeep, type Value } from "@tutti/values";
import { operationError } from "../errors.ts";
import type { NamedBlock } from "./encryption-blocks.ts";

/** Reads arguments of one block, and gathers what is wrong with them. Values are never shown. */
export class BlockValues {
  readonly #block: Pick<NamedBlock, "attributes" | "range">;
  readonly #context: EvalContext;
  readonly #report: (diagnostics: readonly Diagnostic[]) => void;
  #failed = false;

  constructor(
    block: Pick<NamedBlock, "attributes" | "range">,
    context: EvalContext,
    report: (diagnostics: readonly Diagnostic[]) => void,
  ) {
    this.#block = block;
    this.#context = context;
    this.#report = report;
  }

  get failed(): boolean {
    return this.#failed;
  }

  /** Every argument is one of these. */
  only(names: readonly string[]): void {
    for (const { name, nameRange } of this.#block.attributes.values())
      if (!names.includes(name))
        this.#fail([
          errorDiagnostic(
            hclError("unsupported-argument"),
            `An argument named "${name}" is not expected here.`,
            nameRange,
          ),
        ]);
  }

  /** Under which what is needed to find a key again is kept: the block's address, or what `alias` says. */
  name(alias: string, { type, name }: Pick<NamedBlock, "type" | "name">): string {
    return this.text(alias, STRING) || `key_provider.${type}.${name}`;
  }

  has(name: string): boolean {
    return this.#block.attributes.has(name);
  }

  /** Undefined where it is left out, null, or wrong (which was told). */
  value(name: string, type: Type): Value | undefined {
    const attribute = this.#block.attributes.get(name);
    if (attribute === undefined) return undefined;
    const { value, diagnostics } = evaluate(attribute.expression, this.#context);
    // What stands in the block is secret: its values must not be shown beside a mistake.
    this.#report(diagnostics.map(({ expression: _, evalContext: __, ...plain }) => plain));
    if (hasErrors(diagnostics)) {
      this.#failed = true;
      return undefined;
    }
    // The whole block is secret, and nothing of it is shown: what is marked is as good as the rest.
    const { value: plain } = unmarkDeep(value);
    if (plain.isNull) return undefined;
    const converted = convert(plain, type);
    if (converted.ok && converted.value.isWhollyKnown) return converted.value;
    this.refuse(name, converted.ok ? "it is not known before the state is read" : converted.error.message);
    return undefined;
  }

  text(name: string, type: Type): string | undefined {
    return this.value(name, type)?.asString;
  }

  /** A program and its arguments; empty where it is left out, null, or wrong (which was told). */
  words(name: string): readonly string[] {
    const items = this.value(name, listType(STRING))?.asItems ?? [];
    return [...items].map((word) => (word.isNull ? "" : word.asString));
  }

  /** The `type.name` behind `root`, as in `key_provider.pbkdf2.a`; undefined where it is left out or wrong. */
  reference(name: string, root: string): string | undefined {
    const attribute = this.#block.attributes.get(name);
    if (attribute === undefined) return undefined;
    const address = referenceIn(attribute, root);
    if (address === undefined)
      this.refuse(
        name,
        `write a reference to a block here, as in ${root}.TYPE.NAME; other expressions are not supported`,
      );
    return address;
  }

  refuse(name: string, why: string): void {
    const attribute = this.#block.attributes.get(name);
    this.#fail([
      encryptionMistake(
        `The argument "${name}" is not right: ${why}.`,
        attribute?.range ?? this.#block.range,
      ),
    ]);
  }

  #fail(diagnostics: readonly Diagnostic[]): void {
    this.#failed = true;
    this.#report(diagnostics);
  }
}

function referenceIn({ expression }: Attribute, root: string): string | undefined {
  const traversal = traversalIn(expression);
  if (traversal === undefined || traversal.rootName !== root || traversal.steps.length !== 2)
    return undefined;
  return traversalText(traversal).slice(root.length + 1);
}

/** Something in an `encryption` block that cannot be so. */
export function encryptionMistake(detail: string, range: SourceRange): Diagnostic {
  return errorDiagnostic(operationError("invalid-encryption-configuration"), detail, range);
}
