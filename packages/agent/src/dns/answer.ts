import type { DnsCatalog, DnsInstance } from "./catalog.ts";
import { type DnsConfig, serviceTtlSeconds } from "./dns-config.ts";
import { addressOfReverseName, formatIp, parseHex } from "./ip.ts";
import { addressesOf, withSrvTargets } from "./known-names.ts";
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
      /** Of one node: none of it stands for the rest, so `udp_answer_limit` does not count. */
      readonly isWhole?: boolean;
    }
  /** Outside our domain: someone else's to answer. `known` says that it is a reverse name we do not have. */
  | { readonly kind: "elsewhere"; readonly reverse: boolean };

type Found = Extract<Answer, { kind: "answer" }>;

/** How many CNAMEs that lead back into our own domain are followed. */
const CNAME_DEPTH_MAX = 3;

/** What is asked, and whether the client speaks EDNS. */
type Asked = DnsQuestion & { readonly edns?: boolean };

/** The answer to a question: a function of it, the catalog and the configuration. */
export async function answerQuestion(question: Asked, context: AnswerContext): Promise<Answer> {
  const address = addressOfReverseName(question.name);
  if (address !== undefined) return answerReverse(question, address, context);
  if (/\.(in-addr|ip6)\.arpa\.$/i.test(question.name)) return { kind: "elsewhere", reverse: true };
  const labels = labelsInDomain(question.name, context.config);
  if (labels === undefined) return { kind: "elsewhere", reverse: false };
  if (question.type === TYPE.SOA) return answerSoa(context);
  if (question.type === TYPE.NS) {
    const { names, addresses } = await nameServers(context);
    return found(names, addresses);
  }
  return lookUpWhole(question, labels, context, 0);
}

/** With what names of our own domain that stand in the answer stand for themselves. */
async function lookUpWhole(
  question: Asked,
  labels: readonly string[],
  context: AnswerContext,
  depth: number,
): Promise<Answer> {
  const lookup = parseLookup(labels, context.config, question.type === TYPE.SRV);
  const answer = await lookUp(question, lookup, context);
  if (answer.kind !== "answer") return answer;
  const resolve = (target: string): Promise<readonly DnsRecord[]> => resolveOwn(target, context, depth);
  if (question.type === TYPE.SRV)
    return { ...answer, additional: await withSrvTargets(answer, resolve, question.edns === true) };
  const [alias, ...rest] = answer.answers;
  if (alias?.data.kind !== "CNAME") return answer;
  const own = await resolve(alias.data.target);
  const more = lookup.kind === "node" ? own : addressesOf(own, alias.ttl, question.edns === true);
  return { ...answer, answers: [alias, ...more, ...rest] };
}

async function lookUp(question: DnsQuestion, lookup: Lookup, context: AnswerContext): Promise<Answer> {
  if (lookup.kind === "none") return nothing(context, RCODE.NXDOMAIN);
  if (lookup.kind === "address") return answerHexAddress(question, lookup.hex, context);
  // Who asks for what no node has is not told whether there is such a node, as in Consul.
  if (lookup.kind === "node" && !NODE_ASKED.has(question.type)) return found([], []);
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
  const asksAddress = NODE_ADDRESS_ASKED.has(question.type);
  const node = await catalog.node(name);
  if (node === undefined) return nothing(context, RCODE.NXDOMAIN);
  const ttl = config.nodeTtlSeconds;
  const records = asksAddress ? addressRecords(question.name, node.address, question.type, ttl) : [];
  const texts = metaRecords(question.name, node, ttl);
  if (question.type === TYPE.TXT || question.type === TYPE.ANY) return ofNode([...records, ...texts], []);
  return ofNode(records, asksAddress && config.nodeMetaTxt ? texts : []);
}

const NODE_ADDRESS_ASKED: ReadonlySet<number> = new Set([TYPE.A, TYPE.AAAA, TYPE.ANY]);
const NODE_ASKED: ReadonlySet<number> = new Set([...NODE_ADDRESS_ASKED, TYPE.TXT]);

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
  return answers.length === 0 ? nothing(context, RCODE.NOERROR) : found(answers, []);
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
  // Each name is told of once, by its addresses and by its texts.
  const told = new Set<string>();
  for (const instance of order) {
    const key = `${instance.node.name}\0${instanceAddress(instance)}\0${instance.port}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const records = srvRecords(question.name, instance, context.config, ttl, datacenter);
    answers.push(records.srv);
    for (const group of [records.addresses, records.texts]) {
      const first = group[0];
      const name = first === undefined ? "" : `${first.data.kind} ${first.name}`;
      if (!told.has(name)) additional.push(...group);
      told.add(name);
    }
  }
  return found(answers, additional);
}

/** Half a byte too much is a mistake; any other length is no address, and no mistake. */
const HEX_LENGTHS: ReadonlySet<number> = new Set([8, 9, 32, 33]);

function answerHexAddress({ name }: DnsQuestion, hex: string, context: AnswerContext): Answer {
  const { config } = context;
  if (!HEX_LENGTHS.has(hex.length)) return found([], []);
  const address = hex.length % 2 === 0 ? parseHex(hex) : undefined;
  if (address === undefined) return nothing(context, RCODE.NXDOMAIN);
  const kind = address.length === 4 ? "A" : "AAAA";
  // The one record that is not named as it was asked for: in lower case, below the first domain.
  const labels = labelsInDomain(name, config) ?? [];
  const own = `${labels.join(".")}.${config.domain}.`;
  return found([{ name: own, ttl: config.nodeTtlSeconds, data: { kind, address } }], []);
}

async function answerReverse(
  { name, type }: DnsQuestion,
  address: Uint8Array,
  context: AnswerContext,
): Promise<Answer> {
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
  const answer = found([{ name, ttl: 0, data: { kind: "PTR", target } }], []);
  return type === TYPE.SOA ? { ...answer, authority: [soaRecord(config, context.serial)] } : answer;
}

async function answerSoa(context: AnswerContext): Promise<Answer> {
  const { names, addresses } = await nameServers(context);
  return {
    kind: "answer",
    rcode: RCODE.NOERROR,
    answers: [soaRecord(context.config, context.serial)],
    authority: names,
    additional: addresses,
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
  const served = (await catalog.servers()).filter((server) => isServed(server, config));
  const servers = randomOrder(served, context.pick)
    .slice(0, NAME_SERVERS_MAX)
    .map(({ node }) => node);
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

/** All records of a name, where it is one of ours; a name that leads to itself comes to an end. */
async function resolveOwn(
  name: string,
  context: AnswerContext,
  depth: number,
): Promise<readonly DnsRecord[]> {
  const labels = depth < CNAME_DEPTH_MAX ? labelsInDomain(name, context.config) : undefined;
  if (labels === undefined) return [];
  const own = await lookUpWhole({ name, type: TYPE.ANY, class: 1 }, labels, context, depth + 1);
  return own.kind === "answer" ? own.answers : [];
}

function found(answers: readonly DnsRecord[], additional: readonly DnsRecord[]): Found {
  return { kind: "answer", rcode: RCODE.NOERROR, answers, authority: [], additional };
}

function ofNode(answers: readonly DnsRecord[], additional: readonly DnsRecord[]): Found {
  return { ...found(answers, additional), isWhole: true };
}

/** Nothing there: the SOA tells for how long that may be remembered. */
function nothing(context: AnswerContext, rcode: number): Answer {
  return {
    kind: "answer",
    rcode,
    answers: [],
    authority: [soaRecord(context.config, context.serial)],
    additional: [],
  };
}
