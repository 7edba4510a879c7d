import { type Diagnostic, hasErrors } from "@tutti/hcl";
import type { ProviderSchema } from "@tutti/plugin";
import { applyAndGoBack } from "../rollback/apply-and-go-back.ts";
import type { Operation } from "../run/operation.ts";
import { planOperation } from "../run/plan-operation.ts";
import { prepareOperation } from "../run/prepare.ts";
import { healMistake } from "./heal-plan.ts";
import type { DriftRequest } from "./request.ts";

/** What came of trying to bring objects back. */
type Healed =
  | { readonly kind: "healed" }
  /** They are by now what they should be. */
  | { readonly kind: "nothing" }
  /** The plan is not applied; it would be the same the next time. */
  | { readonly kind: "refused"; readonly why: string }
  /** It was begun, or could not be; the next time may do better. */
  | { readonly kind: "failed"; readonly why: string }
  /** Somebody else works on this state. */
  | { readonly kind: "locked" };

/** Plans these objects alone, and applies that where it does nothing but bring them back. */
export async function healObjects(
  { runtime, variables = [], parallelism }: DriftRequest,
  addresses: readonly string[],
  schemaOf: (provider: string) => ProviderSchema | undefined,
  signal: AbortSignal,
): Promise<Healed> {
  const { outcome } = await prepareOperation({
    runtime,
    purpose: "apply",
    mode: "normal",
    variables,
    targets: addresses,
    // A service is never healed away from those who use it.
    health: { allowOutages: [] },
    ...(parallelism === undefined ? {} : { parallelism }),
  });
  if (!outcome.ok) {
    const isLocked = outcome.diagnostics.some(({ code }) => code === "error-acquiring-the-state-lock");
    return isLocked ? { kind: "locked" } : { kind: "failed", why: textOf(outcome.diagnostics) };
  }
  try {
    return await healBy(outcome.value, new Set(addresses), schemaOf, signal);
  } finally {
    await outcome.value.release();
  }
}

async function healBy(
  operation: Operation,
  addresses: ReadonlySet<string>,
  schemaOf: (provider: string) => ProviderSchema | undefined,
  signal: AbortSignal,
): Promise<Healed> {
  const { hasChanges, movingChanges, partsOf } = await import("@tutti/engine");
  const { plan, diagnostics } = await planOperation(operation, signal);
  if (plan === undefined || hasErrors(diagnostics)) return { kind: "refused", why: textOf(diagnostics) };
  const mistake = healMistake(plan, movingChanges(partsOf(plan)), addresses, schemaOf);
  if (mistake !== undefined) return { kind: "refused", why: mistake };
  if (!hasChanges(plan)) return { kind: "nothing" };
  const applied = await applyAndGoBack(operation, plan, signal);
  return hasErrors(applied.diagnostics)
    ? { kind: "failed", why: textOf(applied.diagnostics) }
    : { kind: "healed" };
}

function textOf(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  return errors.map(({ summary, detail }) => `${summary}: ${detail}`).join(" ");
}
