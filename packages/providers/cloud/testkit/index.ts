export * from "./digitalocean-arguments.ts";
export * from "./digitalocean-simulator.ts";
export * from "./dns-face.ts";
export * from "./dnsimple-simulator.ts";
export * from "./opened-cloud.ts";
