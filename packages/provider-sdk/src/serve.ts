import { serveProvider } from "@tutti/plugin-host";
import type { OpenableProvider } from "./define-provider.ts";

/**
 * Makes this program the provider's plugin, which Tutti, Terraform and OpenTofu start: the last line
 * of its main file. It goes on until whoever started it asks it to end; started by hand it says what
 * it is, and ends. With `-debug` it waits for whoever comes, and says how to.
 */
export async function serve(provider: OpenableProvider): Promise<void> {
  await serveProvider((runtime) => provider.open(runtime), provider.source);
}
