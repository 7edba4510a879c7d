import type { Outcome } from "@tutti/plugin";
import { found } from "./encode-diagnostics.ts";
import type { Handlers } from "./handlers.ts";
import type { Bytes, ServedProvider } from "./served-provider.ts";

interface Asked {
  readonly typeName: string;
  readonly config: Bytes;
  readonly private: Uint8Array;
}

/** Ephemeral objects of a provider of this program. */
export function ephemeralHandlers(served: ServedProvider): Handlers<Asked> {
  const { ephemeral } = served.provider;
  if (ephemeral === undefined || served.schema.ephemeralTypes === undefined) return {};
  const codec = (type: string) => served.objects(served.schema.ephemeralTypes, type);
  return {
    validateEphemeralResourceConfig: async ({ typeName: type, config }) =>
      found(await ephemeral.validate({ type, config: codec(type).decode(config) })),
    openEphemeralResource: async ({ typeName: type, config }, signal) => {
      const outcome = await ephemeral.open({ type, config: codec(type).decode(config), signal });
      return {
        ...found(outcome),
        result: outcome.value && codec(type).encode(outcome.value.value),
        ...kept(outcome),
      };
    },
    renewEphemeralResource: async ({ typeName: type, private: given }, signal) => {
      const outcome = await ephemeral.renew({ type, private: given, signal });
      return { ...found(outcome), ...kept(outcome) };
    },
    closeEphemeralResource: async ({ typeName: type, private: given }, signal) =>
      found(await ephemeral.close({ type, private: given, signal })),
  };
}

/** What comes back with the next call, and when that is to be. */
function kept({
  value,
}: Outcome<{ readonly private: Uint8Array | undefined; readonly renewAt: number | undefined }>): object {
  if (value === undefined) return {};
  const { private: bytes, renewAt } = value;
  if (renewAt === undefined) return { private: bytes };
  const seconds = Math.floor(renewAt / 1000);
  return {
    private: bytes,
    renewAt: { seconds: BigInt(seconds), nanos: Math.round((renewAt - seconds * 1000) * 1e6) },
  };
}
