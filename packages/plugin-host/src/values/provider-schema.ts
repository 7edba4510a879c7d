/** What a plugin says of itself, of which each type is read when somebody asks for it. */

import { type DescMessage, fromBinary, type MessageShape } from "@bufbuild/protobuf";
import type { ProviderSchema, Schema } from "@tutti/plugin";
import type {
  ActionSchema,
  Diagnostic,
  ResourceIdentitySchema,
  Function as WireFunction,
  Schema as WireSchema,
} from "../gen/tfplugin6_pb.js";
import { splitMessage } from "../grpc/split-message.ts";
import { decodeFunction } from "./decode-function.ts";
import { decodeIdentity, decodeSchema, UnreadableSchema } from "./decode-schema.ts";
import { LazyMap } from "./lazy-map.ts";

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

/** The answers of a plugin, as they came. */
export interface SchemaBytes {
  readonly protocol: 5 | 6;
  /** To `GetProviderSchema`. */
  readonly schema: Uint8Array;
  /** To `GetResourceIdentitySchemas`; undefined where it does not know the question. */
  readonly identities: Uint8Array | undefined;
}

/** Rejects with an `UnreadableSchema`; so may a map of the schema, of what was never read wholly. */
export async function decodeProviderSchema({ protocol, schema, identities }: SchemaBytes): Promise<{
  readonly known: PluginSchema;
  readonly diagnostics: readonly Diagnostic[];
}> {
  // Both versions have the same messages, of which that of version 5 lacks some members.
  const wire =
    protocol === 5
      ? ((await import("../gen/tfplugin5_pb.js")) as unknown as typeof import("../gen/tfplugin6_pb.js"))
      : await import("../gen/tfplugin6_pb.js");
  const { rest, maps } = readable(() => splitMessage(wire.GetProviderSchema_ResponseSchema, schema));
  const each = <Desc extends DescMessage, T>(
    name: string,
    desc: Desc,
    decode: (message: MessageShape<Desc>, key: string) => T,
  ): ReadonlyMap<string, T> => mapOf(maps.get(name), desc, decode);
  const schemas = (name: string): ReadonlyMap<string, Schema> =>
    each(name, wire.SchemaSchema, (one) => decodeSchema(one as WireSchema));
  const found =
    identities === undefined
      ? undefined
      : readable(() => splitMessage(wire.GetResourceIdentitySchemas_ResponseSchema, identities)).maps;
  const identity = (one: MessageShape<typeof wire.ResourceIdentitySchemaSchema>) =>
    decodeIdentity(one as ResourceIdentitySchema);
  const { providerMeta, serverCapabilities } = rest;
  return {
    diagnostics: rest.diagnostics,
    known: {
      schema: {
        provider: decodeSchema(rest.provider),
        ...(providerMeta === undefined ? {} : { providerMeta: decodeSchema(providerMeta) }),
        resourceTypes: schemas("resourceSchemas"),
        dataSources: schemas("dataSourceSchemas"),
        ...named("ephemeralTypes", schemas("ephemeralResourceSchemas")),
        ...named("lists", schemas("listResourceSchemas")),
        ...named(
          "actions",
          each("actionSchemas", wire.ActionSchemaSchema, (one) => decodeSchema((one as ActionSchema).schema)),
        ),
        ...named(
          "identities",
          mapOf(found?.get("identitySchemas"), wire.ResourceIdentitySchemaSchema, identity),
        ),
        ...named(
          "functions",
          each("functions", wire.FunctionSchema, (one, name) => decodeFunction(name, one as WireFunction)),
        ),
      },
      capabilities: {
        planDestroy: serverCapabilities?.planDestroy === true,
        moveResourceState: serverCapabilities?.moveResourceState === true,
      },
    },
  };
}

function mapOf<Desc extends DescMessage, T>(
  found: ReadonlyMap<string, Uint8Array> | undefined,
  desc: Desc,
  decode: (message: MessageShape<Desc>, key: string) => T,
): ReadonlyMap<string, T> {
  return new LazyMap(found?.keys() ?? [], (key) => {
    const bytes = found?.get(key) ?? new Uint8Array();
    return decode(
      readable(() => fromBinary(desc, bytes)),
      key,
    );
  });
}

/** The library tells of bytes that are none of its messages by errors of many kinds. */
function readable<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new UnreadableSchema(`it is no message: ${error instanceof Error ? error.message : error}`);
  }
}

/** A member only where there is something in it: a provider without actions has none. */
function named<Name extends string, T>(
  name: Name,
  found: ReadonlyMap<string, T>,
): Partial<Record<Name, ReadonlyMap<string, T>>> {
  return found.size === 0 ? {} : ({ [name]: found } as Partial<Record<Name, ReadonlyMap<string, T>>>);
}
