/**
 * What the language has beyond Terraform 1.11, taken up from OpenTofu and from
 * later versions. Where a feature is off, what belongs to it is refused as any
 * unknown argument is. Which names of the program have which stands in one
 * table (`operation/src/configuration/features.ts`).
 */
export interface LanguageFeatures {
  /** `lifecycle { enabled = … }` of resources and modules. */
  readonly enabled: boolean;
  /** `deprecated = "…"` of variables and outputs. */
  readonly deprecated: boolean;
  /** `encryption` in `terraform` blocks. */
  readonly encryption: boolean;
  /** `.tofu`, `.tofu.json` and `.tofutest.hcl`, in front of files of the same name that end as Terraform's. */
  readonly tofuFiles: boolean;
  /** Variables and local values in the sources and versions of modules, and in the backend. */
  readonly earlyEvaluation: boolean;
  /** `for_each` of providers, and keys behind their names. */
  readonly providerForEach: boolean;
  /** `identity` of `import` blocks, in place of `id`. */
  readonly importIdentity: boolean;
  /** `action` blocks, and `action_trigger` of resources. */
  readonly actions: boolean;
  /** Query files (`.tfquery.hcl`), and the `list` blocks in them. */
  readonly lists: boolean;
  /** `lifecycle { rollout { … } }` of resources: ours alone. */
  readonly rollouts: boolean;
  /** Providers that are packages of npm, or lie beside the configuration (`source = "npm:…"`, `"./…"`). */
  readonly providerPackages: boolean;
}

/** Terraform 1.11's language. */
export const PLAIN_LANGUAGE: LanguageFeatures = {
  enabled: false,
  deprecated: false,
  encryption: false,
  tofuFiles: false,
  earlyEvaluation: false,
  providerForEach: false,
  importIdentity: false,
  actions: false,
  lists: false,
  rollouts: false,
  providerPackages: false,
};
/** All of it: for configurations that were accepted before. */
export const WHOLE_LANGUAGE: LanguageFeatures = {
  enabled: true,
  deprecated: true,
  encryption: true,
  tofuFiles: true,
  earlyEvaluation: true,
  providerForEach: true,
  importIdentity: true,
  actions: true,
  lists: true,
  rollouts: true,
  providerPackages: true,
};
