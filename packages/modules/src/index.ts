/** Modules that lie somewhere else: where they are, how they are fetched, and whether they are what they were. */

export { copyRootModule, parentAddress } from "./copy-root.ts";
export { FetchFailure } from "./fetch-context.ts";
export { PackageInstaller } from "./install.ts";
export { FETCH_LIMITS } from "./limits.ts";
export { trustedAuthorities } from "./package/get-url.ts";
export { type Discovered, discover, statusText } from "./registry/discover.ts";
export { type HostSettings, NO_HOST_SETTINGS } from "./registry/host-settings.ts";
