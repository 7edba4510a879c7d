/** What `state mv` moves where: module by module, a resource with all of its instances, or one instance. */

import {
  type AbsoluteResource,
  formatInstance,
  formatModule,
  formatResource,
  formatTarget,
  type ModuleInstance,
  type ResourceInstance,
  type Target,
} from "@tutti/addresses";
import type { ErrorKind } from "@tutti/errors";
import { type Diagnostic, errorDiagnostic } from "@tutti/hcl";
import { instancesWithin, storedAt } from "@tutti/operation";
import type { State } from "@tutti/state";
import { cliError } from "../../errors.ts";
import type { Move } from "./move-instances.ts";

/** What is told as one thing, by both of its addresses. */
export interface AskedMove {
  readonly from: string;
  readonly to: string;
  readonly moves: readonly Move[];
}

/** Why nothing is moved. */
export class MoveRefusal {
  /** None where a module is there already: that is told without a frame. */
  readonly diagnostics: readonly Diagnostic[];
  constructor(...diagnostics: readonly Diagnostic[]) {
    this.diagnostics = diagnostics;
  }
}

/** Nothing of it is done yet. */
export function askedMoves(
  { from, to }: { readonly from: Target; readonly to: Target },
  source: State,
  target: State,
): readonly AskedMove[] | MoveRefusal {
  switch (from.kind) {
    case "module":
      return movedModules(from.module, to, source, target);
    case "instance":
      return movedInstance(from.instance, to, source, target);
    case "resource": {
      // Of a resource without keys its one instance is meant, which may become one of many.
      const only: ResourceInstance = { ...from.resource, key: undefined };
      if (storedAt(source, only) !== undefined) return movedInstance(only, to, source, target);
      return movedResource(from.resource, to, source, target);
    }
  }
}

function movedModules(
  from: ModuleInstance,
  to: Target,
  source: State,
  target: State,
): readonly AskedMove[] | MoveRefusal {
  const found = instancesWithin(source, { kind: "module", module: from })
    .map(({ address }) => address)
    .filter(({ module }) => formatModule(module.slice(0, from.length)) === formatModule(from));
  if (found.length === 0) return nothingThere(formatModule(from));
  if (to.kind !== "module") return cannotMove(formatModule(from), to, "the target must also be a module.");
  const moved = new Map<string, { readonly to: ModuleInstance; readonly moves: Move[] }>();
  for (const address of found) {
    const name = formatModule(address.module);
    const known = moved.get(name) ?? { to: [...to.module, ...address.module.slice(from.length)], moves: [] };
    moved.set(name, known);
    known.moves.push({ from: address, to: { ...address, module: known.to } });
  }
  const taken = [...moved.values()].some((one) => hasModule(target, one.to));
  if (taken) return new MoveRefusal();
  return [...moved].map(([name, one]) => ({ from: name, to: formatModule(one.to), moves: one.moves }));
}

function hasModule(state: State, module: ModuleInstance): boolean {
  const name = formatModule(module);
  for (const { address } of state.resources.values()) if (formatModule(address.module) === name) return true;
  return false;
}

function movedResource(
  from: AbsoluteResource,
  to: Target,
  source: State,
  target: State,
): readonly AskedMove[] | MoveRefusal {
  const name = formatResource(from);
  const found = source.resources.get(name);
  if (found === undefined) return nothingThere(name);
  if (to.kind !== "resource")
    return cannotMove(
      name,
      to,
      "the source is a whole resource (not a resource instance) so the target must also be a whole resource.",
    );
  const wanted = formatResource(to.resource);
  const mistakes = unlikeResources(from, to.resource);
  if (target.resources.has(wanted)) mistakes.push(alreadyThere(wanted, "resource"));
  if (mistakes.length > 0) return new MoveRefusal(...mistakes);
  const moves = [...found.instances.keys()].map((key) => ({
    from: { ...from, key },
    to: { ...to.resource, key },
  }));
  return [{ from: name, to: wanted, moves }];
}

function movedInstance(
  from: ResourceInstance,
  to: Target,
  source: State,
  target: State,
): readonly AskedMove[] | MoveRefusal {
  const name = formatInstance(from);
  if (to.kind === "module") return cannotMove(name, to, "the target must also be a resource instance.");
  const wanted: ResourceInstance = to.kind === "instance" ? to.instance : { ...to.resource, key: undefined };
  const mistakes = unlikeResources(from, wanted);
  if (storedAt(target, wanted) !== undefined)
    mistakes.push(alreadyThere(formatInstance(wanted), "resource instance"));
  if (storedAt(source, from) === undefined)
    mistakes.push(
      errorDiagnostic(cliError("invalid-source-address"), `The current state does not contain ${name}.`),
    );
  if (mistakes.length > 0) return new MoveRefusal(...mistakes);
  return [{ from: name, to: formatInstance(wanted), moves: [{ from, to: wanted }] }];
}

/** Objects stay what they are, so both mistakes are told where both were made. */
function unlikeResources(from: AbsoluteResource, to: AbsoluteResource): Diagnostic[] {
  const kind = cliError("invalid-state-move-request");
  const both = `Cannot move ${formatResource(from)} to ${formatResource(to)}`;
  return [
    ...(from.mode === to.mode
      ? []
      : [
          errorDiagnostic(
            kind,
            `${both}: a ${from.mode} resource can be moved only to another ${from.mode} resource address.`,
          ),
        ]),
    ...(from.type === to.type ? [] : [errorDiagnostic(kind, `${both}: resource types don't match.`)]),
  ];
}

function refusal(kind: ErrorKind, detail: string): MoveRefusal {
  return new MoveRefusal(errorDiagnostic(kind, detail));
}

function nothingThere(name: string): MoveRefusal {
  return refusal(
    cliError("invalid-source-address"),
    `Cannot move ${name}: does not match anything in the current state.`,
  );
}

function cannotMove(name: string, to: Target, why: string): MoveRefusal {
  return refusal(cliError("invalid-target-address"), `Cannot move ${name} to ${formatTarget(to)}: ${why}`);
}

function alreadyThere(name: string, what: string): Diagnostic {
  return errorDiagnostic(
    cliError("invalid-target-address"),
    `Cannot move to ${name}: there is already a ${what} at that address in the current state.`,
  );
}
