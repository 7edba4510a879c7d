/** Looking at single stored objects again, as a refresh does, without a plan. */

import { formatInstance, type ResourceInstance } from "@tutti/addresses";
import { type Diagnostic, errorDiagnostic, hasErrors } from "@tutti/hcl";
import type { Provider, ProviderSchema, Schema } from "@tutti/plugin";
import { createLimit, createStop } from "@tutti/runtime";
import { type InstanceObject, instanceProvider, type StoredObject } from "@tutti/state";
import { unmarkDeep } from "@tutti/values";
import { engineError } from "../errors.ts";
import { providerSourceOf } from "../graph/provider-address.ts";
import { schemaOf } from "../graph/schema-of.ts";
import { decodeObject } from "../object/object-codec.ts";
import { type RefreshRun, refreshObject } from "../plan/refresh.ts";
import type { ResourceChange } from "../plan.ts";
import { ProviderPool } from "../scope/provider-pool.ts";
import { type LooksRequest, storedProviders } from "./stored-providers.ts";

/** What one look found. */
export type Look =
  | { readonly kind: "same" }
  /** `object`: as it is now; undefined when it is gone. */
  | {
      readonly kind: "differs";
      readonly change: ResourceChange;
      readonly object: InstanceObject | undefined;
    }
  /** It could not be looked at, so nothing is said of it. */
  | { readonly kind: "unseen"; readonly diagnostics: readonly Diagnostic[] };

/** Providers of what is stored, configured; whoever opened them closes them. */
export interface Looks {
  /** Reads that object alone, and compares it with what is stored. */
  look(stored: StoredObject, signal: AbortSignal): Promise<Look>;
  /**
   * Hints, until it is aborted, when the object is worth a look: once when something in the world is listened to,
   * and at each news. Resolves with false at once where nothing tells of it; rejects where nothing tells any more.
   */
  watch(
    stored: StoredObject,
    listening: { readonly signal: AbortSignal; readonly hint: () => void },
  ): Promise<boolean>;
  /** Of a provider as a state names it. */
  schemaOf(provider: string): ProviderSchema | undefined;
  close(): Promise<void>;
}

/** Configures the providers of all managed objects of a state, by the configuration and what the state says. */
export async function openLooks(request: LooksRequest): Promise<Looks> {
  const { registry, schemas, configs } = await storedProviders(request);
  const stop = createStop();
  const pool = new ProviderPool(registry, stop.signal);
  const limit = createLimit(request.parallelism ?? 10);
  const started = new Map<string, Promise<readonly Diagnostic[]>>();

  async function keeperOf({ address, resource, instance }: StoredObject): Promise<Keeper> {
    const text = instanceProvider(resource, instance);
    const source = providerSourceOf(text);
    const schema = schemaOf(schemas, source, address);
    const config = configs.get(text);
    if (schema === undefined || config === undefined) return unknownProvider(text, address);
    let starting = started.get(text);
    if (starting === undefined) {
      starting = pool.configure(text, config);
      started.set(text, starting);
    }
    const diagnostics = await starting;
    const provider = pool.get(text);
    return provider === undefined ? { ok: false, diagnostics } : { ok: true, text, schema, provider };
  }

  return {
    async look(stored, signal) {
      const keeper = await keeperOf(stored);
      if (!keeper.ok) return { kind: "unseen", diagnostics: keeper.diagnostics };
      const diagnostics: Diagnostic[] = [];
      const run: RefreshRun = {
        schemas,
        limit,
        movedFrom: new Map(),
        drift: [],
        never: stop.signal,
        request: { refresh: true, mode: "refresh-only", signal },
        walk: { report: (found) => void diagnostics.push(...found) },
        prior: { apply: () => {} },
      };
      const { address, deposedKey, object } = stored;
      const { text, schema, provider } = keeper;
      const found = await refreshObject(run, {
        address,
        deposedKey,
        object,
        schema,
        provider,
        providerText: text,
      });
      if (found === undefined || hasErrors(diagnostics)) return { kind: "unseen", diagnostics };
      const [change] = run.drift;
      if (change === undefined) return { kind: "same" };
      return { kind: "differs", change, object: found.value.isNull ? undefined : found.object };
    },
    async watch(stored, { signal, hint }) {
      const keeper = await keeperOf(stored);
      if (!keeper.ok) return false;
      const { address, object } = stored;
      const { schema, provider } = keeper;
      const { value } = await decodeObject(object, address.type, schema, provider, formatInstance(address));
      if (value === undefined) return false;
      const state = unmarkDeep(value).value;
      const watched = provider.watch?.({ type: address.type, state, signal, hint });
      if (watched === undefined) return false;
      await watched;
      return true;
    },
    schemaOf: (provider) => schemas.get(providerSourceOf(provider)),
    async close() {
      stop.abort();
      await pool.close();
    },
  };
}

/** Who answers for an object; where that cannot be had, why. */
type Keeper =
  | { readonly ok: true; readonly text: string; readonly schema: Schema; readonly provider: Provider }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

function unknownProvider(text: string, address: ResourceInstance): Keeper {
  const detail = `How the provider ${text} is configured cannot be told from the configuration and the state, so nobody can say what became of ${formatInstance(address)}. Run a plan: it says what is missing.`;
  const diagnostic = errorDiagnostic(engineError("provider-to-look-with-unknown"), detail);
  return { ok: false, diagnostics: [diagnostic] };
}
