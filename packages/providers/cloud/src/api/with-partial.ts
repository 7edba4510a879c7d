import { type PlainRecord, ProviderFailure, providerError } from "@tutti/plugin";

/** The failure, with what is there all the same, so that no state forgets it. */
export function withPartial(error: unknown, partial: PlainRecord): unknown {
  if (error instanceof ProviderFailure) return error.withPartial(partial);
  if (!(error instanceof DOMException)) return error;
  return new ProviderFailure(
    providerError("interrupted"),
    "Asked to stop while waiting for the service. What it has made so far is in the state.",
    { partial, cause: error },
  );
}
