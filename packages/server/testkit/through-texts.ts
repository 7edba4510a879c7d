import { Buffer } from "node:buffer";
import type { Answer, CatalogAnswer, CatalogQuestion, Grants, Outcome, Servers } from "../src/index.ts";
import { Refusal } from "../src/index.ts";

type Whole = Extract<Answer, { kind: "whole" }>;

/**
 * The same servers, as a network would show them: each question and each
 * answer becomes a text and is read anew, so that nothing can be shared and
 * nothing go through that is no plain data.
 */
export function throughTexts(servers: Servers): Servers {
  return {
    routes: new Set(through([...servers.routes])),
    async request({ body, ...request }, gone) {
      const answer = await servers.request(
        {
          ...through(request),
          body: {
            declared: body.declared,
            read: async (max) => bytesThrough(await body.read(max)),
            pieces: (max) => piecesThrough(body.pieces(max)),
          },
        },
        gone,
      );
      return answer === undefined ? undefined : answerThrough(answer);
    },
    async read<Q extends CatalogQuestion>(
      question: Q,
      options: Parameters<Servers["read"]>[1],
      gone?: AbortSignal,
    ) {
      const outcome = await servers.read(through(question), through(options), gone);
      return outcomeThrough<CatalogAnswer<Q>>(outcome);
    },
    register: async (registration, token) =>
      outcomeThrough(await servers.register(through(registration), through(token))),
    deregister: async (deregistration, token) =>
      outcomeThrough(await servers.deregister(through(deregistration), through(token))),
    grants: async (token) => outcomeThrough<Grants>(await servers.grants(through(token))),
    status: async () => through(await servers.status()),
  };
}

function through<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

function bytesThrough(bytes: Uint8Array): Buffer {
  return Buffer.from(through(Buffer.from(bytes).toString("base64")), "base64");
}

function outcomeThrough<T>(outcome: Outcome<T>): Outcome<T> {
  if (!(outcome instanceof Refusal)) return through(outcome);
  const { status, code, text } = through({ ...outcome });
  return new Refusal({ code, summary: text }, status);
}

function answerThrough(answer: Answer): Answer {
  if (answer.kind === "whole") return wholeThrough(answer);
  const { pieces, otherwise, ...head } = answer;
  return { ...through(head), otherwise: wholeThrough(otherwise), pieces: piecesThrough(pieces) };
}

function wholeThrough({ body, ...head }: Whole): Whole {
  return { ...through(head), body: Buffer.isBuffer(body) ? bytesThrough(body) : through(body) };
}

async function* piecesThrough(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  for await (const piece of pieces) yield bytesThrough(piece);
}
