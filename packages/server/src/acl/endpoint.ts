import { Buffer } from "node:buffer";
import type { ErrorKind } from "@tutti/errors";
import type { Timer } from "@tutti/runtime";
import { every } from "@tutti/runtime";
import { type Endpoint, endpoint, openToAll } from "../endpoint/endpoint.ts";
import type { Reply } from "../endpoint/reply.ts";
import { empty, json, refusal, text } from "../endpoint/reply.ts";
import { readBody } from "../endpoint/request.ts";
import { serverError } from "../errors.ts";
import { right } from "../rights/right.ts";
import type { Endpoints, ServerContext, ServerPart } from "../server-context.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import { rightToReadAcl } from "./acl-rights.ts";
import { initializeAcl, putManagementToken } from "./bootstrap.ts";
import { explainEndpoint } from "./explain-endpoint.ts";
import { legacyEndpoints } from "./legacy-endpoints.ts";
import { policyEndpoints } from "./policy-endpoints.ts";
import { isExpired } from "./resolve.ts";
import { roleEndpoints } from "./role-endpoints.ts";
import { tokenShape } from "./shape.ts";
import { templateEndpoints } from "./template-endpoints.ts";
import { tokenEndpoints } from "./token-endpoints.ts";
import { translateRules } from "./translate-rules.ts";

/** `/v1/acl`: tokens, policies, roles. */
export function createAclPart(context: ServerContext): ServerPart {
  const { config, state, runtime } = context;
  let reaper: Timer | undefined;
  const endpoints: Endpoints = {
    ...tokenEndpoints(context),
    ...policyEndpoints(context),
    ...roleEndpoints(context),
    ...templateEndpoints(),
    ...legacyEndpoints(context),
    // The first caller makes the first token; there is none before that could allow it.
    "acl.bootstrap": endpoint<undefined>({
      decode: () => undefined,
      rights: openToAll,
      answer: () => bootstrap(context),
    }),
    "acl.rules-translate": translate,
    "acl.replication": fixed(REPLICATION),
    "acl.explain": explainEndpoint(context),
  };
  const settle = async (): Promise<void> => {
    if (config.acl.enabled) await initializeAcl(config.acl, state, runtime);
  };
  return {
    endpoints: unlessSwitchedOff(context, endpoints),
    settle,
    async start() {
      if (!config.acl.enabled) return;
      await settle();
      // no mutant: only a process that is about to end sees what it waits for
      reaper = every(runtime.clock, REAP_INTERVAL_MS, () => void reapExpired(context), { unref: true });
    },
    async stop() {
      reaper?.cancel();
    },
  };
}

/** How often tokens whose time is over are deleted; they count for nothing before that already. */
export const REAP_INTERVAL_MS = 30_000;

async function reapExpired({ state, runtime }: ServerContext): Promise<void> {
  await state.writeInSteps((draft) => {
    for (const { id, value } of state.acl.tokens.list()) {
      if (!isExpired(value, runtime.clock)) continue;
      if (draft.room === 0) {
        draft.leaveUnfinished();
        return;
      }
      draft.delete(state.acl.tokens, id);
    }
  });
}

const REPLICATION = {
  Enabled: false,
  Running: false,
  SourceDatacenter: "",
  ReplicationType: "",
  ReplicatedIndex: 0,
  ReplicatedRoleIndex: 0,
  ReplicatedTokenIndex: 0,
  LastSuccess: "0001-01-01T00:00:00Z",
  LastError: "0001-01-01T00:00:00Z",
};

/** Says the same to everybody who may read how access is controlled. */
function fixed(value: unknown): Endpoint {
  return endpoint<undefined>({
    decode: () => undefined,
    rights: () => [right("acl", "read")],
    answer: () => json(value),
  });
}

/** Refuses everybody: what is not there needs no rights. */
function unable(why: ErrorKind, status: number): Endpoint {
  const refused = refuse(why, status);
  return endpoint<never>({ decode: () => refused, rights: openToAll, answer: () => refusal(refused) });
}

/** The endpoints; without access control what each of them refuses with. */
export function unlessSwitchedOff({ config }: ServerContext, endpoints: Endpoints): Endpoints {
  if (config.acl.enabled) return endpoints;
  const off = unable(serverError("acl-support-disabled"), 401);
  return Object.fromEntries(Object.keys(endpoints).map((id) => [id, off]));
}

async function bootstrap({ state, runtime }: ServerContext): Promise<Reply> {
  const written = await state.write((draft) => {
    const done = draft.get(state.acl.bootstrap, "done");
    if (done !== undefined) return refuse(serverError("acl-bootstrap-done-already", done.modifyIndex), 403);
    // no mutant: that it is there says all
    draft.put(state.acl.bootstrap, "done", { Done: true });
    return putManagementToken(state, draft, runtime, {
      SecretID: runtime.random.uuid(),
      Description: "Bootstrap Token (Global Management)",
    });
  });
  if (written instanceof Refusal) return refusal(written);
  const row = state.acl.tokens.get(written.value.AccessorID);
  if (row === undefined) return refusal(refuse(serverError("new-token-deleted-at-once")));
  return json({ ID: row.value.SecretID, ...tokenShape(state, row, true) });
}

/** Rules are turned into rules; nothing that is kept is shown. */
const translate = endpoint<string>({
  async decode(request) {
    const body = await readBody(request);
    if (body instanceof Refusal) return body;
    const translated = translateRules(Buffer.from(body).toString("utf8"));
    return translated instanceof Refusal
      ? refuse(serverError("acl-rules-to-translate-invalid", translated.text), 400)
      : translated;
  },
  // Who may not read rules is not told what is wrong with his own.
  entrance: rightToReadAcl,
  rights: rightToReadAcl,
  answer: (translated) => (translated === "" ? empty() : text(200, translated)),
});
