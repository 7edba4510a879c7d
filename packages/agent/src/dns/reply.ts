import { type Answer, type AnswerContext, answerQuestion } from "./answer.ts";
import { encodeFitting, type Transport } from "./fit.ts";
import { type DnsMessage, type Edns, RCODE, TYPE } from "./message.ts";

/** What to do with a query. */
export type Reply =
  /** `choices`: how many records there were to order, so how much a second reply may differ. */
  | { readonly kind: "send"; readonly bytes: Uint8Array; readonly choices: number }
  /** Not ours: a recursor shall answer it. */
  | { readonly kind: "forward" }
  /** Ours, but it ends in a name that is not: a recursor shall add what that one stands for. */
  | { readonly kind: "follow"; readonly message: DnsMessage; readonly target: string };

/** Decides on a query. Undefined where even an error cannot be put into words. */
export async function replyTo(
  query: DnsMessage,
  transport: Transport,
  context: AnswerContext,
): Promise<Reply | undefined> {
  const question = query.questions[0];
  if (query.opcode !== 0) return sendEmpty(query, RCODE.NOTIMP, context);
  if (question === undefined || query.questions.length > 1) return sendEmpty(query, RCODE.FORMERR, context);
  const answer = await answerQuestion({ ...question, edns: query.edns !== undefined }, context);
  const recursors = context.config.recursors.length > 0;
  if (answer.kind === "elsewhere") {
    if (recursors) return { kind: "forward" };
    return answer.reverse
      ? sendEmpty(query, RCODE.SERVFAIL, context, { recursionAvailable: true, ...ednsOf(query) })
      : sendEmpty(query, RCODE.REFUSED, context);
  }
  const message = messageOf(query, answer, recursors);
  const last = answer.answers.at(-1)?.data;
  if (recursors && last?.kind === "CNAME" && question.type !== TYPE.CNAME) {
    return { kind: "follow", message, target: last.target };
  }
  const bytes = encodeFitting(message, transport, context.config, answer.isWhole);
  const choices = answer.answers.length + answer.authority.length;
  return bytes === undefined
    ? undefined
    : { kind: "send", bytes, choices: answer.answers.length === 0 ? 1 : choices };
}

function messageOf(
  query: DnsMessage,
  answer: Extract<Answer, { kind: "answer" }>,
  recursionAvailable: boolean,
): DnsMessage {
  const { rcode, answers, authority, additional } = answer;
  return {
    ...emptyReply(query, rcode),
    authoritative: true,
    recursionAvailable,
    answers,
    authority,
    additional,
    ...ednsOf(query),
  };
}

function ednsOf({ edns }: DnsMessage): Pick<DnsMessage, "edns"> {
  return edns === undefined ? {} : { edns: echo(edns) };
}

/** An answer without records. */
export function emptyReply(query: DnsMessage, rcode: number): DnsMessage {
  return {
    id: query.id,
    response: true,
    opcode: query.opcode,
    authoritative: false,
    truncated: false,
    recursionDesired: query.recursionDesired,
    recursionAvailable: false,
    rcode,
    questions: query.questions,
    answers: [],
    authority: [],
    additional: [],
  };
}

function sendEmpty(
  query: DnsMessage,
  rcode: number,
  context: AnswerContext,
  more: Partial<DnsMessage> = {},
): Reply | undefined {
  const bytes = encodeFitting({ ...emptyReply(query, rcode), ...more }, "tcp", context.config);
  return bytes === undefined ? undefined : { kind: "send", bytes, choices: 1 };
}

/** Client subnet is the one option we understand; its scope says that the answer holds for everyone. */
const OPTION_CLIENT_SUBNET = 8;

function echo(edns: Edns): Edns {
  const { options } = edns;
  for (let at = 0; at + 4 <= options.length; ) {
    const code = ((options[at] ?? 0) << 8) | (options[at + 1] ?? 0);
    const length = ((options[at + 2] ?? 0) << 8) | (options[at + 3] ?? 0);
    const end = at + 4 + length;
    if (code === OPTION_CLIENT_SUBNET && length >= 4 && end <= options.length) {
      const option = options.slice(at, end);
      option[7] = 0;
      return { udpSize: edns.udpSize, options: option };
    }
    at = end;
  }
  return { udpSize: edns.udpSize, options: new Uint8Array() };
}
