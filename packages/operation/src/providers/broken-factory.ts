import type { Diagnostic } from "@tutti/hcl";
import { type ProviderFactory, ProviderFailure } from "@tutti/plugin";

/** A provider that was chosen and cannot be used; whoever asks for it hears why. */
export function brokenFactory(source: string, { code, summary, detail }: Diagnostic): ProviderFactory {
  const fail = async (): Promise<never> => {
    throw new ProviderFailure({ code, summary }, detail);
  };
  return { source, version: undefined, schema: fail, create: fail };
}
