/** The life of managed objects, answered by a provider of this program. */

import { UnreadableValue } from "../values/dynamic-value.ts";
import { encodePath, found } from "./encode-diagnostics.ts";
import type { Handlers } from "./handlers.ts";
import type { Bytes, ServedProvider } from "./served-provider.ts";

type Identity = { readonly identityData?: Bytes } | undefined;

interface Asked {
  readonly typeName: string;
  readonly config: Bytes;
  readonly version: bigint;
  readonly rawState: { readonly json: Uint8Array } | undefined;
  readonly rawIdentity: { readonly json: Uint8Array } | undefined;
  readonly currentState: Bytes;
  readonly priorState: Bytes;
  readonly plannedState: Bytes;
  readonly proposedNewState: Bytes;
  readonly private: Uint8Array;
  readonly priorPrivate: Uint8Array;
  readonly plannedPrivate: Uint8Array;
  readonly id: string;
  readonly identity: Identity;
  readonly currentIdentity: Identity;
  readonly priorIdentity: Identity;
  readonly plannedIdentity: Identity;
  readonly targetTypeName: string;
  readonly sourceProviderAddress: string;
  readonly sourceTypeName: string;
  readonly sourceSchemaVersion: bigint;
  readonly sourceState: { readonly json: Uint8Array } | undefined;
  readonly sourcePrivate: Uint8Array;
}

const NONE = new Uint8Array();

/** `log` gets what an object tells while it is made. */
export function objectHandlers(served: ServedProvider, log: (text: string) => void): Handlers<Asked> {
  const { provider } = served;
  return {
    validateResourceConfig: async ({ typeName: type, config }) =>
      found(await provider.validateResource({ type, config: served.managed(type).decode(config) })),
    upgradeResourceState: (asked) => upgradeState(served, asked),
    upgradeResourceIdentity: (asked) => upgradeIdentity(served, asked),
    readResource: async ({ typeName: type, currentState, private: kept, currentIdentity }, signal) => {
      const { encode, decode } = served.managed(type);
      const outcome = await provider.read({
        type,
        state: decode(currentState),
        identity: served.decodeIdentity(type, currentIdentity),
        private: bare(kept),
        signal,
      });
      const { value } = outcome;
      if (value === undefined) return found(outcome);
      return {
        ...found(outcome),
        newState: encode(value.state),
        private: value.private ?? NONE,
        newIdentity: served.encodeIdentity(type, value.identity),
      };
    },
    planResourceChange: async (asked, signal) => {
      const { typeName: type, priorState, proposedNewState, config, priorPrivate, priorIdentity } = asked;
      const { encode, decode } = served.managed(type);
      const outcome = await provider.plan({
        type,
        prior: decode(priorState),
        identity: served.decodeIdentity(type, priorIdentity),
        proposed: decode(proposedNewState),
        config: decode(config),
        private: bare(priorPrivate),
        signal,
      });
      const { value } = outcome;
      if (value === undefined) return found(outcome);
      return {
        ...found(outcome),
        plannedState: encode(value.planned),
        requiresReplace: value.requiresReplace.map(encodePath),
        plannedPrivate: value.private ?? NONE,
        plannedIdentity: served.encodeIdentity(type, value.identity),
      };
    },
    applyResourceChange: async (asked, signal) => {
      const { typeName: type, priorState, plannedState, config, plannedPrivate, plannedIdentity } = asked;
      const { encode, decode } = served.managed(type);
      const outcome = await provider.apply({
        type,
        prior: decode(priorState),
        planned: decode(plannedState),
        config: decode(config),
        identity: served.decodeIdentity(type, plannedIdentity),
        private: bare(plannedPrivate),
        // The protocol has nothing of the kind: what a killed apply made is not found again.
        operationId: "",
        signal,
        progress: log,
      });
      const { value } = outcome;
      return {
        ...found(outcome),
        newState: value === undefined ? priorState : encode(value.state),
        private: value?.private ?? NONE,
        newIdentity: served.encodeIdentity(type, value?.identity),
      };
    },
    importResourceState: async ({ typeName: type, id, identity }, signal) => {
      const by = served.decodeIdentity(type, identity);
      const outcome = await provider.import({
        type,
        id,
        ...(by === undefined ? {} : { identity: by }),
        signal,
      });
      return {
        ...found(outcome),
        importedResources: (outcome.value?.imported ?? []).map((one) => ({
          typeName: one.type,
          state: served.managed(one.type).encode(one.state),
          private: one.private ?? NONE,
          identity: served.encodeIdentity(one.type, one.identity),
        })),
      };
    },
    moveResourceState: provider.moveState && ((asked) => moveState(served, asked)),
  };
}

async function upgradeState(served: ServedProvider, asked: Asked): Promise<object> {
  const { typeName: type, version, rawState } = asked;
  const bytes = rawState?.json ?? NONE;
  const { encode, decode } = served.managed(type);
  if (Number(version) === served.schema.resourceTypes.get(type)?.version) {
    const now = attempt(() => encode(decode({ msgpack: NONE, json: bytes })));
    if (now !== undefined) return { upgradedState: now };
  }
  // Also what is of today's version and does not fit: an attribute that is no more is left out.
  const json = new TextDecoder().decode(bytes);
  const outcome = await served.provider.upgradeState({ type, version: Number(version), json });
  return { ...found(outcome), upgradedState: outcome.value && encode(outcome.value.state) };
}

async function upgradeIdentity(served: ServedProvider, asked: Asked): Promise<object> {
  const { typeName: type, version, rawIdentity } = asked;
  const bytes = rawIdentity?.json ?? NONE;
  const { provider, schema } = served;
  const known = schema.identities?.get(type);
  if (provider.upgradeIdentity === undefined || Number(version) === known?.version) {
    const now = served.decodeIdentity(type, { identityData: { msgpack: NONE, json: bytes } });
    return { upgradedIdentity: served.encodeIdentity(type, now) };
  }
  const json = new TextDecoder().decode(bytes);
  const outcome = await provider.upgradeIdentity({ type, version: Number(version), json });
  return { ...found(outcome), upgradedIdentity: served.encodeIdentity(type, outcome.value?.identity) };
}

async function moveState(served: ServedProvider, asked: Asked): Promise<object> {
  const outcome = await served.provider.moveState?.({
    type: asked.targetTypeName,
    sourceProvider: asked.sourceProviderAddress,
    sourceType: asked.sourceTypeName,
    sourceVersion: Number(asked.sourceSchemaVersion),
    sourceJson: new TextDecoder().decode(asked.sourceState?.json ?? NONE),
    sourcePrivate: bare(asked.sourcePrivate),
  });
  if (outcome === undefined) return {};
  const { encode } = served.managed(asked.targetTypeName);
  return {
    ...found(outcome),
    targetState: outcome.value && encode(outcome.value.state),
    targetPrivate: outcome.value?.private ?? NONE,
  };
}

/** Undefined where a value does not fit its schema. */
function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof UnreadableValue) return undefined;
    throw error;
  }
}

function bare(bytes: Uint8Array): Uint8Array | undefined {
  return bytes.length === 0 ? undefined : bytes;
}
