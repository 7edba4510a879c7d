import type { ErrorKind } from "@tutti/errors";
import type { Decoded } from "../decode/shape.ts";
import { readBodyAs } from "../endpoint/body.ts";
import { type Endpoint, endpoint } from "../endpoint/endpoint.ts";
import type { Reply } from "../endpoint/reply.ts";
import { empty, refusal } from "../endpoint/reply.ts";
import { serverError } from "../errors.ts";
import type { Endpoints, ServerContext } from "../server-context.ts";
import { type Outcome, Refusal, refuse } from "../state/refusal.ts";
import type { Row } from "../state/table.ts";
import { rightToReadAcl } from "./acl-rights.ts";
import { ACL_ROLE } from "./bodies.ts";
import { roleHash } from "./content-hash.ts";
import { decodeIdentities, decodePolicies } from "./decode.ts";
import { lookupMistake } from "./lookup-mistake.ts";
import { type NamedKind, namedRecordEndpoints } from "./named-record.ts";
import { aclRead } from "./read-reply.ts";
import type { RoleRecord } from "./records.ts";
import { roleShape } from "./shape.ts";

const DECODING = "Bad request: Role decoding failed: ";

/** `/v1/acl/role` and `/v1/acl/roles`. */
export function roleEndpoints(context: ServerContext): Endpoints {
  const { state } = context;
  const { acl } = state;
  const named = namedRecordEndpoints(roleKind(context));
  const read = (missing: ErrorKind, find: (rest: string) => Outcome<Row<RoleRecord> | undefined>): Endpoint =>
    endpoint<string>({
      decode: ({ rest }) => (rest === "" ? refuse(missing, 400) : rest),
      rights: rightToReadAcl,
      answer(rest) {
        const row = find(rest);
        if (row instanceof Refusal) return refusal(row);
        return row === undefined ? empty(404) : aclRead(context, "acl.role-read", roleShape(state, row));
      },
    });
  return {
    "acl.role-list": endpoint<string>({
      decode: ({ query }) => query.of("acl.role-list").text("policy").toLowerCase(),
      rights: rightToReadAcl,
      answer: (policy) => list(context, policy),
    }),
    "acl.role-create": named.create,
    "acl.role-update": named.update,
    "acl.role-by-name": read(serverError("role-name-missing"), (name) => acl.roleByName(name)),
    "acl.role-read": read(
      serverError("role-id-missing"),
      (id) => lookupMistake("role", id) ?? acl.roles.get(id.toLowerCase()),
    ),
    "acl.role-delete": named.delete,
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

function roleKind({
  state,
  runtime,
}: ServerContext): NamedKind<Decoded<typeof ACL_ROLE>, Omit<RoleRecord, "Hash">> {
  return {
    table: state.acl.roles,
    byName: (name) => state.acl.roleByName(name),
    decode: (request) => readBodyAs(request, ACL_ROLE, { prefix: DECODING }),
    newId: () => runtime.random.uuid(),
    recordOf(body, ID) {
      const policies = decodePolicies(state, body.Policies, "role");
      if (policies instanceof Refusal) return policies;
      const identities = decodeIdentities(body, "role", false);
      if (identities instanceof Refusal) return identities;
      return { ID, Name: body.Name, Description: body.Description, Policies: policies, ...identities };
    },
    hash: roleHash,
    show: (row) => roleShape(state, row),
    nameLengthMax: 256,
    called: ["role", "Role"],
    errors: {
      withId: serverError("new-role-with-an-id"),
      withoutId: serverError("role-id-missing"),
      withoutName: serverError("role-without-a-name"),
      nameInvalid: serverError("role-name-invalid"),
      nameTaken: (name, how) =>
        serverError("role-name-taken", how === "create" ? "Role with Name" : "role with name", name),
      notFound: (id) => serverError("role-not-found", id),
      deletedAtOnce: serverError("new-role-deleted-at-once"),
    },
  };
}
