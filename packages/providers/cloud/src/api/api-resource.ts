/**
 * What all resources of a service over HTTP have in common: rules about their
 * arguments, refusals told at the argument, `timeouts`, and values that are
 * written otherwise than the service writes them and mean the same.
 */

import {
  type BlockDefinition,
  Fields,
  isList,
  isRecord,
  type Plain,
  type PlainRecord,
  ProviderFailure,
  providerError,
  type ResourceDefinition,
  TIMEOUTS,
  type Timed,
  type Timeouts,
  timeoutMistakes,
  timeoutsBlock,
  withinTime,
} from "@tutti/plugin";
import type { ApiClient } from "./api-client.ts";
import { ApiRefusal, atArgument } from "./api-refusal.ts";
import { mistake, type Rule } from "./argument-rules.ts";

/** Whatever the handlers ask with. */
export interface ApiOwner {
  readonly api: ApiClient;
}

/** Whether two values mean the same; `state` is the object as it stands. */
type Alike = (one: Plain, other: Plain, state: Fields) => boolean;

/** A resource, and what is told of it beside its handlers. */
export interface ApiResource<Client extends ApiOwner> extends ResourceDefinition<Client> {
  /** As a sentence calls one: `droplet`. */
  readonly noun: string;
  readonly rules?: readonly Rule[];
  /** The public provider is made with a kit for which nothing and zero are the same. */
  readonly olderKit?: boolean;
  /** Fields of requests whose arguments are called otherwise. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** Arguments of which several spellings mean the same: what was written first stays. */
  readonly alike?: Readonly<Record<string, Alike>>;
  readonly timeouts?: Timeouts;
}

/** The resource as the kit knows it. */
export function apiResource<Client extends ApiOwner>(
  resource: ApiResource<Client>,
): ResourceDefinition<Client> {
  const { noun, rules = [], aliases = {}, alike = {}, timeouts, olderKit = false, ...definition } = resource;
  const timed = timeouts === undefined ? resource.block : withTimeouts(resource.block, timeouts);
  const whole = olderKit ? { ...timed, olderKit } : timed;
  const names = [...whole.attributes.keys(), ...whole.blocks.keys()];
  const changing = async <T>(
    verb: Timed,
    fields: Fields,
    context: { readonly client: Client; readonly signal: AbortSignal },
    run: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> => {
    const doing = `${verb} the ${noun}`;
    const limits = { verb, doing, signal: context.signal, timeouts, written: fields.plain(TIMEOUTS) };
    try {
      return await withinTime(context.client.api.runtime.clock, limits, run);
    } catch (error) {
      throw error instanceof ApiRefusal ? atArgument(error, names, aliases) : error;
    }
  };
  const { update } = resource;
  return {
    ...definition,
    block: whole,
    validate: (config) => [
      ...rules.flatMap((rule) => rule(config, [])),
      ...timeoutMistakes(config.plain(TIMEOUTS)).map(({ at: [block, name], detail }) =>
        mistake([{ kind: "attribute", name: block }], name, detail),
      ),
      ...(resource.validate?.(config) ?? []),
    ],
    async adjust(planned, prior, client, config) {
      const own = await resource.adjust?.(planned, prior, client, config);
      if (prior === undefined) return own ?? {};
      const kept = Object.entries(alike).flatMap(([name, isAlike]) =>
        isSame(planned.plain(name), prior.plain(name), (one, other) => isAlike(one, other, prior))
          ? [[name, prior.plain(name)] as const]
          : [],
      );
      return { ...own, set: { ...Object.fromEntries(kept), ...own?.set } };
    },
    create: (planned, context) =>
      changing("create", planned, context, async (signal) =>
        taken(planned, await resource.create(planned, { ...context, signal })),
      ),
    async read(state, context) {
      const found = await resource.read(state, context);
      return found && { ...missingBlocks(whole, state), ...asWritten(found, state, alike) };
    },
    ...(update && {
      update: (planned, prior, context) =>
        changing("update", planned, context, async (signal) =>
          taken(planned, await update.call(resource, planned, prior, { ...context, signal })),
        ),
    }),
    delete: (state, context) =>
      changing("delete", state, context, (signal) => resource.delete(state, { ...context, signal })),
    ...(resource.import && {
      import: async (id, context) => {
        const found = await resource.import?.(id, context);
        return asWritten(found ?? {}, new Fields({}), {});
      },
    }),
  };
}

function withTimeouts(own: BlockDefinition, timeouts: Timeouts): BlockDefinition {
  return { ...own, blocks: new Map([...own.blocks, [TIMEOUTS, timeoutsBlock(timeouts)]]) };
}

/**
 * Of what was made, what the plan left open. Where the service keeps another
 * value than was asked for, the next refresh shows it.
 */
function taken(planned: Fields, made: PlainRecord): PlainRecord {
  return Object.fromEntries(Object.entries(made).filter(([name]) => !planned.isWhollyKnown(name)));
}

/** Blocks that the state of an older version does not have are none. */
function missingBlocks({ blocks }: BlockDefinition, state: Fields): PlainRecord {
  const missing = [...blocks].filter(
    ([name, { nesting }]) => nesting !== "single" && state.plain(name) === null,
  );
  return Object.fromEntries(missing.map(([name]) => [name, []]));
}

/** What was read, as it stands in the state where that means the same: nothing is nothing, however it is written. */
function asWritten(found: PlainRecord, state: Fields, alike: Readonly<Record<string, Alike>>): PlainRecord {
  return Object.fromEntries(
    Object.entries(found).map(([name, value = null]) => {
      const kept = state.plain(name);
      if (isNothing(value)) return [name, isNothing(kept) || kept === 0 || kept === false ? kept : value];
      const isAlike = alike[name];
      const same = isAlike !== undefined && isSame(value, kept, (one, other) => isAlike(one, other, state));
      return [name, same ? kept : value];
    }),
  );
}

function isSame(one: Plain, other: Plain, isAlike: (one: Plain, other: Plain) => boolean): boolean {
  return one !== null && other !== null && isAlike(one, other);
}

function isNothing(value: Plain): boolean {
  if (isList(value)) return canonical(value) === "[]" || canonical(value) === "[{}]";
  return value === null || value === "";
}

/** However the letters are written. */
export const ANY_CASE: Alike = (one, other) => String(one).toLowerCase() === String(other).toLowerCase();

/** Texts that are the same however their letters are written, in any order. */
export const ANY_CASE_SET: Alike = (one, other) => canonical(lowered(one)) === canonical(lowered(other));

/** Blocks of a set that say the same: what they leave out, and what they leave empty, is the same. */
export const SAME_BLOCKS: Alike = (one, other) => canonical(one) === canonical(other);

function lowered(value: Plain): Plain {
  return isList(value) ? value.map((item) => String(item).toLowerCase()) : value;
}

function canonical(value: Plain): string {
  if (isList(value)) return `[${value.map(canonical).sort().join()}]`;
  if (!isRecord(value)) return JSON.stringify(value);
  const parts = Object.entries(value).filter(
    ([, part = null]) => !isNothing(part) && part !== false && part !== 0,
  );
  return `{${parts
    .map(([name, part = null]) => `${name}:${canonical(part)}`)
    .sort()
    .join()}}`;
}

/** What an import by an id finds nothing of. */
export function nothingToImport(noun: string, id: string): ProviderFailure {
  return new ProviderFailure(
    providerError("cannot-import-non-existent-remote-object"),
    `There is no ${noun} "${id}".`,
  );
}
