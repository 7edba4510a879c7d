import { ProviderFailure, type ProviderSchema, type Schema } from "@tutti/plugin";
import { pluginError } from "../errors.ts";
import type { GetProviderSchema_Response, Schema as WireSchema } from "../gen/tfplugin6_pb.js";
import { decodeFunction } from "../values/decode-function.ts";
import { decodeIdentity, decodeSchema, UnreadableSchema } from "../values/decode-schema.ts";
import { decodeDiagnostics } from "../values/diagnostics.ts";
import type { PluginSession } from "./plugin-session.ts";

/** What a plugin is and can do. */
export interface PluginSchema {
  readonly schema: ProviderSchema;
  readonly capabilities: PluginCapabilities;
}

interface PluginCapabilities {
  /** It is asked about objects that are to be destroyed. */
  readonly planDestroy: boolean;
  /** It takes stored objects of other types. */
  readonly moveResourceState: boolean;
}

/** Asks a plugin what it is. Rejects with a `ProviderFailure`. */
export async function loadSchema(session: PluginSession): Promise<PluginSchema> {
  const response = await session.ask("getProviderSchema", {});
  const wrong = decodeDiagnostics(response.diagnostics).find(({ severity }) => severity === "error");
  if (wrong !== undefined)
    throw new ProviderFailure(pluginError("plugin-diagnostic", wrong.summary), wrong.detail);
  const identities = await identitiesOf(session);
  try {
    return { schema: decoded(response, identities), capabilities: capabilitiesOf(response) };
  } catch (error) {
    if (!(error instanceof UnreadableSchema)) throw error;
    throw new ProviderFailure(
      pluginError("plugin-schema-unreadable"),
      `What the plugin says of itself cannot be read: ${error.message}.`,
    );
  }
}

/** Asked apart from all else; plugins that are older than identities do not know the question. */
async function identitiesOf(session: PluginSession): Promise<ProviderSchema["identities"]> {
  try {
    const { identitySchemas } = await session.ask("getResourceIdentitySchemas", {});
    const found = Object.entries(identitySchemas);
    return found.length === 0
      ? undefined
      : new Map(found.map(([type, identity]) => [type, decodeIdentity(identity)]));
  } catch (error) {
    const { code } = pluginError("unsupported-plugin-method");
    if (error instanceof ProviderFailure && error.kind.code === code) return undefined;
    throw error;
  }
}

function decoded(
  response: GetProviderSchema_Response,
  identities: ProviderSchema["identities"],
): ProviderSchema {
  const functions = Object.entries(response.functions);
  return {
    provider: decodeSchema(response.provider),
    ...(response.providerMeta === undefined ? {} : { providerMeta: decodeSchema(response.providerMeta) }),
    resourceTypes: schemas(response.resourceSchemas),
    dataSources: schemas(response.dataSourceSchemas),
    ...named("ephemeralTypes", schemas(response.ephemeralResourceSchemas)),
    ...named("lists", schemas(response.listResourceSchemas)),
    ...named(
      "actions",
      schemas(
        Object.fromEntries(
          Object.entries(response.actionSchemas).map(([type, { schema }]) => [type, schema]),
        ),
      ),
    ),
    ...(identities === undefined ? {} : { identities }),
    ...named("functions", new Map(functions.map(([name, one]) => [name, decodeFunction(name, one)]))),
  };
}

function schemas(wire: Readonly<Record<string, WireSchema | undefined>>): ReadonlyMap<string, Schema> {
  return new Map(Object.entries(wire).map(([type, one]) => [type, decodeSchema(one)]));
}

/** A member only where there is something in it: a provider without actions has none. */
function named<Name extends string, T>(
  name: Name,
  found: ReadonlyMap<string, T>,
): Partial<Record<Name, ReadonlyMap<string, T>>> {
  return found.size === 0 ? {} : ({ [name]: found } as Partial<Record<Name, ReadonlyMap<string, T>>>);
}

function capabilitiesOf({ serverCapabilities }: GetProviderSchema_Response): PluginCapabilities {
  return {
    planDestroy: serverCapabilities?.planDestroy === true,
    moveResourceState: serverCapabilities?.moveResourceState === true,
  };
}
