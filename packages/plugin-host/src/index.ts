export { pluginHost } from "./host/open-hosts.ts";
export type { InstalledPlugin } from "./host/plugin-host.ts";
export { type ReattachTarget, reattachTargets } from "./process/reattach-targets.ts";
export { listenProvider, serveProvider } from "./serve/open-serve.ts";
