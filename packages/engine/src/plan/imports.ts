/** Objects to bring in: `import` blocks and the `import` command. */

import { formatBlockOf, formatConfigResource, formatInstance, type ResourceInstance } from "@tutti/addresses";
import {
  configError,
  type Import,
  importAddress,
  importId,
  importIdentity,
  importKeyMistake,
  type ModuleNode,
  moduleAt,
  NO_IMPORT_ADDRESS,
} from "@tutti/config";
import { type Diagnostic, type EvalContext, type Expression, errorDiagnostic } from "@tutti/hcl";
import type { ProviderSchema } from "@tutti/plugin";
import { Value } from "@tutti/values";
import { configAddress } from "../graph/config-address.ts";
import type { ResourceNode } from "../graph/config-node.ts";
import { identitySchemaOf } from "../object/identity.ts";
import type { GivenImport } from "../request.ts";
import { hasInstance } from "../scope/repetition.ts";
import type { Walk } from "../scope/walk.ts";
import { importRepetitions } from "./import-repetitions.ts";
import type { Targets } from "./targets.ts";

/** What an object is asked for by. */
export interface ImportBy {
  /** Empty where it is by an identity. */
  readonly id: string;
  readonly identity?: Value | undefined;
}

/** Which instance is to be imported by which id. Blocks are evaluated when their resource is planned. */
export class Imports {
  readonly #ids = new Map<string, ImportBy>();
  /** Addresses that are named, by the resource of the configuration. */
  readonly #named = new Map<string, ResourceInstance[]>();
  readonly #walk: Walk;
  readonly #given: boolean;
  readonly #schemas: ReadonlyMap<string, ProviderSchema>;
  #blocks: ReadonlyMap<string, readonly Import[]> | undefined;

  /** `given`: what the command brings in; then the blocks are left alone. */
  constructor(walk: Walk, schemas: ReadonlyMap<string, ProviderSchema>, given: readonly GivenImport[]) {
    this.#walk = walk;
    this.#schemas = schemas;
    this.#given = given.length > 0;
    if (given.length > 0) this.#blocks = new Map();
    for (const { address, id } of given) {
      this.#ids.set(formatInstance(address), { id });
      const target = formatBlockOf(address);
      this.#named.set(target, [...(this.#named.get(target) ?? []), address]);
    }
  }

  /** A command names what is brought in, and nothing else is done. */
  get given(): boolean {
    return this.#given;
  }

  byOf(address: ResourceInstance): ImportBy | undefined {
    return this.#ids.size === 0 ? undefined : this.#ids.get(formatInstance(address));
  }

  /** Evaluates the blocks that name the resource; false where something is wrong with one. */
  prepare(node: ResourceNode): boolean {
    const { root } = this.#walk;
    this.#blocks ??= blocksByTarget(root.node);
    const blocks = this.#blocks.get(configAddress(node)) ?? [];
    return blocks.every((block) => this.#evaluate(block, node));
  }

  /** Once its instances are known: an error for each that is named and is not among them; then false. */
  reportMissing(node: ResourceNode): boolean {
    const { resource } = node;
    const missing = (this.#named.get(configAddress(node)) ?? []).filter((address) => {
      const expansion = this.#walk.scopeAt(address.module)?.expansions.get(resource.key);
      return expansion === undefined || !hasInstance(expansion, address.key);
    });
    this.#walk.report(missing.map(missingInstance));
    return missing.length === 0;
  }

  #evaluate(block: Import, node: ResourceNode): boolean {
    const walk = this.#walk;
    const target = configAddress(node);
    const named = this.#named.get(target) ?? [];
    this.#named.set(target, named);
    const repetitions = importRepetitions(walk, block);
    return (
      repetitions?.every((repetition) => {
        const context = walk.context(walk.root, repetition);
        const address = importAddress(block.to, context);
        const mistake =
          address === undefined ? NO_IMPORT_ADDRESS : importKeyMistake(node.resource, address.key);
        if (address === undefined || mistake !== undefined) {
          const { kind, detail } = mistake ?? NO_IMPORT_ADDRESS;
          walk.report([{ ...errorDiagnostic(kind, detail, block.to.range), evalContext: context }]);
          return false;
        }
        named.push(address);
        const { identity } = block;
        const by =
          identity === undefined ? this.#id(block, context) : this.#identity(identity, node, context);
        if (by !== undefined) this.#ids.set(formatInstance(address), by);
        return by !== undefined;
      }) === true
    );
  }

  #identity(expression: Expression, node: ResourceNode, context: EvalContext): ImportBy | undefined {
    const { value, ok } = this.#walk.evaluate(expression, context);
    if (!ok) return undefined;
    const schema = identitySchemaOf(this.#schemas, node.provider.source, node.resource);
    const found = importIdentity(value, node.resource.type, schema) ?? UNKNOWN_IDENTITY;
    if (found instanceof Value) return { id: "", identity: found };
    this.#walk.report([errorDiagnostic(found.kind, found.detail, expression.range)]);
    return undefined;
  }

  #id({ id: expression }: Import, context: EvalContext): ImportBy | undefined {
    if (expression === undefined) return undefined;
    const { value, ok } = this.#walk.evaluate(expression, context);
    if (!ok) return undefined;
    const id = importId(value) ?? UNKNOWN_ID;
    if (typeof id === "string") return { id };
    this.#walk.report([errorDiagnostic(id.kind, id.detail, expression.range)]);
    return undefined;
  }
}

const UNKNOWN_ID = {
  kind: configError("invalid-import-id-argument"),
  detail:
    'The import block "id" argument depends on resource attributes that cannot be determined until apply, so <Tutti> cannot plan to import this resource.',
};

const UNKNOWN_IDENTITY = {
  kind: configError("invalid-import-identity-argument"),
  detail:
    'The import block "identity" argument depends on resource attributes that cannot be determined until apply, so <Tutti> cannot plan to import this resource.',
};

function blocksByTarget(root: ModuleNode): ReadonlyMap<string, readonly Import[]> {
  const found = new Map<string, Import[]>();
  for (const block of root.module.imports) {
    const target = formatConfigResource(block.toResource);
    const list = found.get(target);
    if (list === undefined) found.set(target, [block]);
    else list.push(block);
  }
  return found;
}

/** The object cannot go where the configuration has nothing. */
function missingInstance(address: ResourceInstance): Diagnostic {
  return errorDiagnostic(
    configError("configuration-for-import-target-does-not-exist"),
    `The configuration for the given import ${formatInstance(address)} does not exist. All target instances must have an associated configuration to be imported.`,
  );
}

/** Import blocks whose resource the configuration does not have. */
export function missingImportTargets(root: ModuleNode, targets: Targets): readonly Diagnostic[] {
  return root.module.imports.flatMap(({ to, toResource }) => {
    const node = moduleAt(root, toResource.module);
    const key = formatConfigResource({ ...toResource, module: [] });
    if (node?.module.resources.has(key) === true) return [];
    const module = toResource.module.map((name) => ({ name, key: undefined }));
    if (!targets.includes({ ...toResource, module, key: undefined })) return [];
    const address = formatConfigResource(toResource);
    return [
      errorDiagnostic(
        configError("configuration-for-import-target-does-not-exist"),
        toResource.module.length > 0
          ? `Resource ${address} not found. Only resources within the root module are eligible for config generation.`
          : `The configuration for the given import target ${address} does not exist. If you wish to automatically generate config for this resource, use the -generate-config-out option within <tutti> plan. Otherwise, make sure the target resource exists within your configuration. For example:\n\n  <tutti> plan -generate-config-out=generated.tf`,
        to.range,
      ),
    ];
  });
}
