import type { ResourceDefinition } from "./definition.ts";
import { providerError } from "./errors.ts";
import { diagnosticOf, errorDiagnostic, failureOf } from "./failure.ts";
import { impliedType } from "./implied-type.ts";
import { fromPlain, isRecord, type Plain } from "./plain.ts";
import type { MoveState } from "./provider.ts";
import { emptyBlocks } from "./told-attributes.ts";

/** How stored objects of other types become ones of these; undefined where none of them takes any. */
export function definedMoves<Client>(
  resources: Readonly<Record<string, ResourceDefinition<Client>>>,
): MoveState | undefined {
  if (!Object.values(resources).some(({ moveFrom }) => moveFrom !== undefined)) return undefined;
  return async ({ type, sourceProvider, sourceType, sourceVersion, sourceJson }) => {
    const resource = resources[type];
    if (resource === undefined) throw new Error(`no resource type ${type}`);
    try {
      const stored: Plain = JSON.parse(sourceJson);
      const source = { provider: sourceProvider, type: sourceType, version: sourceVersion };
      const now = isRecord(stored) ? await resource.moveFrom?.({ ...source, attributes: stored }) : undefined;
      if (now === undefined) return refused(type, source);
      const state = fromPlain(impliedType(resource.block), emptyBlocks(resource, now));
      return { diagnostics: [], value: { state, private: undefined } };
    } catch (error) {
      return { diagnostics: [diagnosticOf(failureOf(error, `move to ${type}`))], value: undefined };
    }
  };
}

function refused(
  type: string,
  source: { readonly provider: string; readonly type: string },
): Awaited<ReturnType<MoveState>> {
  const detail = `An object of ${type} cannot be made of a ${source.type} of the provider ${source.provider}. Take the moved block away, or let it lead from another resource.`;
  return { diagnostics: [errorDiagnostic(providerError("unsupported-move"), detail)], value: undefined };
}
