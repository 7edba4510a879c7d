import { formatResource, type InstanceKey } from "@tutti/addresses";
import { joinProvider } from "../instance-provider.ts";
import type { JournalRecord } from "../journal.ts";
import { differingKeys } from "../ranges/patched-instances.ts";
import { sameChecks, sameObject, sameOutput } from "../same-state.ts";
import type { InstanceObject, InstanceState, OutputState, ResourceState, State } from "../state.ts";

/** How many instances two versions of a state differ in. */
export interface ChangeCounts {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

/**
 * The records that make `after` of `before`, as a journal would hold them. What
 * is the same thing in both is not looked into, so this costs what changed.
 */
export function stateDelta(before: State, after: State): readonly JournalRecord[] {
  const records: JournalRecord[] = [];
  outputDelta(before.outputs, after.outputs, records);
  for (const [text, resource] of before.resources)
    if (!after.resources.has(text)) resourceDelta(resource, undefined, records);
  for (const [text, resource] of after.resources)
    resourceDelta(before.resources.get(text), resource, records);
  if (!sameChecks(before.checkResults, after.checkResults))
    records.push({ kind: "checks", results: after.checkResults });
  return records;
}

/** Deposed objects are no instances of their own. */
export function countChanges(before: State, records: readonly JournalRecord[]): ChangeCounts {
  const counts = { added: 0, changed: 0, removed: 0 };
  for (const record of records) {
    if (record.kind !== "object" || record.deposedKey !== undefined) continue;
    const resource = before.resources.get(formatResource(record.address));
    const there = resource?.instances.get(record.address.key)?.current !== undefined;
    if (record.object === undefined) counts.removed += 1;
    else if (there) counts.changed += 1;
    else counts.added += 1;
  }
  return counts;
}

function outputDelta(
  before: ReadonlyMap<string, OutputState>,
  after: ReadonlyMap<string, OutputState>,
  records: JournalRecord[],
): void {
  if (before === after) return;
  for (const name of before.keys())
    if (!after.has(name)) records.push({ kind: "output", name, output: undefined });
  for (const [name, output] of after) {
    const old = before.get(name);
    if (old === undefined || !sameOutput(old, output)) records.push({ kind: "output", name, output });
  }
}

function resourceDelta(
  before: ResourceState | undefined,
  after: ResourceState | undefined,
  records: JournalRecord[],
): void {
  if (before === after) return;
  const resource = after ?? before;
  if (resource === undefined) return;
  const owner = { moves: before !== undefined && before.provider !== resource.provider, ...resource };
  const differing = owner.moves ? undefined : differingKeys(before?.instances, after?.instances);
  for (const key of differing ?? before?.instances.keys() ?? [])
    if (after?.instances.has(key) !== true)
      instanceDelta(owner, key, before?.instances.get(key), undefined, records);
  for (const key of differing ?? after?.instances.keys() ?? [])
    if (after?.instances.has(key) === true)
      instanceDelta(owner, key, before?.instances.get(key), after.instances.get(key), records);
}

/** Whose the records are; `moves`: it got another provider, so every object of it is told. */
type Owner = ResourceState & { readonly moves: boolean };

function instanceDelta(
  { address, provider: configuration, moves: all }: Owner,
  key: InstanceKey,
  before: InstanceState | undefined,
  after: InstanceState | undefined,
  records: JournalRecord[],
): void {
  if (before === after && !all) return;
  const moves =
    all || (before !== undefined && after !== undefined && before.providerKey !== after.providerKey);
  const provider = joinProvider({ provider: configuration, key: (after ?? before)?.providerKey });
  const { module, mode, type, name } = address;
  const add = (deposedKey: string | undefined, object: InstanceObject | undefined): void => {
    // Written out, not spread: there are as many as instances.
    const subject = { module, mode, type, name, key };
    records.push({ kind: "object", operationId: undefined, address: subject, provider, deposedKey, object });
  };
  if ((moves && after?.current !== undefined) || !sameObject(before?.current, after?.current))
    add(undefined, after?.current);
  for (const deposedKey of before?.deposed.keys() ?? [])
    if (after?.deposed.has(deposedKey) !== true) add(deposedKey, undefined);
  for (const [deposedKey, object] of after?.deposed ?? [])
    if (moves || !sameObject(before?.deposed.get(deposedKey), object)) add(deposedKey, object);
}
