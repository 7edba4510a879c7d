import type { Provider } from "@tutti/plugin";
import type { ListenAddress, Listener, Runtime } from "@tutti/runtime";

/**
 * Serves a provider over the plugin protocol as the program that this process is: says on standard
 * output where it listens, and goes on until whoever started it asks it to end. Version 6 is spoken,
 * or 5 where the other side knows no other. Started by hand it says what it is, and ends with 1; with
 * `-debug` it waits for whoever comes under `source`, and says how to (`TF_REATTACH_PROVIDERS`).
 * `open` gets a runtime whose log goes where whoever started us takes it.
 */
export async function serveProvider(
  open: (runtime: Runtime) => Provider,
  source: string | undefined,
): Promise<void> {
  const serving = await import("./serve-provider.ts");
  await serving.serveProvider(open, source);
}

/** Serves a provider at an address of this process to whoever comes, without TLS: for tests, and for debuggers. */
export async function listenProvider(
  provider: Provider,
  address: ListenAddress,
  protocol: 5 | 6,
): Promise<Listener> {
  const serving = await import("./listen-provider.ts");
  return serving.listenProvider(provider, address, protocol);
}
