import { isList, isRecord, type Plain, type PlainRecord, type ProviderDiagnostic } from "@tutti/plugin";
import { sdkError } from "./errors.ts";
import { type Mistake, pathOf } from "./failure.ts";
import type { Schema } from "./schema.ts";

type Steps = readonly (string | number | { readonly key: string })[];

/** What the attributes' own checks find, in nested blocks too. */
export function attributeMistakes(schema: Schema, view: PlainRecord, at: Steps = []): readonly Mistake[] {
  return Object.entries(schema).flatMap(([name, member]) => {
    const value = view[name];
    if (value === undefined || value === null) return [];
    const here = [...at, name];
    if (member.kind === "block")
      return blocksOf(value, here, member.nesting === "set").flatMap(([inner, place]) =>
        attributeMistakes(member.schema, inner, place),
      );
    return member.checks.flatMap((check) => {
      // The view has the attribute's type.
      const detail = check(value as never);
      return detail === undefined ? [] : [{ at: here, detail }];
    });
  });
}

/** Each block, and where it is; a path cannot say which one of a set. */
function blocksOf(value: Plain, at: Steps, isSet: boolean): readonly (readonly [PlainRecord, Steps])[] {
  if (isList(value))
    return value.flatMap((one, index) =>
      isRecord(one) ? [[one, isSet ? at : [...at, index]] as const] : [],
    );
  if (!isRecord(value)) return [];
  return [[value, at] as const];
}

/** As the kit below tells them. */
export function mistakeDiagnostics(mistakes: readonly Mistake[]): readonly ProviderDiagnostic[] {
  return mistakes.map(({ at, summary, detail, isWarning }) => {
    const kind =
      summary === undefined ? sdkError("invalid-written-value") : sdkError("provider-mistake", summary);
    return {
      severity: isWarning === true ? "warning" : "error",
      ...kind,
      detail,
      ...(at === undefined ? {} : { path: pathOf(at) }),
    };
  });
}
