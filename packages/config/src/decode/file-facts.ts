import type { LanguageFeatures } from "../features.ts";

/** What decoding a file needs to know of it. */
export interface FileFacts {
  /** Overriding files may leave out what the overridden one must have. */
  readonly overriding: boolean;
  /** A query file, which holds what `query` asks for. */
  readonly isQuery?: boolean;
  readonly language: LanguageFeatures;
}
