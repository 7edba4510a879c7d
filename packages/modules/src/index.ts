/** Modules that lie somewhere else: where they are, how they are fetched, and whether they are what they were. */

export { unpackArchive } from "./archive/unpack.ts";
export { copyRootModule, parentAddress } from "./copy-root.ts";
export { type FetchContext, FetchFailure } from "./fetch-context.ts";
export { PackageInstaller } from "./install.ts";
export { FETCH_LIMITS } from "./limits.ts";
export { getUrl as fetchUrl, trustedAuthorities } from "./package/get-url.ts";
export { askRegistry } from "./registry/ask-registry.ts";
export { type Discovered, discover, serviceUrl, statusText } from "./registry/discover.ts";
export { type HostSettings, NO_HOST_SETTINGS } from "./registry/host-settings.ts";
