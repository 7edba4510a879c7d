import type { CheckRecord } from "@tutti/server";
import { Unanswered } from "../asked-servers.ts";
import {
  aliasResult,
  type CheckResult,
  type CheckRunner,
  createProbe,
  startRunner,
  startTtl,
} from "../checks/index.ts";
import { type StoodFor, seenOf, startAlias } from "./alias-runner.ts";
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
  const isLocal = isOwnNode(node, nodeName);
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
      if (isLocal) tell(withNode(node, aliasedChecks(local, nodeName, service, new Set([id]))));
      else
        void remoteChecks(node, service, token()).then((checks) => {
          // The check stays as it is, and is looked at again.
          if (!(checks instanceof Unanswered)) tell(checks?.filter((check) => check.CheckID !== id));
        });
    },
    onChange: (look) => (isLocal ? local.onChange((change) => void (concerns(change) && look())) : () => {}),
    report: (result) => local.report(id, result),
  });
}

/** Who names this node asks what the catalog says of it, and there it lives for as long as this runs. */
function withNode(node: string, checks: readonly StoodFor[] | undefined): readonly StoodFor[] | undefined {
  if (node === "" || checks === undefined) return checks;
  return [{ Name: "Serf Health Status", Status: "passing", Output: "" }, ...checks];
}

function isOwnNode(node: string, nodeName: string): boolean {
  return node === "" || node === nodeName;
}

/**
 * The checks that an alias stands for, as they are; undefined where there is no
 * such service. Node checks count for each, unless the alias is one itself.
 *
 * An alias among them is followed to what it stands for, and one that was met
 * on the way (`met`) says nothing of its own. Were their records read instead,
 * two that stand for each other would hand a failure round for ever, each time
 * with a longer text.
 */
function aliasedChecks(
  local: Surrounding,
  nodeName: string,
  service: string,
  met: Set<string>,
): readonly CheckRecord[] | undefined {
  if (service !== "" && !local.services.has(service)) return undefined;
  const checks =
    service === ""
      ? local.checksOfService("")
      : [...local.checksOfService(""), ...local.checksOfService(service)];
  const seen: CheckRecord[] = [];
  for (const { record, definition } of checks) {
    if (record.Type === "alias" && record.ServiceID === "") continue;
    const kind = definition?.kind;
    if (kind?.kind !== "alias" || !isOwnNode(kind.node, nodeName)) seen.push(record);
    else if (!met.has(record.CheckID)) {
      met.add(record.CheckID);
      const aliased = aliasedChecks(local, nodeName, kind.service, met)?.map(seenOf);
      const { status, output } = aliasResult(kind.service, aliased, kind.node);
      seen.push({ ...record, Status: status, Output: output });
    }
  }
  return seen;
}
