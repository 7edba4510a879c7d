import type { Provider } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";

/**
 * Serves a provider over the plugin protocol as the program that this process is: says on standard
 * output where it listens, and goes on until whoever started it asks it to end. Version 6 is spoken,
 * or 5 where the other side knows no other. Started by hand it says what it is, and ends with 1; with
 * `-debug` it waits for whoever comes under `source`, and says how to (`TF_REATTACH_PROVIDERS`).
 */
export async function serveProvider(
  runtime: Runtime,
  provider: Provider,
  source: string | undefined,
): Promise<void> {
  const serving = await import("./serve-provider.ts");
  await serving.serveProvider(runtime, provider, source);
}
