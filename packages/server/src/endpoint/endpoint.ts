import { type Awaitable, expect, whenThere } from "@tutti/runtime";
import { serverError } from "../errors.ts";
import type { Authorizer } from "../rights/authorizer.ts";
import { missingRight, type Need, type Right } from "../rights/right.ts";
import type { Draft } from "../state/draft.ts";
import type { Outcome } from "../state/refusal.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import type { StateStore, Written } from "../state/state-store.ts";
import type { Reply } from "./reply.ts";
import { refusal } from "./reply.ts";
import type { ApiRequest } from "./request.ts";

/** What rights are decided on: the rows as they are, or, within a write, as its draft has them. */
export type Rows = Pick<Draft, "get" | "list">;

const ROWS_AS_THEY_ARE: Rows = {
  get: (table, id) => table.get(id),
  list: (table, prefix) => [...table.list(prefix)],
};

/**
 * An endpoint says what a request means, what the token must be allowed, and
 * what is answered. It never looks at the token itself: the gate does, before
 * `answer`, for each row that is shown, and again inside of each write.
 */
export interface EndpointDeclaration<Asked, Seen = never> {
  /** What is needed before the request is read at all: for bodies that cost much. Default: nothing. */
  entrance?(): readonly Need[];
  /** Understands a request, its body included, or says what is wrong with it. Changes nothing. */
  decode(request: ApiRequest): Awaitable<Outcome<Asked>>;
  /**
   * What is needed for what is written and for all that is overwritten or
   * deleted by it; evaluated again on the draft of each write. `openToAll`
   * where nothing is.
   */
  rights(asked: Asked, rows: Rows): readonly Need[];
  /** What is needed to see a row of the answer. */
  visible?(row: Seen): readonly Need[];
  /** The refusal for a missing right; default: 403, "Permission denied". */
  denied?(missing: Right): Refusal;
  answer(asked: Asked, granted: Granted<Seen>): Awaitable<Reply>;
}

/** What an endpoint may do for the token that came with the request. */
export interface Granted<Seen = never> {
  /** The rows that the token may see, in their order. */
  visible<Row extends Seen>(rows: Iterable<Row>): Row[];
  /** As `StateStore.write`; what the endpoint needs is asked for on the draft, before `decide`. */
  write<T>(decide: (draft: Draft) => T | Refusal): Promise<Written<T> | Refusal>;
  /** As `StateStore.writeInSteps`, with the same question in each step. */
  writeInSteps<T>(decide: (draft: Draft) => T | Refusal): Promise<Written<T> | Refusal>;
  /** For what is decided part by part (the operations of a transaction): why the token may not. */
  refusal(needs: readonly Need[]): Refusal | undefined;
  /** The same request with the rights that its token has now; refused where it has none any more. For what is told for long. */
  renewed(): Outcome<Granted<Seen>>;
  /** The same request with another token's eyes; undefined where there is no such token. */
  as(token: string): Granted<Seen> | undefined;
}

/** As `EndpointDeclaration`, for what a machine answers by itself: it reads no rows and writes none. */
export interface LocalDeclaration<Asked, Seen = never>
  extends Omit<EndpointDeclaration<Asked, Seen>, "rights" | "answer"> {
  rights(asked: Asked): readonly Need[];
  answer(asked: Asked, granted: LocalGranted<Seen>): Awaitable<Reply>;
}

/** What an endpoint of a machine may do for the token that came with the request. */
export type LocalGranted<Seen = never> = Pick<Granted<Seen>, "visible" | "refusal">;

/** What serving needs beside the request. */
export interface ServingContext {
  /** Undefined where there is none: for local endpoints. */
  readonly state: StateStore | undefined;
  readonly authorizer: Authorizer;
  authorize(token: string): Authorizer | undefined;
  /** Why it is not for this datacenter: told once the request is understood, before who asks counts. */
  readonly elsewhere?: Refusal | undefined;
}

/** What came of a request, and whether it was refused before it was answered: for lack of rights, or for another datacenter. */
export interface Served {
  readonly reply: Reply;
  readonly denied: boolean;
}

/** What a request needs, without doing it. */
export interface AskedNeeds {
  readonly needs: readonly Need[];
  /** Whether each row of the answer is asked for by itself. */
  readonly asksRows: boolean;
}

/** An endpoint that can be registered: made by `endpoint` only, so that none is without rights. */
export class Endpoint {
  /** At once where nothing has to be waited for, as with nearly all reads. */
  readonly serve: (request: ApiRequest, serving: ServingContext) => Awaitable<Served>;
  /** What a request needs as things are now; or what is wrong with it, which is told before anybody asks who made it. */
  readonly needs: (request: ApiRequest) => Promise<Outcome<AskedNeeds>>;

  private constructor(serve: Endpoint["serve"], needs: Endpoint["needs"]) {
    this.serve = serve;
    this.needs = needs;
  }

  static of<Asked, Seen>(declared: EndpointDeclaration<Asked, Seen>): Endpoint {
    const needs: Endpoint["needs"] = async (request) => {
      const asked = await declared.decode(request);
      if (asked instanceof Refusal) return asked;
      const entrance = declared.entrance?.() ?? [];
      const all = [...entrance, ...declared.rights(asked, ROWS_AS_THEY_ARE)];
      return { needs: all, asksRows: declared.visible !== undefined };
    };
    return new Endpoint((request, serving) => {
      const barred = refusalFor(declared, serving.authorizer, declared.entrance?.() ?? []);
      if (barred !== undefined) return { reply: refusal(barred), denied: true };
      return whenThere(declared.decode(request), (asked) =>
        serveAsked(declared, asked, serving, request.token),
      );
    }, needs);
  }
}

/** Answers what was understood, once it is granted. */
function serveAsked<Asked, Seen>(
  declared: EndpointDeclaration<Asked, Seen>,
  asked: Outcome<Asked>,
  serving: ServingContext,
  token: string,
): Awaitable<Served> {
  const { elsewhere } = serving;
  if (asked instanceof Refusal)
    return elsewhere !== undefined && asked.isOfRows
      ? { reply: refusal(elsewhere), denied: true }
      : { reply: refusal(asked), denied: false };
  if (elsewhere !== undefined) return { reply: refusal(elsewhere), denied: true };
  const granted = grant(declared, asked, serving, token);
  const refused = granted.refusal(declared.rights(asked, ROWS_AS_THEY_ARE));
  if (refused !== undefined) return { reply: refusal(refused), denied: true };
  return whenThere(declared.answer(asked, granted), (reply) => ({ reply, denied: false }));
}

/** Declares an endpoint. */
export function endpoint<Asked, Seen = never>(declared: EndpointDeclaration<Asked, Seen>): Endpoint {
  return Endpoint.of(declared);
}

/** Declares an endpoint of a machine. */
export function localEndpoint<Asked, Seen = never>(declared: LocalDeclaration<Asked, Seen>): Endpoint {
  return Endpoint.of<Asked, Seen>(declared);
}

/** The rights of what everybody may ask: nothing in the answer is anybody's, or each row is asked for. */
export function openToAll(): readonly Need[] {
  return [];
}

/** The text for those who lack a right. */
function permissionDenied(): Refusal {
  return refuse(serverError("permission-denied"), 403);
}

function refusalFor(
  { denied = permissionDenied }: Pick<EndpointDeclaration<never>, "denied">,
  authorizer: Authorizer,
  needs: readonly Need[],
): Refusal | undefined {
  const missing = missingRight(authorizer, needs);
  return missing === undefined ? undefined : denied(missing);
}

function grant<Asked, Seen>(
  declared: EndpointDeclaration<Asked, Seen>,
  asked: Asked,
  serving: ServingContext,
  token: string,
): Granted<Seen> {
  const { state, authorizer } = serving;
  // no mutant: words of a bug
  const kept = (): StateStore => expect(state, "rows, for an endpoint that writes");
  const refusalOf = (needs: readonly Need[]): Refusal | undefined => refusalFor(declared, authorizer, needs);
  const guarded =
    <T>(decide: (draft: Draft) => T | Refusal) =>
    (draft: Draft): T | Refusal =>
      refusalOf(declared.rights(asked, draft)) ?? decide(draft);
  return {
    visible(rows) {
      const { visible } = declared;
      // A row that nobody declared a right for is nobody's to see.
      if (visible === undefined) return [];
      return [...rows].filter((row) => missingRight(authorizer, visible(row)) === undefined);
    },
    write: (decide) => kept().write(guarded(decide)),
    writeInSteps: (decide) => kept().writeInSteps(guarded(decide)),
    refusal: refusalOf,
    renewed() {
      const now = serving.authorize(token);
      if (now === undefined) return refuse(serverError("acl-token-not-found"), 403);
      const renewed = grant(declared, asked, { ...serving, authorizer: now }, token);
      return renewed.refusal(declared.rights(asked, ROWS_AS_THEY_ARE)) ?? renewed;
    },
    as(another) {
      const other = serving.authorize(another);
      return other === undefined
        ? undefined
        : grant(declared, asked, { ...serving, authorizer: other }, another);
    },
  };
}
