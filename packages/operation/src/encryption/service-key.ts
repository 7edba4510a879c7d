import { RuntimeError } from "@tutti/runtime";
import {
  type BackendSettings,
  findKeyService,
  type KeyService,
  type KeyServiceDefinition,
  wordsOf,
} from "@tutti/state";
import { type JsonObject, parseJsonObject, Value } from "@tutti/values";
import type { BlockValues } from "./block-values.ts";
import type { BuildKeyProvider } from "./built-key-provider.ts";
import { type KeyProvider, keepsKeys } from "./key-provider.ts";
import { SealError } from "./seal-error.ts";

/** Builds key providers of a cloud's service; undefined where there is no such service. */
export async function keyServiceBuilder(type: string, alias: string): Promise<BuildKeyProvider | undefined> {
  const definition = await findKeyService(type);
  if (definition === undefined) return undefined;
  return async (runtime, block, values) => {
    values.only([alias, ...definition.arguments.map(({ name }) => name)]);
    const settings = readSettings(definition, values, runtime.environment.variables);
    if (settings === undefined) return undefined;
    const service = definition.create(runtime, settings);
    const name = values.name(alias, block);
    return { provider: serviceKey(name, service), keyLength: definition.keyLength(settings) };
  };
}

function readSettings(
  { arguments: declared, validate }: KeyServiceDefinition,
  values: BlockValues,
  variables: ReadonlyMap<string, string>,
): BackendSettings | undefined {
  const settings = new Map(
    declared.map(({ name, type }) => [name, values.value(name, type) ?? Value.null(type)] as const),
  );
  if (values.failed) return undefined;
  for (const { name, required } of declared)
    if (required === true && settings.get(name)?.isNull === true) values.refuse(name, "it must be set");
  if (values.failed) return undefined;
  for (const { argument, detail, isWarning } of validate(settings, variables))
    if (isWarning !== true) values.refuse(argument ?? "", detail);
  return values.failed ? undefined : settings;
}

/** What the service hides with keys of its own is kept beside the data, as OpenTofu keeps it. */
export function serviceKey(name: string, service: KeyService): KeyProvider {
  return keepsKeys(name, {
    async makeKey() {
      const { key, kept } = await told(name, service.makeKey());
      return { key, meta: new Map([[name, JSON.stringify(kept)]]) };
    },
    async findKey(text) {
      const kept: JsonObject | undefined = parseJsonObject(text);
      if (kept === undefined)
        throw new SealError(name, "what is kept beside the encrypted data cannot be read");
      return told(name, service.findKey(kept));
    },
  });
}

async function told<T>(name: string, asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    throw new SealError(name, wordsOf(error).replace(/\.$/, ""));
  }
}
