import type { Outcome, Private } from "./answer.ts";
import type { EphemeralDefinition, ReadContext } from "./definition.ts";
import type { EphemeralCalls } from "./ephemeral.ts";
import { diagnosticOf, failureOf } from "./failure.ts";
import { Fields } from "./fields.ts";
import { fromPlain } from "./plain.ts";
import { mapAttributes } from "./plan-block.ts";

/** The calls for the ephemeral types of an in-process provider; `ready` gives its client. */
export function ephemeralCalls<Client>(
  types: Readonly<Record<string, EphemeralDefinition<Client>>>,
  ready: () => Client,
): EphemeralCalls {
  const find = (type: string): EphemeralDefinition<Client> => {
    const found = types[type];
    if (found === undefined) throw new Error(`no ephemeral type ${type}`);
    return found;
  };
  const context = (signal: AbortSignal): ReadContext<Client> => ({ client: ready(), signal });
  return {
    validate: async ({ type, config }) => ({
      diagnostics: find(type).validate?.(Fields.of(config)) ?? [],
    }),
    open: ({ type, config, signal }) =>
      guarded(`open ${type}`, async () => {
        const { computed, handle, renewAt } = await find(type).open(Fields.of(config), context(signal));
        const value = mapAttributes(config, (name, given) =>
          given.isNull && Object.hasOwn(computed, name) ? fromPlain(given.type, computed[name]) : given,
        );
        return { value, private: written(handle), renewAt };
      }),
    renew: ({ type, private: kept, signal }) =>
      guarded(`renew ${type}`, async () => {
        const renewed = await find(type).renew?.(read(kept), context(signal));
        return { private: written(renewed?.handle) ?? kept, renewAt: renewed?.renewAt };
      }),
    close: async ({ type, private: kept, signal }) => {
      const closed = guarded(`close ${type}`, async () => find(type).close?.(read(kept), context(signal)));
      return { diagnostics: (await closed).diagnostics };
    },
  };
}

async function guarded<T>(doing: string, run: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { diagnostics: [], value: await run() };
  } catch (error) {
    return { diagnostics: [diagnosticOf(failureOf(error, doing))], value: undefined };
  }
}

function written(handle: string | undefined): Private {
  return handle === undefined ? undefined : new TextEncoder().encode(handle);
}

function read(kept: Private): string {
  return kept === undefined ? "" : new TextDecoder().decode(kept);
}
