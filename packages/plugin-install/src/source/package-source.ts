import type { FetchContext } from "@tutti/modules";

/** Where a package is, once it was found. */
export type PackagePlace =
  | { readonly kind: "folder"; readonly path: string }
  | { readonly kind: "archive"; readonly path: string }
  | PreparedPackage
  | RemotePackage;

/** A package that its source itself puts into a folder, whole. */
interface PreparedPackage {
  readonly kind: "prepared";
  put(folder: string): Promise<void>;
  /** Who vouches for it, as it is told. */
  readonly trust: string;
}

/** A package that is to be fetched, and what is known of it before it is there. */
export interface RemotePackage {
  readonly kind: "remote";
  readonly url: string;
  /** Hashes of which it must have one; empty where nothing is known. */
  readonly hashes: readonly string[];
  /** Hashes of the same version for other platforms, by the same word. */
  readonly allHashes: readonly string[];
  /** Why it is believed, as it is told: `signed, key ID 34365D9472D7468F`. */
  readonly trust: string;
  /** Its maker signed it, and nobody vouches for him. */
  readonly isSelfSigned: boolean;
}

/** Something that has packages: a folder, a mirror, a registry. Whatever goes wrong is a `FetchFailure`. */
export interface PackageSource {
  /** As it is listed among the places that were searched. */
  readonly name: string;
  /** Versions of a provider for a platform; undefined where it knows no such provider. */
  versions(source: string, platform: string): Promise<readonly string[] | undefined>;
  /** Undefined where there is none of this version for the platform. */
  find(source: string, version: string, platform: string): Promise<PackagePlace | undefined>;
}

/** What a source needs of the world. */
export type SourceContext = FetchContext;
