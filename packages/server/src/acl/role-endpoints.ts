import type { Fields } from "../endpoint/json-body.ts";
import { readFields } from "../endpoint/json-body.ts";
import { empty, json, refusal, text } from "../endpoint/reply.ts";
import type { Endpoints, ServerContext } from "../server-context.ts";
import type { ServerState } from "../server-state.ts";
import type { Draft } from "../state/draft.ts";
import type { Outcome } from "../state/refusal.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import type { Row } from "../state/table.ts";
import { decodeGrants, hashOf, isAclName } from "./decode.ts";
import { aclRead } from "./read-reply.ts";
import type { RoleRecord } from "./records.ts";
import { roleShape } from "./shape.ts";

const DECODING = "Bad request: Role decoding failed: ";

/** `/v1/acl/role` and `/v1/acl/roles`. */
export function roleEndpoints(context: ServerContext): Endpoints {
  const { state, runtime } = context;
  const show = (row: Row<RoleRecord> | undefined): ReturnType<typeof empty> | ReturnType<typeof aclRead> =>
    row === undefined ? empty(404) : aclRead(context, "acl.role-read", roleShape(state, row));
  return {
    "acl.role-list": ({ query }) => {
      const policy = query.get("policy");
      const rows = [...state.acl.roles.list()].filter(
        ({ value }) => policy === "" || value.Policies.some((link) => link.ID === policy),
      );
      return aclRead(
        context,
        "acl.role-list",
        rows.map((row) => roleShape(state, row)),
      );
    },
    "acl.role-create": async (request) => {
      const body = await readFields(request, { prefix: DECODING });
      if (body instanceof Refusal) return refusal(body);
      if (body.string("ID") !== "")
        return text(400, "Bad request: Cannot specify the ID when creating a new role");
      return write(state, body, runtime.random.uuid(), "create");
    },
    "acl.role-by-name": ({ rest }) =>
      rest === "" ? text(400, "Bad request: Missing role Name") : show(state.acl.roleByName(rest)),
    "acl.role-read": ({ rest }) =>
      rest === "" ? text(400, "Bad request: Missing role ID") : show(state.acl.roles.get(rest)),
    "acl.role-update": async (request) => {
      if (request.rest === "") return text(400, "Bad request: Missing role ID");
      const body = await readFields(request, { prefix: DECODING });
      if (body instanceof Refusal) return refusal(body);
      return write(state, body, request.rest, "update");
    },
    "acl.role-delete": async ({ rest }) => {
      if (rest === "") return text(400, "Bad request: Missing role ID");
      const written = await state.write((draft) => draft.delete(state.acl.roles, rest));
      return written instanceof Refusal ? refusal(written) : json(true);
    },
  };
}

async function write(
  state: ServerState,
  body: Fields,
  id: string,
  how: "create" | "update",
): Promise<ReturnType<typeof json>> {
  const written = await state.writeExclusive((draft) => putRole(state, draft, body, id, how));
  if (written instanceof Refusal) return refusal(written);
  const row = state.acl.roles.get(id);
  return row === undefined ? text(500, "the role was deleted at once") : json(roleShape(state, row));
}

function putRole(
  state: ServerState,
  draft: Draft,
  body: Fields,
  id: string,
  how: "create" | "update",
): Outcome<true> {
  if (how === "update" && draft.get(state.acl.roles, id) === undefined)
    return refuse(`cannot find role ${id}`);
  const name = body.string("Name");
  if (name === "") return refuse("Invalid Role: no Name is set");
  if (!isAclName(name))
    return refuse("Invalid Role: invalid Name. Only alphanumeric characters, '-' and '_' are allowed");
  const sameName = state.acl.roleByName(name);
  if (sameName !== undefined && sameName.id !== id)
    return refuse(`Invalid Role: A Role with Name ${JSON.stringify(name)} already exists`);
  const grants = decodeGrants(state, body, "role");
  if (grants instanceof Refusal) return grants;
  const role = { ID: id, Name: name, Description: body.string("Description"), ...grants };
  draft.put(state.acl.roles, id, { ...role, Hash: hashOf(role) });
  return true;
}
