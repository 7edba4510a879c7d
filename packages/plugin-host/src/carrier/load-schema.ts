import { ProviderFailure, type ProviderSchema } from "@tutti/plugin";
import { pluginError } from "../errors.ts";
import { UnreadableSchema } from "../values/decode-schema.ts";
import { decodeDiagnostics } from "../values/diagnostics.ts";
import { decodeProviderSchema, type PluginSchema, type SchemaBytes } from "../values/provider-schema.ts";
import type { PluginSession } from "./plugin-session.ts";

/** Asks a plugin what it is. Rejects with a `ProviderFailure`. */
export async function loadSchema(
  session: PluginSession,
): Promise<{ readonly known: PluginSchema; readonly bytes: SchemaBytes }> {
  const bytes: SchemaBytes = {
    protocol: session.protocol,
    schema: await session.askBytes("getProviderSchema", {}),
    identities: await identitiesOf(session),
  };
  try {
    const { known, diagnostics } = await decodeProviderSchema(bytes);
    const wrong = decodeDiagnostics(diagnostics).find(({ severity }) => severity === "error");
    if (wrong !== undefined)
      throw new ProviderFailure(pluginError("plugin-diagnostic", wrong.summary), wrong.detail);
    readWholly(known.schema);
    return { known, bytes };
  } catch (error) {
    if (!(error instanceof UnreadableSchema)) throw error;
    throw new ProviderFailure(
      pluginError("plugin-schema-unreadable"),
      `What the plugin says of itself cannot be read: ${error.message}.`,
    );
  }
}

/** Asked apart from all else; plugins that are older than identities do not know the question. */
async function identitiesOf(session: PluginSession): Promise<Uint8Array | undefined> {
  try {
    return await session.askBytes("getResourceIdentitySchemas", {});
  } catch (error) {
    const { code } = pluginError("unsupported-plugin-method");
    if (error instanceof ProviderFailure && error.kind.code === code) return undefined;
    throw error;
  }
}

/** What is asked for the first time is read to the end, so that it is known to be readable; later each type when it is used. */
function readWholly(schema: ProviderSchema): void {
  for (const part of Object.values(schema))
    if (part instanceof Object && "values" in part) [...part.values()];
}
