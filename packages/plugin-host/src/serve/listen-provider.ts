import type { Provider } from "@tutti/plugin";
import type { ListenAddress, Listener } from "@tutti/runtime";
import { ownMethods } from "./own-methods.ts";
import { providerHandlers } from "./provider-handlers.ts";
import { serveMethods } from "./serve-methods.ts";
import { methodsOf } from "./served-methods.ts";

/** See `listenProvider` of the room. */
export async function listenProvider(
  provider: Provider,
  address: ListenAddress,
  protocol: 5 | 6,
): Promise<Listener> {
  const handlers = await providerHandlers(provider, { protocol });
  const methods = methodsOf(protocol, (name) => handlers[name]);
  return serveMethods([...methods, ...ownMethods({ onShutdown: () => {} })], address);
}
