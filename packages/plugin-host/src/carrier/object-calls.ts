/** Calls about managed objects and data. */

import type { ApplyRequest, ObjectAnswer, Outcome, PlanRequest, PlanResponse, Provider } from "@tutti/plugin";
import { errorDiagnostic } from "@tutti/plugin";
import { pluginError } from "../errors.ts";
import { decodeDiagnostics, decodePath } from "../values/diagnostics.ts";
import {
  type Carrier,
  CLIENT_CAPABILITIES,
  decodeIdentityData,
  decodeObject,
  encodeIdentity,
  encodeObject,
  hasErrors,
  known,
  metaOf,
  outcomeOf,
  privateOf,
} from "./carrier.ts";

type ObjectCalls = Pick<Provider, "upgradeState" | "read" | "plan" | "apply" | "import" | "readData">;

export function objectCalls(carrier: Carrier): ObjectCalls {
  return {
    upgradeState: (request) => upgradeState(carrier, request),
    read: (request) => read(carrier, request),
    plan: (request) => plan(carrier, request),
    apply: (request) => apply(carrier, request),
    import: (request) => bring(carrier, request),
    readData: (request) => readData(carrier, request),
  };
}

type Asked<Name extends keyof ObjectCalls> = Parameters<ObjectCalls[Name]>[0];

function upgradeState(
  carrier: Carrier,
  { type, version, json }: Asked<"upgradeState">,
): ReturnType<Provider["upgradeState"]> {
  const schema = known(carrier.known.schema.resourceTypes, type);
  return outcomeOf(carrier, async (session) => {
    const response = await session.ask("upgradeResourceState", {
      typeName: type,
      version: BigInt(version),
      rawState: { json: new TextEncoder().encode(json) },
    });
    const diagnostics = decodeDiagnostics(response.diagnostics);
    if (hasErrors(diagnostics)) return { diagnostics, value: undefined };
    return { diagnostics, value: { state: decodeObject(carrier, schema, response.upgradedState) } };
  });
}

function read(carrier: Carrier, request: Asked<"read">): Promise<Outcome<ObjectAnswer>> {
  const { type, state, identity, signal } = request;
  const schema = known(carrier.known.schema.resourceTypes, type);
  return outcomeOf(carrier, async (session) => {
    const current = encodeIdentity(carrier, type, identity);
    const response = await session.ask(
      "readResource",
      {
        typeName: type,
        currentState: encodeObject(carrier, schema, state),
        private: request.private ?? new Uint8Array(),
        clientCapabilities: CLIENT_CAPABILITIES,
        ...(current === undefined ? {} : { currentIdentity: current }),
        ...metaOf(carrier),
      },
      signal,
    );
    const diagnostics = [...decodeDiagnostics(response.diagnostics), ...unaskedDeferral(carrier, response)];
    if (hasErrors(diagnostics)) return { diagnostics, value: undefined };
    return {
      diagnostics,
      value: {
        state: decodeObject(carrier, schema, response.newState),
        private: privateOf(response.private),
        identity: decodeIdentityData(carrier, type, response.newIdentity),
      },
    };
  });
}

function plan(carrier: Carrier, request: PlanRequest): Promise<Outcome<PlanResponse>> {
  const { type, prior, proposed, config, identity, signal } = request;
  const schema = known(carrier.known.schema.resourceTypes, type);
  // Only some want to be asked about an object that is to go.
  if (proposed.isNull && !carrier.known.capabilities.planDestroy)
    return Promise.resolve({
      diagnostics: [],
      value: { planned: proposed, requiresReplace: [], private: request.private },
    });
  return outcomeOf(carrier, async (session) => {
    const before = encodeIdentity(carrier, type, identity);
    const response = await session.ask(
      "planResourceChange",
      {
        typeName: type,
        priorState: encodeObject(carrier, schema, prior),
        proposedNewState: encodeObject(carrier, schema, proposed),
        config: encodeObject(carrier, schema, config),
        priorPrivate: request.private ?? new Uint8Array(),
        clientCapabilities: CLIENT_CAPABILITIES,
        ...(before === undefined ? {} : { priorIdentity: before }),
        ...metaOf(carrier),
      },
      signal,
    );
    const diagnostics = [...decodeDiagnostics(response.diagnostics), ...unaskedDeferral(carrier, response)];
    if (hasErrors(diagnostics)) return { diagnostics, value: undefined };
    return {
      diagnostics,
      value: {
        planned: decodeObject(carrier, schema, response.plannedState),
        requiresReplace: response.requiresReplace.map(decodePath),
        private: privateOf(response.plannedPrivate),
        identity: decodeIdentityData(carrier, type, response.plannedIdentity),
        ...(response.legacyTypeSystem ? { isLegacy: true } : {}),
      },
    };
  });
}

function apply(carrier: Carrier, request: ApplyRequest): Promise<Outcome<ObjectAnswer>> {
  const { type, prior, planned, config, identity, signal } = request;
  const schema = known(carrier.known.schema.resourceTypes, type);
  return outcomeOf(carrier, async (session) => {
    const wanted = encodeIdentity(carrier, type, identity);
    const response = await session.ask(
      "applyResourceChange",
      {
        typeName: type,
        priorState: encodeObject(carrier, schema, prior),
        plannedState: encodeObject(carrier, schema, planned),
        config: encodeObject(carrier, schema, config),
        plannedPrivate: request.private ?? new Uint8Array(),
        ...(wanted === undefined ? {} : { plannedIdentity: wanted }),
        ...metaOf(carrier),
      },
      signal,
    );
    const diagnostics = decodeDiagnostics(response.diagnostics);
    const state = decodeObject(carrier, schema, response.newState);
    // One that fails and says that nothing is there mostly says nothing: what was there is kept, to try again.
    if (state.isNull && hasErrors(diagnostics)) return { diagnostics, value: undefined };
    return {
      diagnostics,
      value: {
        state,
        private: privateOf(response.private),
        identity: decodeIdentityData(carrier, type, response.newIdentity),
        ...(response.legacyTypeSystem ? { isLegacy: true } : {}),
      },
    };
  });
}

function bring(carrier: Carrier, request: Asked<"import">): ReturnType<Provider["import"]> {
  const { type, id, identity, signal } = request;
  const { resourceTypes } = carrier.known.schema;
  return outcomeOf(carrier, async (session) => {
    const by = encodeIdentity(carrier, type, identity);
    const response = await session.ask(
      "importResourceState",
      {
        typeName: type,
        id,
        clientCapabilities: CLIENT_CAPABILITIES,
        ...(by === undefined ? {} : { identity: by }),
      },
      signal,
    );
    const diagnostics = [...decodeDiagnostics(response.diagnostics), ...unaskedDeferral(carrier, response)];
    if (hasErrors(diagnostics)) return { diagnostics, value: undefined };
    const imported = response.importedResources.map((one) => ({
      type: one.typeName,
      state: decodeObject(carrier, known(resourceTypes, one.typeName), one.state),
      private: privateOf(one.private),
      identity: decodeIdentityData(carrier, one.typeName, one.identity),
    }));
    return { diagnostics, value: { imported } };
  });
}

function readData(carrier: Carrier, request: Asked<"readData">): ReturnType<Provider["readData"]> {
  const { type, config, signal } = request;
  const schema = known(carrier.known.schema.dataSources, type);
  return outcomeOf(carrier, async (session) => {
    const response = await session.ask(
      "readDataSource",
      {
        typeName: type,
        config: encodeObject(carrier, schema, config),
        clientCapabilities: CLIENT_CAPABILITIES,
        ...metaOf(carrier),
      },
      signal,
    );
    const diagnostics = [...decodeDiagnostics(response.diagnostics), ...unaskedDeferral(carrier, response)];
    if (hasErrors(diagnostics)) return { diagnostics, value: undefined };
    return { diagnostics, value: { state: decodeObject(carrier, schema, response.state) } };
  });
}

function unaskedDeferral({ name }: Carrier, { deferred }: { readonly deferred?: unknown }) {
  if (deferred === undefined) return [];
  return [
    errorDiagnostic(
      pluginError("plugin-deferred-unasked"),
      `The plugin ${name} put its answer off, although nobody had allowed it to.\n\nThis is a bug in the provider, which should be reported in the provider's own issue tracker.`,
    ),
  ];
}
