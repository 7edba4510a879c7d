/** Modules that lie somewhere else: where they are, how they are fetched, and whether they are what they were. */

export { copyRootModule, parentAddress } from "./copy-root.ts";
export { moduleError } from "./errors.ts";
export { FetchFailure } from "./fetch-context.ts";
export { type InstallerOptions, PackageInstaller } from "./install.ts";
export { FETCH_LIMITS, type FetchLimits } from "./limits.ts";
export { MODULE_LOCK_PATH } from "./lock/module-lock.ts";
export { trustedAuthorities } from "./package/get-url.ts";
export { type Discovered, discover, serviceUrl, statusText } from "./registry/discover.ts";
export { type HostSettings, NO_HOST_SETTINGS } from "./registry/host-settings.ts";
