import type { AgentClient } from "@tutti/agent-api";
import type { ErrorKind } from "@tutti/errors";
import { refusalOf } from "../api/api-command.ts";
import { commandError } from "../errors.ts";

interface Call {
  readonly client: AgentClient;
  say(line: string): void;
  fail(kind: ErrorKind): number;
}

const KINDS = {
  policy: { route: "acl.policy-delete", failed: "error-deleting-policy", title: "Policy" },
  role: { route: "acl.role-delete", failed: "error-deleting-role", title: "Role" },
  token: { route: "acl.token-delete", failed: "error-deleting-token", title: "Token" },
  rule: { route: "acl.binding-rule-delete", failed: "error-deleting-binding-rule", title: "Binding rule" },
  method: { route: "acl.auth-method-delete", failed: "error-deleting-auth-method", title: "Auth method" },
} as const;

/** Deletes the one of that id (of a method, its name), and tells what came of it. */
export async function removeOne(call: Call, kind: keyof typeof KINDS, id: string): Promise<number> {
  const { route, failed, title } = KINDS[kind];
  const quoted = JSON.stringify(id);
  const answer = await call.client.call(route, { rest: id });
  if (answer.status !== 200) return call.fail(commandError(failed, quoted, refusalOf(answer)));
  call.say(`${title} ${quoted} deleted successfully`);
  return 0;
}
