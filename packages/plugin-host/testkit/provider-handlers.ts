/** The calls of the plugin protocol, answered by a `Provider` of this program: the carrier seen from the other side. */

import {
  identityType,
  impliedType,
  type Outcome,
  type Provider,
  type ProviderDiagnostic,
  type Schema,
} from "@tutti/plugin";
import type { Path, Value } from "@tutti/values";
import { Diagnostic_Severity } from "../src/gen/tfplugin6_pb.js";
import { DynamicCodec } from "../src/values/dynamic-value.ts";
import { encodeIdentities, encodeProviderSchema } from "./encode-schema.ts";
import type { Handler } from "./serve-methods.ts";

type Bytes = Parameters<DynamicCodec["decode"]>[0];
/** A request with whatever members its method has. */
interface Asked {
  readonly typeName: string;
  readonly actionType: string;
  readonly config: Bytes;
  readonly version: bigint;
  readonly rawState: { readonly json: Uint8Array };
  readonly currentState: Bytes;
  readonly priorState: Bytes;
  readonly plannedState: Bytes;
  readonly proposedNewState: Bytes;
  readonly private: Uint8Array;
  readonly priorPrivate: Uint8Array;
  readonly plannedPrivate: Uint8Array;
  readonly id: string;
  readonly identity: { readonly identityData: Bytes } | undefined;
  readonly currentIdentity: { readonly identityData: Bytes } | undefined;
  readonly includeResourceObject: boolean;
  readonly limit: bigint;
}

/** By the names of version 6. */
export async function providerHandlers(provider: Provider): Promise<Readonly<Record<string, Handler>>> {
  const codec = await DynamicCodec.load();
  const schema = provider.schema();
  const signal = new AbortController();
  const object = (found: ReadonlyMap<string, Schema> | undefined, type: string) => {
    const known = found?.get(type);
    if (known === undefined) throw new Error(`no ${type}`);
    const whole = impliedType(known.block);
    return {
      decode: (bytes: Bytes) => codec.decode(bytes, whole),
      encode: (value: Value) => codec.encode(value, whole),
    };
  };
  const managed = (type: string) => object(schema.resourceTypes, type);
  const identityOf = (type: string, identity: Value | undefined) => {
    const known = schema.identities?.get(type);
    if (known === undefined || identity === undefined) return undefined;
    return { identityData: codec.encode(identity, identityType(known)) };
  };
  const identityFrom = (type: string, data: { readonly identityData: Bytes } | undefined) => {
    const known = schema.identities?.get(type);
    return known === undefined || data === undefined
      ? undefined
      : codec.decode(data.identityData, identityType(known));
  };
  const bare = (bytes: Uint8Array) => (bytes.length === 0 ? undefined : bytes);
  const handlers: Readonly<Record<string, (asked: Asked) => Promise<object> | AsyncIterable<object>>> = {
    getProviderSchema: async () => encodeProviderSchema(schema),
    getResourceIdentitySchemas: async () => encodeIdentities(schema),
    validateProviderConfig: async ({ config }) => {
      const value = codec.decode(config, impliedType(schema.provider.block));
      return { preparedConfig: config, ...found(await provider.validateProvider({ config: value })) };
    },
    validateResourceConfig: async ({ typeName: type, config }) =>
      found(await provider.validateResource({ type, config: managed(type).decode(config) })),
    validateDataResourceConfig: async ({ typeName: type, config }) =>
      found(await provider.validateData({ type, config: object(schema.dataSources, type).decode(config) })),
    configureProvider: async ({ config }) => {
      const value = codec.decode(config, impliedType(schema.provider.block));
      return found(await provider.configure({ config: value, signal: signal.signal }));
    },
    upgradeResourceState: async ({ typeName: type, version, rawState }) => {
      const json = new TextDecoder().decode(rawState.json);
      const { encode, decode } = managed(type);
      if (Number(version) === schema.resourceTypes.get(type)?.version)
        return { upgradedState: encode(decode({ msgpack: new Uint8Array(), json: rawState.json })) };
      const outcome = await provider.upgradeState({ type, version: Number(version), json });
      return { ...found(outcome), upgradedState: outcome.value && encode(outcome.value.state) };
    },
    readResource: async ({ typeName: type, currentState, private: kept, currentIdentity }) => {
      const { encode, decode } = managed(type);
      const outcome = await provider.read({
        type,
        state: decode(currentState),
        identity: identityFrom(type, currentIdentity),
        private: bare(kept),
        signal: signal.signal,
      });
      const { value } = outcome;
      if (value === undefined) return found(outcome);
      return {
        ...found(outcome),
        newState: encode(value.state),
        private: value.private ?? new Uint8Array(),
        newIdentity: identityOf(type, value.identity),
      };
    },
    planResourceChange: async ({ typeName: type, priorState, proposedNewState, config, priorPrivate }) => {
      const { encode, decode } = managed(type);
      const outcome = await provider.plan({
        type,
        prior: decode(priorState),
        proposed: decode(proposedNewState),
        config: decode(config),
        private: bare(priorPrivate),
        signal: signal.signal,
      });
      const { value } = outcome;
      if (value === undefined) return found(outcome);
      return {
        ...found(outcome),
        plannedState: encode(value.planned),
        requiresReplace: value.requiresReplace.map(encodePath),
        plannedPrivate: value.private ?? new Uint8Array(),
        plannedIdentity: identityOf(type, value.identity),
      };
    },
    applyResourceChange: async ({ typeName: type, priorState, plannedState, config, plannedPrivate }) => {
      const { encode, decode } = managed(type);
      const outcome = await provider.apply({
        type,
        prior: decode(priorState),
        planned: decode(plannedState),
        config: decode(config),
        private: bare(plannedPrivate),
        operationId: "",
        signal: signal.signal,
      });
      const { value } = outcome;
      return {
        ...found(outcome),
        newState: value === undefined ? priorState : encode(value.state),
        private: value?.private ?? new Uint8Array(),
        newIdentity: identityOf(type, value?.identity),
      };
    },
    importResourceState: async ({ typeName: type, id, identity }) => {
      const by = identityFrom(type, identity);
      const outcome = await provider.import({
        type,
        id,
        ...(by === undefined ? {} : { identity: by }),
        signal: signal.signal,
      });
      return {
        ...found(outcome),
        importedResources: (outcome.value?.imported ?? []).map((one) => ({
          typeName: one.type,
          state: managed(one.type).encode(one.state),
          private: one.private ?? new Uint8Array(),
          identity: identityOf(one.type, one.identity),
        })),
      };
    },
    readDataSource: async ({ typeName: type, config }) => {
      const { encode, decode } = object(schema.dataSources, type);
      const outcome = await provider.readData({ type, config: decode(config), signal: signal.signal });
      return { ...found(outcome), state: outcome.value && encode(outcome.value.state) };
    },
    ...ephemeralHandlers(provider, (type) => object(schema.ephemeralTypes, type), signal.signal),
    ...actionHandlers(provider, (type) => object(schema.actions, type), signal.signal),
    validateListResourceConfig: async ({ typeName: type, config }) => {
      const checked = await provider.lists?.validate({
        type,
        config: object(schema.lists, type).decode(config),
      });
      return checked === undefined ? {} : found(checked);
    },
    async *listResource({ typeName: type, config, includeResourceObject, limit }) {
      const { decode } = object(schema.lists, type);
      const request = {
        type,
        config: decode(config),
        includeObject: includeResourceObject,
        limit: Number(limit),
        signal: signal.signal,
      };
      for await (const { value, diagnostics } of provider.lists?.list(request) ?? [])
        yield {
          diagnostic: diagnostics.map(encodeDiagnostic),
          displayName: value?.displayName ?? "",
          identity: identityOf(type, value?.identity),
          resourceObject: value?.state && managed(type).encode(value.state),
        };
    },
    stopProvider: async () => {
      signal.abort(new DOMException("asked to stop", "AbortError"));
      return {};
    },
  };
  return handlers as Readonly<Record<string, Handler>>;
}

type Codec = (type: string) => {
  readonly decode: (bytes: Bytes) => Value;
  readonly encode: (value: Value) => object;
};
type Handlers = Readonly<Record<string, (asked: Asked) => Promise<object> | AsyncIterable<object>>>;

function ephemeralHandlers({ ephemeral }: Provider, codec: Codec, signal: AbortSignal): Handlers {
  if (ephemeral === undefined) return {};
  const times = (
    outcome: Outcome<{ readonly private: Uint8Array | undefined; readonly renewAt: number | undefined }>,
  ) => ({
    private: outcome.value?.private,
    renewAt:
      outcome.value?.renewAt === undefined
        ? undefined
        : {
            seconds: BigInt(Math.floor(outcome.value.renewAt / 1000)),
            nanos: (outcome.value.renewAt % 1000) * 1e6,
          },
  });
  return {
    validateEphemeralResourceConfig: async ({ typeName: type, config }) =>
      found(await ephemeral.validate({ type, config: codec(type).decode(config) })),
    openEphemeralResource: async ({ typeName: type, config }) => {
      const outcome = await ephemeral.open({ type, config: codec(type).decode(config), signal });
      return {
        ...found(outcome),
        result: outcome.value && codec(type).encode(outcome.value.value),
        ...times(outcome),
      };
    },
    renewEphemeralResource: async ({ typeName: type, private: kept }) => {
      const outcome = await ephemeral.renew({ type, private: kept, signal });
      return { ...found(outcome), ...times(outcome) };
    },
    closeEphemeralResource: async ({ typeName: type, private: kept }) =>
      found(await ephemeral.close({ type, private: kept, signal })),
  };
}

function actionHandlers({ actions }: Provider, codec: Codec, signal: AbortSignal): Handlers {
  if (actions === undefined) return {};
  return {
    validateActionConfig: async ({ typeName: type, config }) =>
      found(await actions.validate({ type, config: codec(type).decode(config) })),
    planAction: async ({ actionType: type, config }) =>
      found(await actions.plan({ type, config: codec(type).decode(config), signal })),
    async *invokeAction({ actionType: type, config }) {
      const said: string[] = [];
      const checked = await actions.invoke({
        type,
        config: codec(type).decode(config),
        signal,
        progress: (text) => said.push(text),
      });
      for (const message of said) yield { type: { case: "progress", value: { message } } };
      yield { type: { case: "completed", value: found(checked) } };
    },
  };
}

function found({ diagnostics }: { readonly diagnostics: readonly ProviderDiagnostic[] }): {
  readonly diagnostics: object[];
} {
  return { diagnostics: diagnostics.map(encodeDiagnostic) };
}

function encodeDiagnostic({ severity, summary, detail, path }: ProviderDiagnostic): object {
  return {
    severity: severity === "error" ? Diagnostic_Severity.ERROR : Diagnostic_Severity.WARNING,
    summary,
    detail,
    ...(path === undefined ? {} : { attribute: encodePath(path) }),
  };
}

function encodePath(path: Path): object {
  return {
    steps: path.map((step) => {
      if (step.kind === "attribute") return { selector: { case: "attributeName", value: step.name } };
      const { key } = step;
      return key.type.kind === "string"
        ? { selector: { case: "elementKeyString", value: key.asString } }
        : { selector: { case: "elementKeyInt", value: BigInt(String(key.data)) } };
    }),
  };
}
