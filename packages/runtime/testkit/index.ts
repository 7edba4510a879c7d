export { freePort } from "./free-port.ts";
export * from "./http-proxy.ts";
export * from "./runtime-contract.ts";
export { testCertificate } from "./test-certificate.ts";
