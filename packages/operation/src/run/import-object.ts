import { type AbsoluteResource, formatInstance, modulePathOf, type ResourceInstance } from "@tutti/addresses";
import { type Config, moduleAt } from "@tutti/config";
import { errorDiagnostic, hasErrors, PRODUCT } from "@tutti/hcl";
import { type State, storedInstances } from "@tutti/state";
import { operationError } from "../errors.ts";
import { historyWarnings } from "../history/history-warnings.ts";
import { done, failed, type Outcome, problemDiagnostics } from "../outcome.ts";
import { type Operation, surroundings } from "./operation.ts";
import { planAsStored } from "./plan-as-stored.ts";

/** True where the configuration has the resource, whose instances are then what objects can be imported to. */
export function isDeclared(config: Config, resource: AbsoluteResource): boolean {
  const node = moduleAt(config.root, modulePathOf(resource.module));
  return node?.module.resources.has(`${resource.type}.${resource.name}`) === true;
}

/** Takes an existing object under management, without changing it; the state is written. */
export async function importObject(
  operation: Operation,
  instance: ResourceInstance,
  id: string,
  signal?: AbortSignal,
): Promise<Outcome<undefined>> {
  const address = formatInstance(instance);
  const around = await surroundings(operation, "plan", signal);
  for (const { address: found, instance: held } of storedInstances(operation.opened.state))
    if (held.current !== undefined && formatInstance(found) === address)
      return refuseManaged(around.onEvent, instance, id);
  // Data are read, and outputs follow what was brought in.
  const imports = [{ address: instance, id }];
  const { plan, diagnostics } = await planAsStored(operation, around, { imports });
  if (plan === undefined || hasErrors(diagnostics)) return failed(diagnostics);
  const saved = await operation.state.save(withDeclaredOutputs(plan.priorState, operation.config));
  return saved.ok
    ? done(undefined, [...diagnostics, ...historyWarnings(operation.state)])
    : failed(problemDiagnostics(saved.problems));
}

/** An import leaves no output in the state that the configuration does not have, as in Terraform. */
function withDeclaredOutputs(state: State, { root }: Config): State {
  const outputs = [...state.outputs].filter(([name]) => root.module.outputs.has(name));
  return { ...state, outputs: new Map(outputs) };
}

/** It is told like one that gets as far: whoever reads along meets the address and the id. */
function refuseManaged(
  onEvent: Awaited<ReturnType<typeof surroundings>>["onEvent"],
  address: ResourceInstance,
  id: string,
): Outcome<undefined> {
  onEvent?.({ kind: "import-start", address, id });
  onEvent?.({ kind: "import-complete", address, id });
  return failed([alreadyManaged(formatInstance(address))]);
}

function alreadyManaged(address: string): ReturnType<typeof errorDiagnostic> {
  return errorDiagnostic(
    operationError("resource-already-managed", PRODUCT),
    `${PRODUCT} is already managing a remote object for ${address}. To import to this address you must first remove the existing object from the state.`,
  );
}
