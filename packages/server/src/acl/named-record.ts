import type { ErrorKind } from "@tutti/errors";
import { type Endpoint, endpoint } from "../endpoint/endpoint.ts";
import { json, refusal } from "../endpoint/reply.ts";
import type { ApiRequest } from "../endpoint/request.ts";
import { serverError } from "../errors.ts";
import type { Draft } from "../state/draft.ts";
import type { Outcome } from "../state/refusal.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import type { Row, Table } from "../state/table.ts";
import { rightToWriteAcl } from "./acl-rights.ts";
import { isAclName } from "./decode.ts";
import { isUuid, lookupMistake } from "./lookup-mistake.ts";

/** A kind of record that has an ID and a name of its own: policies, roles. */
export interface NamedKind<
  Body extends { readonly ID: string; readonly Name: string },
  Kept extends { readonly Name: string },
> {
  readonly table: Table<Kept & { readonly Hash: string }>;
  byName(name: string): Row<unknown> | undefined;
  /** The body of a request. */
  decode(request: ApiRequest): Promise<Outcome<Body>>;
  newId(): string;
  /** What is kept of a body whose name is right, or what is wrong with the rest of it. */
  recordOf(body: Body, id: string, before: Kept | undefined): Outcome<Kept>;
  /** Why a record may not be deleted; undefined where it may. */
  undeletable?(id: string): Refusal | undefined;
  /** Its fingerprint. */
  hash(record: Kept): string;
  /** A record as the API shows it. */
  show(row: Row<Kept & { readonly Hash: string }>): unknown;
  readonly nameLengthMax: number;
  /** What it is called in messages: in small letters, and as a field is. */
  readonly called: readonly [string, string];
  readonly errors: {
    readonly withId: ErrorKind;
    readonly withoutId: ErrorKind;
    readonly withoutName: ErrorKind;
    readonly nameInvalid: ErrorKind;
    nameTaken(name: string, how: "create" | "update"): ErrorKind;
    notFound(id: string): ErrorKind;
    readonly deletedAtOnce: ErrorKind;
  };
}

interface Writing<Body> {
  readonly id: string;
  readonly body: Body;
  readonly how: "create" | "update";
  /** The ID is not written as it was given out. */
  readonly isInOtherLetters?: boolean;
}

/** What creates, changes and deletes records of a kind. */
export function namedRecordEndpoints<
  Body extends { readonly ID: string; readonly Name: string },
  Kept extends { readonly Name: string },
>(
  kind: NamedKind<Body, Kept>,
): { readonly create: Endpoint; readonly update: Endpoint; readonly delete: Endpoint } {
  const { errors, table } = kind;
  const write = (decode: (request: ApiRequest) => Promise<Outcome<Writing<Body>>>): Endpoint =>
    endpoint<Writing<Body>>({
      decode,
      rights: rightToWriteAcl,
      async answer(writing, granted) {
        const written = await granted.write((draft) => put(draft, writing));
        if (written instanceof Refusal) return refusal(written);
        const row = table.get(writing.id);
        return row === undefined ? refusal(refuse(errors.deletedAtOnce)) : json(kind.show(row));
      },
    });

  function put(draft: Draft, { id, body, how, isInOtherLetters }: Writing<Body>): Outcome<true> {
    const name = body.Name;
    if (name === "") return refuse(errors.withoutName);
    if (!isAclName(name, kind.nameLengthMax)) return refuse(errors.nameInvalid);
    const [, field] = kind.called;
    if (how === "update" && !isUuid(id)) return refuse(serverError("acl-id-invalid", field));
    const before = draft.get(table, id)?.value;
    if (how === "update" && before === undefined) return refuse(errors.notFound(id));
    // The record is found, and takes its own name for another's.
    if (isInOtherLetters === true && before?.Name === name)
      return refuse(serverError("acl-id-in-other-letters", kind.called[0], JSON.stringify(name)));
    draft.watch(table, "");
    const sameName = kind.byName(name);
    if (sameName !== undefined && sameName.id !== id)
      return refuse(errors.nameTaken(JSON.stringify(name), how));
    const record = kind.recordOf(body, id, before);
    if (record instanceof Refusal) return record;
    draft.put(table, id, { ...record, Hash: kind.hash(record) });
    return true;
  }

  return {
    create: write(async (request) => {
      const body = await kind.decode(request);
      if (body instanceof Refusal) return body;
      if (body.ID !== "") return refuse(errors.withId, 400);
      return { id: kind.newId(), body, how: "create" };
    }),
    update: write(async (request) => {
      const id = request.rest;
      const body = await kind.decode(request);
      if (body instanceof Refusal) return body;
      if (body.ID !== "" && body.ID !== id)
        return refuse(serverError("acl-id-does-not-match", kind.called[1]), 400);
      // Without an ID it is a new one.
      return id === ""
        ? { id: kind.newId(), body, how: "create" }
        : { id: id.toLowerCase(), body, how: "update", isInOtherLetters: id !== id.toLowerCase() };
    }),
    delete: endpoint<string>({
      decode({ rest }) {
        if (rest === "") return refuse(errors.withoutId, 400);
        return kind.undeletable?.(rest.toLowerCase()) ?? rest;
      },
      rights: rightToWriteAcl,
      async answer(id, granted) {
        const mistake = lookupMistake(kind.called[0], id);
        if (mistake !== undefined) return refusal(mistake);
        const written = await granted.write((draft) => draft.delete(table, id.toLowerCase()));
        return written instanceof Refusal ? refusal(written) : json(true);
      },
    }),
  };
}
