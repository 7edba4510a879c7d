import type { SourcePattern } from "./source-pattern.ts";

/** What the user says of how providers are installed. */
export interface Installation {
  /** In the order in which they are asked; undefined where the user said nothing. */
  readonly methods: readonly InstallationMethod[] | undefined;
  /** Folders with a program, by the source that each stands for, whatever its version. */
  readonly overrides: ReadonlyMap<string, string>;
  /** Where packages are kept for all directories; undefined: nowhere. */
  readonly cache: string | undefined;
  /** A package of the cache is taken though the lock file does not know it yet. */
  readonly cacheMayBreakLock: boolean;
}

/** One way to get providers, and for which of them it is. */
export interface InstallationMethod {
  readonly place:
    | { readonly kind: "direct" }
    | { readonly kind: "filesystem"; readonly path: string }
    | { readonly kind: "network"; readonly url: string };
  /** Undefined: all. */
  readonly include: readonly SourcePattern[] | undefined;
  readonly exclude: readonly SourcePattern[];
}

export const NO_INSTALLATION: Installation = {
  methods: undefined,
  overrides: new Map(),
  cache: undefined,
  cacheMayBreakLock: false,
};
