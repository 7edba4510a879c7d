import { MANAGEMENT_POLICY_ID } from "@tutti/agent-api";
import type { Decoded } from "../decode/shape.ts";
import { readBodyAs } from "../endpoint/body.ts";
import { endpoint } from "../endpoint/endpoint.ts";
import { type Reply, refusal } from "../endpoint/reply.ts";
import { serverError } from "../errors.ts";
import type { Endpoints, ServerContext } from "../server-context.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import { rightToReadAcl } from "./acl-rights.ts";
import { ACL_POLICY } from "./bodies.ts";
import { policyHash } from "./content-hash.ts";
import { lookupMistake } from "./lookup-mistake.ts";
import { type NamedKind, namedRecordEndpoints } from "./named-record.ts";
import { aclMissing, aclRead } from "./read-reply.ts";
import type { PolicyRecord } from "./records.ts";
import { parseRules } from "./rules.ts";
import { policyShape } from "./shape.ts";

/** What policies are read by below it. */
const NAME = "name/";
const DECODING = "Bad request: Policy decoding failed: ";

/** `/v1/acl/policy` and `/v1/acl/policies`. */
export function policyEndpoints(context: ServerContext): Endpoints {
  const { policies } = context.state.acl;
  const named = namedRecordEndpoints(policyKind(context));
  return {
    "acl.policy-list": endpoint<undefined>({
      decode: () => undefined,
      rights: rightToReadAcl,
      answer: () =>
        aclRead(
          context,
          "acl.policy-list",
          [...policies.list()].map((row) => policyShape(row, true)),
        ),
    }),
    "acl.policy-create": named.create,
    "acl.policy-update": named.update,
    "acl.policy-read": endpoint<string>({
      decode({ rest }) {
        if (rest === "") return refuse(serverError("policy-id-missing"), 400);
        return rest === NAME ? refuse(serverError("policy-name-missing"), 400) : rest;
      },
      rights: rightToReadAcl,
      answer: (rest) => read(context, rest),
    }),
    "acl.policy-delete": named.delete,
  };
}

function read(context: ServerContext, rest: string): Reply {
  const { acl } = context.state;
  const isName = rest.startsWith(NAME);
  const mistake = isName ? undefined : lookupMistake("policy", rest);
  if (mistake !== undefined) return refusal(mistake);
  const row = isName ? acl.policyByName(rest.slice(NAME.length)) : acl.policies.get(rest.toLowerCase());
  if (row === undefined) return aclMissing(context, "acl.policy-read");
  return aclRead(context, "acl.policy-read", policyShape(row, false));
}

function policyKind({
  state: { acl },
  runtime,
}: ServerContext): NamedKind<Decoded<typeof ACL_POLICY>, Omit<PolicyRecord, "Hash">> {
  return {
    table: acl.policies,
    byName: (name) => acl.policyByName(name),
    decode: (request) => readBodyAs(request, ACL_POLICY, { prefix: DECODING }),
    newId: () => runtime.random.uuid(),
    recordOf({ Name, Description, Rules, Datacenters }, ID, before) {
      if (ID === MANAGEMENT_POLICY_ID && Datacenters !== null)
        return refuse(serverError("builtin-policy-of-some-datacenters"));
      if (ID === MANAGEMENT_POLICY_ID && Rules !== before?.Rules)
        return refuse(serverError("builtin-policy-cannot-be-changed"));
      const parsed = parseRules(Rules);
      return parsed instanceof Refusal ? parsed : { ID, Name, Description, Rules, Datacenters };
    },
    undeletable: (id) =>
      id === MANAGEMENT_POLICY_ID ? refuse(serverError("builtin-policy-cannot-be-deleted")) : undefined,
    hash: policyHash,
    show: (row) => policyShape(row, false),
    nameLengthMax: 128,
    called: ["policy", "Policy"],
    errors: {
      withId: serverError("new-policy-with-an-id"),
      withoutId: serverError("policy-id-missing"),
      withoutName: serverError("policy-without-a-name"),
      nameInvalid: serverError("policy-name-invalid"),
      nameTaken: (name, how) =>
        serverError("policy-name-taken", how === "create" ? "Policy with Name" : "policy with name", name),
      notFound: (id) => serverError("policy-not-found", id),
      deletedAtOnce: serverError("new-policy-deleted-at-once"),
    },
  };
}
