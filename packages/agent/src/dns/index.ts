export { type Answer, type AnswerContext, answerQuestion } from "./answer.ts";
export type { DnsCatalog, DnsInstance, DnsNode, DnsQueryResult, ServiceKind } from "./catalog.ts";
export { decodeMessage } from "./decode.ts";
export { DNS_CONFIG_DEFAULT, type DnsConfig } from "./dns-config.ts";
export { type DnsServer, type DnsServerOptions, startDnsServer } from "./dns-server.ts";
export { encodeMessage } from "./encode.ts";
export { formatIp, parseIp } from "./ip.ts";
