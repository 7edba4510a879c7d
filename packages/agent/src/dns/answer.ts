import type { DnsCatalog, DnsInstance } from "./catalog.ts";
import { type DnsConfig, serviceTtlSeconds } from "./dns-config.ts";
import { addressOfReverseName, formatIp, parseHex } from "./ip.ts";
import { type Lookup, labelsInDomain, parseLookup } from "./lookup.ts";
import { type DnsQuestion, type DnsRecord, RCODE, TYPE } from "./message.ts";
import { randomOrder } from "./random-order.ts";
import { addressRecords, instanceAddress, metaRecords, nodeName, soaRecord, srvRecords } from "./records.ts";

/** What answering needs beside the question; `pick(n)` gives a whole number below n. */
export interface AnswerContext {
  readonly catalog: DnsCatalog;
  readonly config: DnsConfig;
  readonly serial: number;
  readonly pick: (below: number) => number;
}

export type Answer =
  | {
      readonly kind: "answer";
      readonly rcode: number;
      readonly answers: readonly DnsRecord[];
      readonly authority: readonly DnsRecord[];
      readonly additional: readonly DnsRecord[];
      /** Instances of a service, of which some stand for all: `udp_answer_limit` applies. */
      readonly limited: boolean;
    }
  /** Outside our domain: someone else's to answer. `known` says that it is a reverse name we do not have. */
  | { readonly kind: "elsewhere"; readonly reverse: boolean };

/** How many CNAMEs that lead back into our own domain are followed. */
const CNAME_DEPTH_MAX = 3;

/** The answer to a question: a function of it, the catalog and the configuration. */
export async function answerQuestion(question: DnsQuestion, context: AnswerContext): Promise<Answer> {
  const address = addressOfReverseName(question.name);
  if (address !== undefined) return answerReverse(question.name, address, context);
  if (/\.(in-addr|ip6)\.arpa\.$/i.test(question.name)) return { kind: "elsewhere", reverse: true };
  const labels = labelsInDomain(question.name, context.config);
  if (labels === undefined) return { kind: "elsewhere", reverse: false };
  if (question.type === TYPE.SOA) return answerSoa(context);
  if (question.type === TYPE.NS) {
    const { names, addresses } = await nameServers(context);
    return found(names, addresses);
  }
  const answer = await lookUp(question, parseLookup(labels, context.config), context);
  return followOwnCnames(question, context, answer, 0);
}

async function lookUp(question: DnsQuestion, lookup: Lookup, context: AnswerContext): Promise<Answer> {
  if (lookup.kind === "none") return nothing(context, RCODE.NXDOMAIN);
  if (lookup.kind === "address") return answerHexAddress(question, lookup.hex, context);
  if (lookup.datacenter !== context.config.datacenter.toLowerCase()) return nothing(context, RCODE.NXDOMAIN);
  switch (lookup.kind) {
    case "node":
      return answerNode(question, lookup.node, context);
    case "service":
      return answerService(question, lookup, context);
    case "query":
      return answerQuery(question, lookup.query, context);
  }
}

async function answerNode(question: DnsQuestion, name: string, context: AnswerContext): Promise<Answer> {
  const { config, catalog } = context;
  const node = await catalog.node(name);
  if (node === undefined) return nothing(context, RCODE.NXDOMAIN);
  const ttl = config.nodeTtlSeconds;
  const asksAddress = NODE_ADDRESS_ASKED.has(question.type);
  const records = asksAddress ? addressRecords(question.name, node.address, question.type, ttl) : [];
  const texts = metaRecords(question.name, node, ttl);
  if (question.type === TYPE.TXT || question.type === TYPE.ANY) return found([...records, ...texts], []);
  return found(records, asksAddress && config.nodeMetaTxt ? texts : []);
}

const NODE_ADDRESS_ASKED: ReadonlySet<number> = new Set([TYPE.A, TYPE.AAAA, TYPE.ANY]);

async function answerService(
  question: DnsQuestion,
  lookup: Extract<Lookup, { kind: "service" }>,
  context: AnswerContext,
): Promise<Answer> {
  const tag = lookup.tag;
  const tagged = (instance: DnsInstance): boolean =>
    tag === "" || instance.tags.some((one) => one.toLowerCase() === tag);
  const all = await context.catalog.instances(lookup.service, lookup.of);
  const served = all.filter((instance) => tagged(instance) && isServed(instance, context.config));
  return answerInstances(question, served, serviceTtlSeconds(context.config, lookup.service), context);
}

function isServed(instance: DnsInstance, config: DnsConfig): boolean {
  return instance.status === "passing" || (instance.status === "warning" && !config.onlyPassing);
}

async function answerQuery(question: DnsQuestion, name: string, context: AnswerContext): Promise<Answer> {
  const result = await context.catalog.query(name);
  if (result === undefined) return nothing(context, RCODE.NXDOMAIN);
  const ttl = result.ttlSeconds ?? serviceTtlSeconds(context.config, result.service);
  return answerInstances(question, result.instances, ttl, context, result.datacenter);
}

function answerInstances(
  question: DnsQuestion,
  instances: readonly DnsInstance[],
  ttl: number,
  context: AnswerContext,
  datacenter?: string,
): Answer {
  if (instances.length === 0) return nothing(context, RCODE.NXDOMAIN);
  const order = randomOrder(instances, context.pick);
  if (question.type === TYPE.SRV) return answerSrv(question, order, ttl, context, datacenter);
  const limit = context.config.aRecordLimit;
  const answers: DnsRecord[] = [];
  let alias: DnsRecord | undefined;
  const seen = new Set<string>();
  for (const instance of order) {
    const address = instanceAddress(instance);
    if (seen.has(address)) continue;
    seen.add(address);
    const [record] = addressRecords(question.name, address, question.type, ttl);
    if (record?.data.kind === "CNAME") alias ??= record;
    else if (record !== undefined) answers.push(record);
    if (limit > 0 && answers.length >= limit) break;
  }
  // A name may own one CNAME, and then nothing else (RFC 2181, 10.1): addresses go first.
  if (answers.length === 0 && alias !== undefined) answers.push(alias);
  return answers.length === 0 ? nothing(context, RCODE.NOERROR) : found(answers, [], true);
}

function answerSrv(
  question: DnsQuestion,
  order: readonly DnsInstance[],
  ttl: number,
  context: AnswerContext,
  datacenter: string | undefined,
): Answer {
  const answers: DnsRecord[] = [];
  const additional: DnsRecord[] = [];
  const seen = new Set<string>();
  const targets = new Set<string>();
  for (const instance of order) {
    const key = `${instance.node.name}\0${instanceAddress(instance)}\0${instance.port}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const records = srvRecords(question.name, instance, context.config, ttl, datacenter);
    answers.push(records.srv);
    const target = records.additional[0]?.name;
    if (target === undefined || targets.has(target)) continue;
    targets.add(target);
    additional.push(...records.additional);
  }
  return found(answers, additional, true);
}

function answerHexAddress(question: DnsQuestion, hex: string, context: AnswerContext): Answer {
  if (hex.length !== 8 && hex.length !== 32) return found([], []);
  const address = parseHex(hex);
  if (address === undefined) return nothing(context, RCODE.NXDOMAIN);
  const ttl = context.config.nodeTtlSeconds;
  const kind = address.length === 4 ? "A" : "AAAA";
  return found([{ name: question.name, ttl, data: { kind, address } }], []);
}

async function answerReverse(name: string, address: Uint8Array, context: AnswerContext): Promise<Answer> {
  const { catalog, config } = context;
  const text = formatIp(address);
  const node = await catalog.nodeByAddress(text);
  const service = node === undefined ? await catalog.serviceByAddress(text) : undefined;
  const target =
    node !== undefined
      ? nodeName(node, config)
      : service === undefined
        ? undefined
        : `${service}.service.${config.datacenter}.${config.domain}.`;
  if (target === undefined) return { kind: "elsewhere", reverse: true };
  return found([{ name, ttl: 0, data: { kind: "PTR", target } }], []);
}

async function answerSoa(context: AnswerContext): Promise<Answer> {
  const { names, addresses } = await nameServers(context);
  return {
    kind: "answer",
    rcode: RCODE.NOERROR,
    answers: [soaRecord(context.config, context.serial)],
    authority: names,
    additional: addresses,
    limited: false,
  };
}

/** No more than fit: three servers are enough to find the others. */
const NAME_SERVERS_MAX = 3;

async function nameServers(context: AnswerContext): Promise<{
  readonly names: readonly DnsRecord[];
  readonly addresses: readonly DnsRecord[];
}> {
  const { config, catalog } = context;
  const ttl = config.nodeTtlSeconds;
  const servers = randomOrder(await catalog.servers(), context.pick).slice(0, NAME_SERVERS_MAX);
  return {
    names: servers.map((server) => ({
      name: `${config.domain}.`,
      ttl,
      data: { kind: "NS", target: nodeName(server, config) },
    })),
    addresses: servers.flatMap((server) =>
      addressRecords(nodeName(server, config), server.address, TYPE.ANY, ttl),
    ),
  };
}

/** A CNAME whose target is ours brings the target's records with it. */
async function followOwnCnames(
  question: DnsQuestion,
  context: AnswerContext,
  answer: Answer,
  depth: number,
): Promise<Answer> {
  if (answer.kind !== "answer" || depth >= CNAME_DEPTH_MAX) return answer;
  const first = answer.answers[0]?.data;
  if (first?.kind !== "CNAME" || question.type === TYPE.CNAME) return answer;
  const labels = labelsInDomain(first.target, context.config);
  if (labels === undefined) return answer;
  const next = { ...question, name: first.target };
  const own = await lookUp(next, parseLookup(labels, context.config), context);
  const more = await followOwnCnames(next, context, own, depth + 1);
  return more.kind === "answer" ? { ...answer, answers: [...answer.answers, ...more.answers] } : answer;
}

function found(answers: readonly DnsRecord[], additional: readonly DnsRecord[], limited = false): Answer {
  return { kind: "answer", rcode: RCODE.NOERROR, answers, authority: [], additional, limited };
}

/** Nothing there: the SOA tells for how long that may be remembered. */
function nothing(context: AnswerContext, rcode: number): Answer {
  return {
    kind: "answer",
    rcode,
    answers: [],
    authority: [soaRecord(context.config, context.serial)],
    additional: [],
    limited: false,
  };
}
