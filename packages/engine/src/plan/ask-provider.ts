/** What a provider plans for one instance, held against what it must keep. */

import { formatInstance } from "@tutti/addresses";
import { errorDiagnostic, hasErrors } from "@tutti/hcl";
import type { PlanResponse } from "@tutti/plugin";
import type { InstanceObject } from "@tutti/state";
import type { Value } from "@tutti/values";
import { engineError } from "../errors.ts";
import { exactType } from "../object/exact-type.ts";
import { identityMistakes, identitySchemaOf, sameVersionIdentity } from "../object/identity.ts";
import { proposedNew } from "../object/proposed.ts";
import { planProblems } from "../object/valid.ts";
import { withoutWriteOnly, writeOnlyLeaks } from "../object/write-only.ts";
import { type LatePlace, providerDiagnostics } from "../scope/provider-diagnostics.ts";
import type { PlanInstance } from "./plan-instance.ts";
import { type PlanRun, signalOf } from "./plan-run.ts";

/** Where messages about an instance point to. */
export function placeOf({ node, address }: PlanInstance): LatePlace {
  return () => ({ address: formatInstance(address), body: node.resource.config });
}

/** The planned object, of the exact type; undefined where it failed or broke a rule (it was reported). */
export async function askProvider(
  run: PlanRun,
  item: PlanInstance,
  prior: Value,
  config: Value,
  stored: InstanceObject | undefined,
): Promise<PlanResponse | undefined> {
  const { node, provider, address } = item;
  const { block } = node.schema;
  const proposed = proposedNew(block, prior, config);
  const { type } = node.resource;
  const known = identitySchemaOf(run.schemas, node.provider.source, node.resource);
  const identity = stored === undefined ? undefined : sameVersionIdentity(stored, known);
  const request = {
    type,
    prior,
    proposed,
    config,
    identity,
    private: stored?.private,
    signal: signalOf(run),
  };
  const answer = await run.limit.run(() => provider.plan(request));
  const found = providerDiagnostics(answer.diagnostics, placeOf(item));
  run.walk.report(found);
  if (hasErrors(found) || answer.value === undefined) return undefined;
  const { given } = withoutWriteOnly(block, answer.value.planned);
  if (given.length > 0) {
    run.walk.report(writeOnlyLeaks(given, item.providerText, address, "during planning"));
    return undefined;
  }
  // A replacement is another object, which has its own.
  const before = answer.value.requiresReplace.length > 0 ? undefined : identity;
  const mistakes = identityMistakes(before, answer.value.identity, {
    provider: item.providerText,
    address: formatInstance(address),
    when: "during planning",
    done: false,
  });
  run.walk.report(mistakes);
  if (mistakes.length > 0) return undefined;
  const problems =
    answer.value.isLegacy === true ? [] : planProblems(block, prior, config, answer.value.planned);
  if (problems.length === 0) {
    const { planned, requiresReplace, private: kept, identity } = answer.value;
    return { planned: exactType(planned), requiresReplace, private: kept, identity };
  }
  for (const problem of problems) {
    run.walk.report([
      errorDiagnostic(
        engineError("provider-produced-invalid-plan"),
        `Provider ${JSON.stringify(item.providerText)} planned an invalid value for ${formatInstance(address)}${problem}.\n\nThis is a bug in the provider, which should be reported in the provider's own issue tracker.`,
        node.resource.declRange,
      ),
    ]);
  }
  return undefined;
}
