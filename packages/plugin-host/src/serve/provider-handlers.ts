/** The calls of the plugin protocol, answered by a `Provider` of this program: the carrier seen from the other side. */

import type { Provider } from "@tutti/plugin";
import { createStop } from "@tutti/runtime";
import { actionHandlers } from "./action-handlers.ts";
import { found } from "./encode-diagnostics.ts";
import { encodeIdentities, encodeProviderSchema } from "./encode-schema.ts";
import { ephemeralHandlers } from "./ephemeral-handlers.ts";
import { functionHandlers } from "./function-handlers.ts";
import type { Handlers } from "./handlers.ts";
import { listHandlers } from "./list-handlers.ts";
import { objectHandlers } from "./object-handlers.ts";
import type { Handler } from "./serve-methods.ts";
import { type Bytes, ServedProvider } from "./served-provider.ts";

/** How a provider is served. */
interface Options {
  readonly protocol?: 5 | 6;
  /** What objects tell while they are made: the protocol has no place for it but the log. */
  readonly log?: (text: string) => void;
}

/** By the names of version 6. */
export async function providerHandlers(
  provider: Provider,
  { protocol = 6, log = () => {} }: Options = {},
): Promise<Readonly<Record<string, Handler | undefined>>> {
  const served = await ServedProvider.of(provider);
  const stopping = createStop();
  const handlers = {
    ...ownHandlers(served, protocol),
    ...objectHandlers(served, log),
    ...ephemeralHandlers(served),
    ...actionHandlers(served),
    ...listHandlers(served),
    ...functionHandlers(served),
  };
  const all = Object.entries(handlers).map(([name, handler]) => [
    name,
    handler && untilStopped(handler as Handler, stopping.signal),
  ]);
  return {
    ...Object.fromEntries(all),
    stopProvider: async () => {
      stopping.abort(new DOMException("asked to stop", "AbortError"));
      return {};
    },
  };
}

/** A call ends when nobody waits for its answer, and when all are asked to end. */
function untilStopped(handler: Handler, stopping: AbortSignal): Handler {
  return (request, gone) => handler(request, AbortSignal.any([gone, stopping]));
}

interface Asked {
  readonly typeName: string;
  readonly config: Bytes;
}

/** What the provider is, what it is told, and what it can look up. */
function ownHandlers(served: ServedProvider, protocol: 5 | 6): Handlers<Asked> {
  const { provider, schema } = served;
  const own = served.objectsOf(schema.provider);
  return {
    getProviderSchema: async () => encodeProviderSchema(schema, protocol, provider.moveState !== undefined),
    getResourceIdentitySchemas: async () => encodeIdentities(schema),
    validateProviderConfig: async ({ config }) => ({
      preparedConfig: config,
      ...found(await provider.validateProvider({ config: own.decode(config) })),
    }),
    configureProvider: async ({ config }, signal) =>
      found(await provider.configure({ config: own.decode(config), signal })),
    validateDataResourceConfig: async ({ typeName: type, config }) =>
      found(
        await provider.validateData({
          type,
          config: served.objects(schema.dataSources, type).decode(config),
        }),
      ),
    readDataSource: async ({ typeName: type, config }, signal) => {
      const { encode, decode } = served.objects(schema.dataSources, type);
      const outcome = await provider.readData({ type, config: decode(config), signal });
      return { ...found(outcome), state: outcome.value && encode(outcome.value.state) };
    },
  };
}
