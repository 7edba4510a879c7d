import type { Diagnostic, SourceRange } from "@tutti/hcl";
import type { ProviderDiagnostic } from "@tutti/plugin";
import type { CompiledBody } from "../graph/compile-body.ts";

export interface DiagnosticPlace {
  readonly address?: string | undefined;
  readonly body?: CompiledBody | undefined;
  readonly range?: SourceRange | undefined;
}

/** Where an instance is, worked out once there is something to say of it. */
export type LatePlace = () => DiagnosticPlace;

/** What a provider says, at its place in the configuration: the attribute that it names, else the block. */
export function providerDiagnostics(
  found: readonly ProviderDiagnostic[],
  place: DiagnosticPlace | LatePlace,
): readonly Diagnostic[] {
  if (found.length === 0) return [];
  const { address, body, range } = typeof place === "function" ? place() : place;
  return found.map(({ severity, code, summary, detail, path }) => {
    const [first] = path ?? [];
    const attribute =
      first?.kind === "attribute" ? body?.attributes.find(({ name }) => name === first.name) : undefined;
    return { severity, code, summary, detail, address, subject: attribute?.expression.range ?? range };
  });
}
