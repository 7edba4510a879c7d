import { encodeDiagnostic, found } from "./encode-diagnostics.ts";
import type { Handlers } from "./handlers.ts";
import type { Bytes, ServedProvider } from "./served-provider.ts";

interface Asked {
  readonly typeName: string;
  readonly config: Bytes;
  readonly includeResourceObject: boolean;
  readonly limit: bigint;
}

/** Lists of a provider of this program. */
export function listHandlers(served: ServedProvider): Handlers<Asked> {
  const { lists } = served.provider;
  const { schema } = served;
  if (lists === undefined || schema.lists === undefined) return {};
  return {
    validateListResourceConfig: async ({ typeName: type, config }) =>
      found(await lists.validate({ type, config: served.objects(schema.lists, type).decode(config) })),
    async *listResource({ typeName: type, config, includeResourceObject, limit }, signal) {
      const request = {
        type,
        config: served.objects(schema.lists, type).decode(config),
        includeObject: includeResourceObject,
        limit: Number(limit),
        signal,
      };
      for await (const { value, diagnostics } of lists.list(request))
        yield {
          diagnostic: diagnostics.map(encodeDiagnostic),
          displayName: value?.displayName ?? "",
          identity: served.encodeIdentity(type, value?.identity),
          resourceObject: value?.state && served.managed(type).encode(value.state),
        };
    },
  };
}
