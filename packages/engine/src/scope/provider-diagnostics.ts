import { placeInBody } from "@tutti/config";
import type { Body, Diagnostic, SourceRange } from "@tutti/hcl";
import type { ProviderDiagnostic } from "@tutti/plugin";

export interface DiagnosticPlace {
  readonly address?: string | undefined;
  readonly body?: Body | undefined;
  /** Where there is no body. */
  readonly range?: SourceRange | undefined;
}

/** Where an instance is, worked out once there is something to say of it. */
export type LatePlace = () => DiagnosticPlace;

/** What a provider says, at its place in the configuration: the argument that it names, else the body. */
export function providerDiagnostics(
  found: readonly ProviderDiagnostic[],
  place: DiagnosticPlace | LatePlace,
): readonly Diagnostic[] {
  if (found.length === 0) return [];
  const { address, body, range } = typeof place === "function" ? place() : place;
  return found.map(({ severity, code, summary, detail, path }) => {
    const subject = body === undefined ? range : placeInBody(body, path);
    return { severity, code, summary, detail, address, subject };
  });
}
