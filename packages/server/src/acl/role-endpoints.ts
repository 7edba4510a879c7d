import type { ErrorKind } from "@tutti/errors";
import type { Decoded } from "../decode/shape.ts";
import { readBodyAs } from "../endpoint/body.ts";
import { type Endpoint, endpoint, type Granted } from "../endpoint/endpoint.ts";
import type { Reply } from "../endpoint/reply.ts";
import { empty, json, refusal } from "../endpoint/reply.ts";
import type { ApiRequest } from "../endpoint/request.ts";
import { serverError } from "../errors.ts";
import type { Endpoints, ServerContext } from "../server-context.ts";
import type { ServerState } from "../server-state.ts";
import type { Draft } from "../state/draft.ts";
import type { Outcome } from "../state/refusal.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import type { Row } from "../state/table.ts";
import { rightToReadAcl, rightToWriteAcl } from "./acl-rights.ts";
import { ACL_ROLE } from "./bodies.ts";
import { decodeGrants, hashOf, isAclName } from "./decode.ts";
import { aclRead } from "./read-reply.ts";
import type { RoleRecord } from "./records.ts";
import { roleShape } from "./shape.ts";

const DECODING = "Bad request: Role decoding failed: ";

type RoleBody = Decoded<typeof ACL_ROLE>;

/** A role that shall be written. */
interface RoleWrite {
  readonly id: string;
  readonly body: RoleBody;
  readonly how: "create" | "update";
}

/** `/v1/acl/role` and `/v1/acl/roles`. */
export function roleEndpoints(context: ServerContext): Endpoints {
  const { state, runtime } = context;
  const { acl } = state;
  const write = (decode: (request: ApiRequest) => Promise<Outcome<RoleWrite>>): Endpoint =>
    endpoint<RoleWrite>({
      decode,
      rights: rightToWriteAcl,
      answer: (asked, granted) => put(state, asked, granted),
    });
  const read = (missing: ErrorKind, find: (rest: string) => Row<RoleRecord> | undefined): Endpoint =>
    endpoint<string>({
      decode: ({ rest }) => (rest === "" ? refuse(missing, 400) : rest),
      rights: rightToReadAcl,
      answer(rest) {
        const row = find(rest);
        return row === undefined ? empty(404) : aclRead(context, "acl.role-read", roleShape(state, row));
      },
    });
  return {
    "acl.role-list": endpoint<string>({
      decode: ({ query }) => query.of("acl.role-list").text("policy"),
      rights: rightToReadAcl,
      answer: (policy) => list(context, policy),
    }),
    "acl.role-create": write(async (request) => {
      const body = await readBodyAs(request, ACL_ROLE, { prefix: DECODING });
      if (body instanceof Refusal) return body;
      if (body.ID !== "") return refuse(serverError("new-role-with-an-id"), 400);
      return { id: runtime.random.uuid(), body, how: "create" };
    }),
    "acl.role-update": write(async (request) => {
      if (request.rest === "") return refuse(serverError("role-id-missing"), 400);
      const body = await readBodyAs(request, ACL_ROLE, { prefix: DECODING });
      return body instanceof Refusal ? body : { id: request.rest, body, how: "update" };
    }),
    "acl.role-by-name": read(serverError("role-name-missing"), (name) => acl.roleByName(name)),
    "acl.role-read": read(serverError("role-id-missing"), (id) => acl.roles.get(id)),
    "acl.role-delete": endpoint<string>({
      decode: ({ rest }) => (rest === "" ? refuse(serverError("role-id-missing"), 400) : rest),
      rights: rightToWriteAcl,
      async answer(id, granted) {
        const written = await granted.write((draft) => draft.delete(acl.roles, id));
        return written instanceof Refusal ? refusal(written) : json(true);
      },
    }),
  };
}

/** All roles, or those that link a policy. */
function list(context: ServerContext, policy: string): Reply {
  const { state } = context;
  const rows = [...state.acl.roles.list()].filter(
    ({ value }) => policy === "" || value.Policies.some((link) => link.ID === policy),
  );
  return aclRead(
    context,
    "acl.role-list",
    rows.map((row) => roleShape(state, row)),
  );
}

async function put(state: ServerState, { id, body, how }: RoleWrite, granted: Granted): Promise<Reply> {
  const written = await granted.write((draft) => putRole(state, draft, body, id, how));
  if (written instanceof Refusal) return refusal(written);
  const row = state.acl.roles.get(id);
  return row === undefined
    ? refusal(refuse(serverError("new-role-deleted-at-once")))
    : json(roleShape(state, row));
}

function putRole(
  state: ServerState,
  draft: Draft,
  body: RoleBody,
  id: string,
  how: "create" | "update",
): Outcome<true> {
  if (how === "update" && draft.get(state.acl.roles, id) === undefined)
    return refuse(serverError("role-not-found", id));
  const name = body.Name;
  if (name === "") return refuse(serverError("role-without-a-name"));
  if (!isAclName(name)) return refuse(serverError("role-name-invalid"));
  draft.watch(state.acl.roles, "");
  const sameName = state.acl.roleByName(name);
  if (sameName !== undefined && sameName.id !== id)
    return refuse(serverError("role-name-taken", JSON.stringify(name)));
  const grants = decodeGrants(state, body, "role");
  if (grants instanceof Refusal) return grants;
  const role = { ID: id, Name: name, Description: body.Description, ...grants };
  draft.put(state.acl.roles, id, { ...role, Hash: hashOf(role) });
  return true;
}
