import type { ResourceMode } from "@tutti/addresses";
import type { ErrorKind } from "@tutti/errors";
import type { ResourceDecl } from "../decode/resource.ts";
import { configError } from "../errors.ts";
import type { ProviderConfig } from "../module/provider.ts";

interface Text {
  readonly kind: ErrorKind;
  readonly detail: string;
}

type Named = { readonly name: string };

const RESOURCE_KIND: Readonly<Record<ResourceMode, { readonly summary: string; readonly noun: string }>> = {
  managed: { summary: "resource", noun: "resource" },
  data: { summary: "data", noun: "data resource" },
  ephemeral: { summary: "ephemeral", noun: "ephemeral resource" },
  list: { summary: "list", noun: "list" },
};

/** What is said of a second declaration; `first` is where the first one stands. */
export const DUPLICATE = {
  variable: ({ name }: Named, first: string): Text => ({
    kind: configError("duplicate-variable-declaration"),
    detail: `A variable named "${name}" was already declared at ${first}. Variable names must be unique within a module.`,
  }),
  local: ({ name }: Named, first: string): Text => ({
    kind: configError("duplicate-local-value-definition"),
    detail: `A local value named "${name}" was already defined at ${first}. Local value names must be unique within a module.`,
  }),
  output: ({ name }: Named, first: string): Text => ({
    kind: configError("duplicate-output-definition"),
    detail: `An output named "${name}" was already defined at ${first}. Output names must be unique within a module.`,
  }),
  module: ({ name }: Named, first: string): Text => ({
    kind: configError("duplicate-module-call"),
    detail: `A module call named "${name}" was already defined at ${first}. Module calls must have unique names within a module.`,
  }),
  check: ({ name }: Named, first: string): Text => ({
    kind: configError("duplicate-check-configuration", name),
    detail: `A check block named "${name}" was already declared at ${first}. Check blocks must be unique within each module.`,
  }),
  provider: ({ name, alias }: ProviderConfig, first: string): Text => ({
    kind: configError("duplicate-provider-configuration"),
    detail:
      alias === undefined
        ? `A default (non-aliased) provider configuration for "${name}" was already given at ${first}. If multiple configurations are required, set the "alias" argument for alternative configurations.`
        : `A provider configuration for "${name}" with alias "${alias}" was already given at ${first}. Each configuration for the same provider must have a distinct alias.`,
  }),
  providerMeta: ({ provider }: { readonly provider: string }, first: string): Text => ({
    kind: configError("duplicate-provider-meta-block"),
    detail: `A provider_meta block for provider "${provider}" was already declared at ${first}. Providers may only have one provider_meta block per module.`,
  }),
  action: ({ type, name }: Named & { readonly type: string }, first: string): Text => ({
    kind: configError("duplicate-action"),
    detail: `A ${type} action named "${name}" was already declared at ${first}. Action names must be unique per type in each module.`,
  }),
  resource: (resource: ResourceDecl, first: string): Text => describeResource(resource, first, ""),
  checkData: (resource: ResourceDecl, first: string): Text =>
    describeResource(resource, first, ", including within check blocks"),
} as const;

function describeResource({ mode, type, name }: ResourceDecl, first: string, more: string): Text {
  const { summary, noun } = RESOURCE_KIND[mode];
  return {
    kind: configError("duplicate-resource-configuration", summary, type),
    detail: `A ${type} ${noun} named "${name}" was already declared at ${first}. Resource names must be unique per type in each module${more}.`,
  };
}
