import {
  type BlockDefinition,
  type Fields,
  type PlainRecord,
  ProviderFailure,
  type ResourceDefinition,
  TIMEOUTS,
  type Timed,
  timeoutMistakes,
  timeoutsBlock,
  withinTime,
} from "@tutti/plugin";
import { adaptList } from "./adapt-list.ts";
import type { Resource } from "./definitions.ts";
import { sdkError } from "./errors.ts";
import type { Schema } from "./schema.ts";
import { type Configured, contextOf, handled, shapeOf, type Workshop } from "./workshop.ts";
import { mistakeDiagnostics } from "./written-mistakes.ts";

type Definition<Client> = ResourceDefinition<Configured<Client>>;
/** What the kit below gives a handler that changes something. */
type Below<Client> = Parameters<Definition<Client>["delete"]>[1];

/** A type of object as the kit below knows it. What handlers see has the types of the schema, since it is made by it. */
export function adaptResource<Client>(
  workshop: Workshop,
  type: string,
  resource: Resource<Schema, Client>,
): Definition<Client> {
  const { timeouts, version, identity, list } = resource;
  const { block, view, mistakes } = shapeOf(resource, (made) => withTimeouts(made, timeouts));
  const seen = (fields: Fields): never => view(fields) as never;
  const timed = <T>(
    verb: Timed,
    fields: Fields,
    signal: AbortSignal,
    run: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> => {
    const doing = `${verb} ${type}`;
    const limits = { verb, doing, signal, timeouts, written: fields.plain(TIMEOUTS) };
    return withinTime(workshop.runtime.clock, limits, (stop) => handled(workshop, doing, () => run(stop)));
  };
  const changing = (context: Below<Client>, signal: AbortSignal) => ({
    ...contextOf(workshop, { ...context, signal }),
    config: seen(context.config),
    operationId: context.operationId,
    progress: context.progress,
  });
  const { plan, update, moveFrom, recover } = resource;
  return {
    block,
    ...(version === undefined ? {} : { version }),
    ...(identity === undefined
      ? {}
      : {
          identity: {
            attributes: definedNames(identity.attributes),
            ...(identity.importId && { importId: (fields) => identity.importId?.(fields.record) ?? "" }),
          },
        }),
    validate: (config) => [
      ...mistakes(config),
      ...mistakeDiagnostics(timeouts === undefined ? [] : timeoutMistakes(config.plain(TIMEOUTS))),
    ],
    ...(plan && {
      adjust: (planned, prior, configured, config) =>
        handled(workshop, `plan ${type}`, async () => {
          const change = {
            planned: seen(planned),
            prior: prior && seen(prior),
            config: seen(config),
            client: configured?.kind === "ready" ? configured.client : undefined,
            isUnknown: (name: string) => planned.isUnknown(name),
          };
          return (await plan.call(resource, change)) ?? {};
        }),
    }),
    upgrade: async (stored, from) => {
      let now = stored;
      for (let at = from; at < (version ?? 0); at += 1) now = (await resource.upgrade?.[at]?.(now)) ?? now;
      return now;
    },
    create: (planned, context) =>
      timed("create", planned, context.signal, async (signal) => {
        const told = await resource.create(seen(planned), changing(context, signal));
        return complete(type, block, planned, told);
      }),
    read: (state, context) =>
      timed("read", state, context.signal, (signal) =>
        resource.read(seen(state), contextOf(workshop, { ...context, signal })),
      ),
    ...(update && {
      update: (planned, prior, context) =>
        timed("update", planned, context.signal, async (signal) => {
          const told = await update.call(resource, seen(planned), {
            ...changing(context, signal),
            prior: seen(prior),
          });
          return complete(type, block, planned, told);
        }),
    }),
    delete: (state, context) =>
      timed("delete", state, context.signal, (signal) =>
        resource.delete(seen(state), changing(context, signal)),
      ),
    ...(resource.import && {
      import: (id, context) =>
        handled(workshop, `import ${type} "${id}"`, async () => {
          const found = await resource.import?.(id, contextOf(workshop, context));
          return found ?? {};
        }),
    }),
    ...(moveFrom && {
      moveFrom: (source) => handled(workshop, `move to ${type}`, () => moveFrom.call(resource, source)),
    }),
    ...(recover && {
      recover: (planned, context) =>
        handled(workshop, `look for ${type}`, () =>
          recover.call(resource, seen(planned), {
            ...contextOf(workshop, context),
            operationId: context.operationId,
          }),
        ),
    }),
    ...(list && { list: adaptList(workshop, type, list) }),
  };
}

function withTimeouts(
  block: BlockDefinition,
  timeouts: Resource<Schema, unknown>["timeouts"],
): BlockDefinition {
  if (timeouts === undefined) return block;
  return { ...block, blocks: new Map([...block.blocks, [TIMEOUTS, timeoutsBlock(timeouts)]]) };
}

function definedNames<T>(parts: Readonly<Record<string, T | undefined>>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(parts).flatMap(([name, part]) => (part === undefined ? [] : [[name, part]])),
  );
}

/** What the plan left open is told; otherwise it would be null in the state, and nobody would know why. */
function complete(type: string, block: BlockDefinition, planned: Fields, told: PlainRecord): PlainRecord {
  const missing = [...block.attributes.keys()].filter(
    (name) => planned.isUnknown(name) && !Object.hasOwn(told, name),
  );
  if (missing.length === 0) return told;
  throw new ProviderFailure(
    sdkError("provider-told-too-little"),
    `The provider did not say what ${missing.join(", ")} of ${type} became, as its schema promises. This is a bug in the provider; tell who keeps it.`,
    { partial: told },
  );
}
