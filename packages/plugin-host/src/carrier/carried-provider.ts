import {
  type Checked,
  identityType,
  type MoveState,
  type Outcome,
  type Provider,
  type Schema,
} from "@tutti/plugin";
import type { Value } from "@tutti/values";
import { decodeDiagnostics } from "../values/diagnostics.ts";
import { actionCalls } from "./action-calls.ts";
import { calledFunctions } from "./called-functions.ts";
import {
  type Carrier,
  CLIENT_CAPABILITIES,
  decodeIdentityData,
  decodeObject,
  encodeObject,
  hasErrors,
  known,
  outcomeOf,
  privateOf,
} from "./carrier.ts";
import { ephemeralCalls } from "./ephemeral-calls.ts";
import { listCalls } from "./list-calls.ts";
import { objectCalls } from "./object-calls.ts";
import type { PluginSession } from "./plugin-session.ts";

/** Who gives a provider its plugin. */
export interface SessionSource {
  /** One that has this configuration; `tell` is called where none has it yet. Undefined: one of its own. */
  configured(
    config: Uint8Array | undefined,
    tell: (session: PluginSession) => Promise<Checked>,
  ): Promise<Checked>;
  close(): Promise<void>;
}

/** The version that plugins see in `terraform_version`: some ask for one that has what they need. */
const TERRAFORM_VERSION = "1.11.4";

/** A provider whose calls are answered by a plugin. */
export function carriedProvider(carrier: Carrier, source: SessionSource): Provider {
  const { schema, capabilities } = carrier.known;
  return {
    schema: () => schema,
    validateProvider: ({ config }) =>
      checked(carrier, async (session) => {
        const request = { config: encodeObject(carrier, schema.provider, config) };
        return (await session.ask("validateProviderConfig", request)).diagnostics;
      }),
    validateResource: ({ type, config }) =>
      checked(carrier, async (session) => {
        const request = {
          ...typed(carrier, schema.resourceTypes, type, config),
          clientCapabilities: CLIENT_CAPABILITIES,
        };
        return (await session.ask("validateResourceConfig", request)).diagnostics;
      }),
    validateData: ({ type, config }) =>
      checked(carrier, async (session) => {
        const request = typed(carrier, schema.dataSources, type, config);
        return (await session.ask("validateDataResourceConfig", request)).diagnostics;
      }),
    configure: (request) => configure(carrier, source, request),
    ...objectCalls(carrier),
    ...(schema.identities === undefined
      ? {}
      : { upgradeIdentity: (request) => upgradeIdentity(carrier, request) }),
    ...(capabilities.moveResourceState
      ? { moveState: (request: Parameters<MoveState>[0]) => moveState(carrier, request) }
      : {}),
    ...(schema.functions === undefined
      ? {}
      : { functions: () => calledFunctions(carrier, schema.functions) }),
    ...(schema.ephemeralTypes === undefined ? {} : { ephemeral: ephemeralCalls(carrier) }),
    ...(schema.actions === undefined ? {} : { actions: actionCalls(carrier) }),
    ...(schema.lists === undefined ? {} : { lists: listCalls(carrier) }),
    close: () => source.close(),
  };
}

async function checked(
  carrier: Carrier,
  ask: (session: PluginSession) => Promise<Parameters<typeof decodeDiagnostics>[0]>,
): Promise<Checked> {
  const { diagnostics } = await outcomeOf(carrier, async (session) => ({
    diagnostics: decodeDiagnostics(await ask(session)),
    value: undefined,
  }));
  return { diagnostics };
}

function typed(carrier: Carrier, schemas: ReadonlyMap<string, Schema>, type: string, config: Value) {
  return { typeName: type, config: encodeObject(carrier, known(schemas, type), config) };
}

async function configure(
  carrier: Carrier,
  source: SessionSource,
  { config, signal }: Parameters<Provider["configure"]>[0],
): Promise<Checked> {
  const encoded = encodeObject(carrier, carrier.known.schema.provider, config);
  // What is unknown today is something else tomorrow.
  const same = config.isWhollyKnown ? encoded.msgpack : undefined;
  const request = {
    terraformVersion: TERRAFORM_VERSION,
    config: encoded,
    clientCapabilities: CLIENT_CAPABILITIES,
  };
  const tell = async (session: PluginSession): Promise<Checked> => {
    const { diagnostics } = await session.ask("configureProvider", request, signal);
    return { diagnostics: decodeDiagnostics(diagnostics) };
  };
  const { diagnostics } = await outcomeOf(carrier, async () => ({
    ...(await source.configured(same, tell)),
    value: undefined,
  }));
  return { diagnostics };
}

function upgradeIdentity(
  carrier: Carrier,
  { type, version, json }: { readonly type: string; readonly version: number; readonly json: string },
): Promise<Outcome<{ readonly identity: Value }>> {
  const schema = known(carrier.known.schema.identities, type);
  return outcomeOf(carrier, async (session) => {
    const response = await session.ask("upgradeResourceIdentity", {
      typeName: type,
      version: BigInt(version),
      rawIdentity: { json: new TextEncoder().encode(json) },
    });
    const diagnostics = decodeDiagnostics(response.diagnostics);
    if (hasErrors(diagnostics)) return { diagnostics, value: undefined };
    const identity = carrier.codec.decode(response.upgradedIdentity?.identityData, identityType(schema));
    return { diagnostics, value: { identity } };
  });
}

function moveState(carrier: Carrier, request: Parameters<MoveState>[0]): ReturnType<MoveState> {
  const schema = known(carrier.known.schema.resourceTypes, request.type);
  return outcomeOf(carrier, async (session) => {
    const response = await session.ask("moveResourceState", {
      sourceProviderAddress: request.sourceProvider,
      sourceTypeName: request.sourceType,
      sourceSchemaVersion: BigInt(request.sourceVersion),
      sourceState: { json: new TextEncoder().encode(request.sourceJson) },
      sourcePrivate: request.sourcePrivate ?? new Uint8Array(),
      targetTypeName: request.type,
    });
    const diagnostics = decodeDiagnostics(response.diagnostics);
    if (hasErrors(diagnostics)) return { diagnostics, value: undefined };
    return {
      diagnostics,
      value: {
        state: decodeObject(carrier, schema, response.targetState),
        private: privateOf(response.targetPrivate),
        identity: decodeIdentityData(carrier, request.type, response.targetIdentity),
      },
    };
  });
}
