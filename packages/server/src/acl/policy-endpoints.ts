import type { Decoded } from "../decode/shape.ts";
import { readBodyAs } from "../endpoint/body.ts";
import { type Endpoint, endpoint, type Granted } from "../endpoint/endpoint.ts";
import type { Reply } from "../endpoint/reply.ts";
import { json, refusal } from "../endpoint/reply.ts";
import type { ApiRequest } from "../endpoint/request.ts";
import { serverError } from "../errors.ts";
import type { Endpoints, ServerContext } from "../server-context.ts";
import type { ServerState } from "../server-state.ts";
import type { Draft } from "../state/draft.ts";
import type { Outcome } from "../state/refusal.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import { rightToReadAcl, rightToWriteAcl } from "./acl-rights.ts";
import { ACL_POLICY } from "./bodies.ts";
import { hashOf, isAclName } from "./decode.ts";
import { aclMissing, aclRead } from "./read-reply.ts";
import { MANAGEMENT_POLICY_ID } from "./records.ts";
import { parseRules } from "./rules.ts";
import { policyShape } from "./shape.ts";

const DECODING = "Bad request: Policy decoding failed: ";
type PolicyBody = Decoded<typeof ACL_POLICY>;

/** A policy that shall be written. */
interface PolicyWrite {
  readonly id: string;
  readonly body: PolicyBody;
  readonly how: "create" | "update";
}

/** `/v1/acl/policy` and `/v1/acl/policies`. */
export function policyEndpoints(context: ServerContext): Endpoints {
  const { state, runtime } = context;
  const { policies } = state.acl;
  const write = (decode: (request: ApiRequest) => Promise<Outcome<PolicyWrite>>): Endpoint =>
    endpoint<PolicyWrite>({
      decode,
      rights: rightToWriteAcl,
      answer: (asked, granted) => put(state, asked, granted),
    });
  return {
    "acl.policy-list": endpoint<true>({
      decode: () => true,
      rights: rightToReadAcl,
      answer: () =>
        aclRead(
          context,
          "acl.policy-list",
          [...policies.list()].map((row) => policyShape(row, true)),
        ),
    }),
    "acl.policy-create": write(async (request) => {
      const body = await readBodyAs(request, ACL_POLICY, { prefix: DECODING });
      if (body instanceof Refusal) return body;
      if (body.ID !== "") return refuse(serverError("new-policy-with-an-id"), 400);
      return { id: runtime.random.uuid(), body, how: "create" };
    }),
    "acl.policy-update": write(async (request) => {
      if (request.rest === "") return refuse(serverError("policy-id-missing"), 400);
      const body = await readBodyAs(request, ACL_POLICY, { prefix: DECODING });
      return body instanceof Refusal ? body : { id: request.rest, body, how: "update" };
    }),
    "acl.policy-read": endpoint<string>({
      decode: ({ rest }) => (rest === "" ? refuse(serverError("policy-id-missing"), 400) : rest),
      rights: rightToReadAcl,
      answer: (rest) => read(context, rest),
    }),
    "acl.policy-delete": endpoint<string>({
      decode({ rest }) {
        if (rest === "") return refuse(serverError("policy-id-missing"), 400);
        return rest === MANAGEMENT_POLICY_ID ? refuse(serverError("builtin-policy-cannot-be-deleted")) : rest;
      },
      rights: rightToWriteAcl,
      async answer(id, granted) {
        const written = await granted.write((draft) => draft.delete(policies, id));
        return written instanceof Refusal ? refusal(written) : json(true);
      },
    }),
  };
}

function read(context: ServerContext, rest: string): Reply {
  const { acl } = context.state;
  const row = rest.startsWith("name/")
    ? acl.policyByName(rest.slice("name/".length))
    : acl.policies.get(rest);
  if (row === undefined) return aclMissing(context, "acl.policy-read");
  return aclRead(context, "acl.policy-read", policyShape(row, false));
}

async function put(state: ServerState, { id, body, how }: PolicyWrite, granted: Granted): Promise<Reply> {
  const written = await granted.write((draft) => putPolicy(state, draft, body, id, how));
  if (written instanceof Refusal) return refusal(written);
  const row = state.acl.policies.get(id);
  return row === undefined
    ? refusal(refuse(serverError("new-policy-deleted-at-once")))
    : json(policyShape(row, false));
}

function putPolicy(
  state: ServerState,
  draft: Draft,
  body: PolicyBody,
  id: string,
  how: "create" | "update",
): Outcome<true> {
  const existing = draft.get(state.acl.policies, id);
  if (how === "update" && existing === undefined) return refuse(serverError("policy-not-found", id));
  const name = body.Name;
  if (name === "") return refuse(serverError("policy-without-a-name"));
  if (!isAclName(name)) return refuse(serverError("policy-name-invalid"));
  draft.watch(state.acl.policies, "");
  const sameName = state.acl.policyByName(name);
  if (sameName !== undefined && sameName.id !== id)
    return refuse(serverError("policy-name-taken", JSON.stringify(name)));
  const rules = body.Rules;
  if (id === MANAGEMENT_POLICY_ID && rules !== existing?.value.Rules)
    return refuse(serverError("builtin-policy-cannot-be-changed"));
  const parsed = parseRules(rules);
  if (parsed instanceof Refusal) return parsed;
  const policy = {
    ID: id,
    Name: name,
    Description: body.Description,
    Rules: rules,
    Datacenters: body.Datacenters,
  };
  draft.put(state.acl.policies, id, { ...policy, Hash: hashOf(policy) });
  return true;
}
