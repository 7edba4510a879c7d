import type { Value } from "@tutti/values";
import type { Outcome } from "./answer.ts";
import { definedIdentity } from "./defined-identity.ts";
import type { ListDefinition, ResourceDefinition } from "./definition.ts";
import { diagnosticOf, failureOf } from "./failure.ts";
import { Fields } from "./fields.ts";
import type { ListCalls, ListedObject, ListRequest } from "./lists.ts";
import { fromPlain } from "./plain.ts";
import type { ImportedObject } from "./provider.ts";
import { identityType, type Schema } from "./schema.ts";

/** What a provider of these resources can be asked to list, and how. */
interface Lister<Client> {
  readonly resources: Readonly<Record<string, ResourceDefinition<Client>>>;
  /** The client of a provider that is configured. */
  ready(): Client;
  /** The object with an identity, as an import brings it in. */
  bring(request: {
    readonly type: string;
    readonly identity: Value;
    readonly signal: AbortSignal;
  }): Promise<Outcome<{ readonly imported: readonly ImportedObject[] }>>;
}

/** The schemas of the lists of an in-process provider, by the type of resource. */
export function listSchemas<Client>(
  resources: Lister<Client>["resources"],
): ReadonlyMap<string, Schema> | undefined {
  const found = Object.entries(resources).flatMap(([type, { list }]) =>
    list === undefined ? [] : [[type, { version: 0, block: list.block }] as const],
  );
  return found.length === 0 ? undefined : new Map(found);
}

/** The calls for the lists of an in-process provider. */
export function listCalls<Client>(lister: Lister<Client>): ListCalls {
  return {
    validate: async ({ type, config }) => ({
      diagnostics: listOf(lister, type).list.validate?.(Fields.of(config)) ?? [],
    }),
    list: (request) => listObjects(lister, request),
  };
}

function listOf<Client>(
  { resources }: Lister<Client>,
  type: string,
): { readonly resource: ResourceDefinition<Client>; readonly list: ListDefinition<Client> } {
  const resource = resources[type];
  if (resource?.list === undefined) throw new Error(`no list of ${type}`);
  return { resource, list: resource.list };
}

async function* listObjects<Client>(
  lister: Lister<Client>,
  request: ListRequest,
): AsyncGenerator<Outcome<ListedObject>> {
  const { type, config, limit, signal, includeObject } = request;
  const { resource, list } = listOf(lister, type);
  const schema = definedIdentity(resource);
  if (schema === undefined) throw new Error(`${type} can be listed and has no identity`);
  let left = limit;
  try {
    for await (const found of list.list(Fields.of(config), { client: lister.ready(), signal, limit })) {
      if (left-- <= 0) return;
      const identity = fromPlain(identityType(schema), found.identity);
      const object = includeObject ? await lister.bring({ type, identity, signal }) : undefined;
      yield {
        // It may have gone since it was found, and the others are there all the same.
        diagnostics: (object?.diagnostics ?? []).map((one) => ({ ...one, severity: "warning" })),
        value: { displayName: found.displayName, identity, state: object?.value?.imported[0]?.state },
      };
    }
  } catch (error) {
    yield { diagnostics: [diagnosticOf(failureOf(error, `list ${type}`))], value: undefined };
  }
}
