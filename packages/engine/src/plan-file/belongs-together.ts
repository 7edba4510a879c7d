/** Parts of a plan name each other, and what they name must be there: a file that was changed inside is refused before anything is done. */

import { formatInstance, formatModule, formatResource } from "@tutti/addresses";
import { impliedType, type Schema } from "@tutti/plugin";
import { conformanceProblem, type Value } from "@tutti/values";
import { movingChanges, partsOf, placedChanges } from "../change-parts.ts";
import { providerSourceOf } from "../graph/provider-address.ts";
import { createSchedule, ScheduleCycle } from "../graph/schedule.ts";
import { schemaOf } from "../graph/schema-of.ts";
import { KeptChange } from "../object/kept-change.ts";
import type {
  ActionInvocation,
  ActionWork,
  ChangeAction,
  Plan,
  PlannedModule,
  ResourceChange,
} from "../plan.ts";
import { type Expansion, instancesOf, itemsOf } from "../scope/repetition.ts";

/** Throws an error whose message ends a sentence. */
export function assertBelongsTogether(plan: Plan): void {
  assertModules(plan.modules);
  const parts = partsOf(plan);
  for (const change of movingChanges(parts)) if (!(change instanceof KeptChange)) assertChange(plan, change);
  for (const change of plan.drift) if (!(change instanceof KeptChange)) assertValues(plan, change);
  for (const invocation of plan.invocations) assertInvocation(plan, invocation);
  for (const [text, config] of plan.providerConfigs)
    assertType(plan.schemas.get(providerSourceOf(text))?.provider, config, text);
  const changes = placedChanges(parts);
  for (const { work } of plan.actions.actions) assertWork(plan, changes, work);
  const schedule = createSchedule(plan.actions.actions.map(({ after }) => after));
  if (schedule instanceof ScheduleCycle) throw new Error("its steps wait for each other");
}

/** So many instances of blocks are more than any plan has. */
const INSTANCES_MAX = 10_000_000;

/** Parents stand before their children, and each instance of a call is there. */
function assertModules(modules: readonly PlannedModule[]): void {
  const known = new Set<string>();
  let called = 0;
  let instances = 0;
  for (const { instance, calls, resources } of modules) {
    const text = formatModule(instance);
    if (known.has(text)) throw new Error(`it has the module ${text} twice`);
    if (!known.has(formatModule(instance.slice(0, -1))) && instance.length > 0)
      throw new Error(`it has ${text} before the module around it`);
    known.add(text);
    for (const expansion of calls.values()) called += sizeOf(expansion);
    for (const expansion of resources.values()) instances += sizeOf(expansion);
  }
  if (known.size > 0 && called !== known.size - 1)
    throw new Error("it does not hold the modules that are called");
  if (instances > INSTANCES_MAX)
    throw new Error(`it has ${instances} instances, and ${INSTANCES_MAX} is the most`);
  for (const { instance, calls } of modules)
    for (const [name, expansion] of calls)
      for (const [key] of instancesOf(expansion))
        if (!known.has(formatModule([...instance, { name, key }])))
          throw new Error(`it lacks the module ${formatModule([...instance, { name, key }])}`);
}

function sizeOf(expansion: Expansion): number {
  switch (expansion.kind) {
    case "single":
      return 1;
    case "count":
      return expansion.count;
    case "for_each":
      return itemsOf(expansion.over).size;
    case "disabled":
    case "unknown":
      return 0;
  }
}

/** Whether there is something before and after; undefined: either way. */
const SIDES: Readonly<Record<ChangeAction, readonly [boolean | undefined, boolean | undefined]>> = {
  "no-op": [undefined, undefined],
  create: [false, true],
  read: [undefined, true],
  update: [true, true],
  delete: [true, false],
  "delete-then-create": [true, true],
  "create-then-delete": [true, true],
  forget: [true, false],
};

function assertChange(plan: Plan, change: ResourceChange): void {
  assertValues(plan, change);
  const { action, before, after, address, deposedKey } = change;
  const text = formatInstance(address);
  const [isBefore, isAfter] = SIDES[action];
  if ((isBefore ?? before.isKnown) !== before.isKnown || (isAfter ?? after.isKnown) !== after.isKnown)
    throw new Error(`its values do not fit the ${action} of ${text}`);
  if (isBefore !== true) return;
  const instance = plan.priorState.resources.get(formatResource(address))?.instances.get(address.key);
  const object = deposedKey === undefined ? instance?.current : instance?.deposed.get(deposedKey);
  if (object === undefined) throw new Error(`the object of ${text} is not in its state`);
}

/** They are what the provider's schema says. */
function assertValues({ schemas }: Plan, change: ResourceChange): void {
  const { address, action, before, after, body, identity, importing } = change;
  const text = formatInstance(address);
  const source = providerSourceOf(change.provider);
  const schema = schemaOf(schemas, source, address);
  if (schema === undefined && action === "forget") return;
  for (const value of [before, after, body?.config]) if (value !== undefined) assertType(schema, value, text);
  for (const value of [before, after]) if (value.isUnknown) throw new Error(`nothing is known of ${text}`);
  const whole = schemas.get(source)?.identities?.get(address.type);
  for (const value of [identity?.before, identity?.after, importing?.identity]) {
    if (value === undefined || value.isNull) continue;
    const known = value.type.kind === "object" ? value.type.attributes : undefined;
    for (const [name, type] of known ?? []) {
      const wanted = whole?.attributes.get(name)?.type;
      if (wanted === undefined || conformanceProblem(type, wanted) !== undefined)
        throw new Error(`the identity of ${text} does not fit its type`);
    }
    if (known === undefined) throw new Error(`the identity of ${text} is none`);
  }
}

function assertType(schema: Schema | undefined, { type }: Value, text: string): void {
  if (schema === undefined) throw new Error(`it lacks the schema of ${text}`);
  const problem = conformanceProblem(type, impliedType(schema.block));
  if (problem !== undefined)
    throw new Error(`a value of ${text} does not fit its schema: ${problem.message}`);
}

function assertInvocation({ schemas }: Plan, { provider, type, name, config }: ActionInvocation): void {
  assertType(schemas.get(providerSourceOf(provider))?.actions?.get(type), config, `action.${type}.${name}`);
}

/** Which steps a change is made of. */
const WORKS: Readonly<Record<ChangeAction, readonly ActionWork["kind"][]>> = {
  "no-op": ["register", "deregister"],
  create: ["create", "register"],
  read: ["read"],
  update: ["update", "register", "deregister"],
  delete: ["delete", "deregister"],
  "delete-then-create": ["delete", "create", "register", "deregister"],
  "create-then-delete": ["depose", "create", "delete", "register", "deregister"],
  forget: ["forget", "deregister"],
};

/** What stays together with others has no steps. */
function assertWork(
  { invocations, actions }: Plan,
  changes: readonly (ResourceChange | undefined)[],
  work: ActionWork,
): void {
  if (work.kind === "block") {
    if (actions.nodes[work.node] === undefined)
      throw new Error(`it has a step of block ${work.node}, which it lacks`);
    return;
  }
  if (work.kind === "invoke") {
    if (invocations[work.invocation] === undefined)
      throw new Error(`it has a step of invocation ${work.invocation}, which it lacks`);
    return;
  }
  const change = changes[work.change];
  if (change === undefined) throw new Error(`it has a step of change ${work.change}, which it lacks`);
  if (!WORKS[change.action].includes(work.kind))
    throw new Error(`${work.kind} is no step of the ${change.action} of ${formatInstance(change.address)}`);
}
