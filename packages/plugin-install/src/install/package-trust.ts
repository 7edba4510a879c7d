import type { PackagePlace } from "../source/package-source.ts";

/** Why a package is believed, as it is told. */
export interface PackageTrust {
  readonly trust: string;
  /** Its maker signed it, and nobody vouches for him. */
  readonly isSelfSigned: boolean;
}

/** What lies in a folder of this machine has nobody who vouches for it. */
export function trustOf(place: PackagePlace): PackageTrust {
  if (place.kind === "remote") return { trust: place.trust, isSelfSigned: place.isSelfSigned };
  return { trust: place.kind === "prepared" ? place.trust : "unauthenticated", isSelfSigned: false };
}

/** Of a version that there is, and not for everybody. */
export function notAvailable(wanted: {
  readonly source: string;
  readonly version: string;
  readonly platform: string;
}): string {
  const { source, version, platform } = wanted;
  return `provider ${source} ${version} is not available for ${platform}`;
}
