import type { CheckRecord } from "@tutti/server";
import { Unanswered } from "../asked-servers.ts";
import { type CheckResult, type CheckRunner, createProbe, startRunner, startTtl } from "../checks/index.ts";
import { startAlias } from "./alias-runner.ts";
import type { CheckDefinition } from "./check-definition.ts";
import type { LocalChange, LocalCheck, LocalService, LocalStateOptions } from "./local-records.ts";

/** What a check that runs needs of the services and checks that it lies among. */
export interface Surrounding {
  readonly services: ReadonlyMap<string, LocalService>;
  readonly checks: ReadonlyMap<string, LocalCheck>;
  checksOfService(id: string): readonly LocalCheck[];
  onChange(listener: (change: LocalChange) => void): () => void;
  report(id: string, result: CheckResult): void;
}

type Options = Pick<LocalStateOptions, "access" | "nodeName" | "remoteChecks">;

/** Starts what runs a check, by its kind. */
export function startCheck(
  local: Surrounding,
  options: Options,
  id: string,
  definition: CheckDefinition,
): CheckRunner {
  const { access } = options;
  const report = (result: CheckResult): void => local.report(id, result);
  const { kind } = definition;
  switch (kind.kind) {
    case "ttl":
      return startTtl({ clock: access.clock, ttlMs: kind.ttlMs, outputMax: definition.outputMax, report });
    case "alias":
      return startAliasOf(local, options, id, kind);
    default:
      return startRunner(createProbe(kind, definition, access), {
        ...definition,
        clock: access.clock,
        firstDelayMs: access.random.float() * definition.intervalMs,
        report,
      });
  }
}

function startAliasOf(
  local: Surrounding,
  { access, nodeName, remoteChecks }: Options,
  id: string,
  { node, service }: { readonly node: string; readonly service: string },
): CheckRunner {
  const token = (): string => {
    const check = local.checks.get(id);
    const ofService = local.services.get(check?.record.ServiceID ?? "")?.registration.Token ?? "";
    return check?.registration.Token || ofService;
  };
  const isLocal = node === "" || node === nodeName;
  const concerns = (change: LocalChange): boolean => {
    if (change.kind === "service") return change.id === service;
    const of = local.checks.get(change.id)?.record.ServiceID;
    return change.id !== id && (of === undefined || of === "" || of === service);
  };
  return startAlias({
    clock: access.clock,
    service,
    node,
    checks(tell) {
      const told = (checks: readonly CheckRecord[] | undefined): void =>
        tell(checks?.filter((check) => check.CheckID !== id));
      if (isLocal) told(aliasedChecks(local, service));
      else
        void remoteChecks(node, service, token()).then((checks) => {
          // The check stays as it is, and is looked at again.
          if (!(checks instanceof Unanswered)) told(checks);
        });
    },
    onChange: (look) => (isLocal ? local.onChange((change) => void (concerns(change) && look())) : () => {}),
    report: (result) => local.report(id, result),
  });
}

/** Undefined where there is no such service. Node checks count for each, unless the alias is one itself. */
function aliasedChecks(local: Surrounding, service: string): readonly CheckRecord[] | undefined {
  if (service !== "" && !local.services.has(service)) return undefined;
  const checks =
    service === ""
      ? local.checksOfService("")
      : [...local.checksOfService(""), ...local.checksOfService(service)];
  return checks
    .map((check) => check.record)
    .filter(({ ServiceID, Type }) => ServiceID !== "" || Type !== "alias");
}
