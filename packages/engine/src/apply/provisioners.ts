/** What runs on the machine when an object was made, or before it is destroyed. */

import { formatInstance } from "@tutti/addresses";
import type { Provisioner } from "@tutti/config";
import type { ErrorKind } from "@tutti/errors";
import { type Diagnostic, errorDiagnostic, hasErrors } from "@tutti/hcl";
import { unmarkDeep, type Value } from "@tutti/values";
import { engineError } from "../errors.ts";
import type { ObjectPlace } from "../object/conditions.ts";
import {
  destroyProvisioners,
  type DestroyProvisioners as Provisioners,
} from "../object/destroy-provisioners.ts";
import { provisionerConfig } from "../object/provisioner-config.ts";
import type { ResourceChange } from "../plan.ts";
import { createLines } from "../provision/output-lines.ts";
import { suppression } from "../provision/suppression.ts";
import type { ApplyRun } from "./apply-run.ts";
import { runRemotely } from "./remote-provisioner.ts";

export function hasProvisioners({ node }: ObjectPlace, when: Provisioner["when"]): boolean {
  return node.resource.provisioners.some((provisioner) => provisioner.when === when);
}

/** Those of a new object. False where one failed that may not fail. */
export async function runProvisioners(
  run: ApplyRun,
  change: ResourceChange,
  item: ObjectPlace,
  self: Value,
): Promise<boolean> {
  const provisioners = item.node.resource.provisioners.filter(({ when }) => when === "create");
  const context = run.walk.context(item.scope, item.repetition, self);
  const { connection } = item.node.resource;
  return runAll(run, item.address, { provisioners, context, connection }, change.provisioners?.create);
}

/** Those of an object that goes. False where one failed that may not fail. */
export async function runDestroyProvisioners(run: ApplyRun, change: ResourceChange): Promise<boolean> {
  const own = destroyProvisioners(run.walk, change.address, change.before);
  return runAll(run, change.address, own, change.provisioners?.destroy);
}

/** Whether the end of an object has provisioners. */
export function provisionsAtEnd(run: ApplyRun, { address, before }: ResourceChange): boolean {
  return destroyProvisioners(run.walk, address, before).provisioners.length > 0;
}

async function runAll(
  run: ApplyRun,
  address: ResourceChange["address"],
  own: Provisioners,
  planned: readonly (Value | undefined)[] = [],
): Promise<boolean> {
  for (const [place, provisioner] of own.provisioners.entries()) {
    const { onEvent } = run.request;
    onEvent?.({ kind: "provision-start", address, provisioner: provisioner.type });
    const found = await runOne(run, address, provisioner, own, planned[place]);
    const failed = hasErrors(found);
    const kind = failed ? "provision-errored" : "provision-complete";
    onEvent?.({ kind, address, provisioner: provisioner.type });
    if (failed && provisioner.onFailure === "continue") continue;
    run.walk.report(found);
    if (failed) return false;
  }
  return true;
}

async function runOne(
  run: ApplyRun,
  address: ResourceChange["address"],
  provisioner: Provisioner,
  own: Provisioners,
  planned: Value | undefined,
): Promise<readonly Diagnostic[]> {
  if (provisioner.type !== "local-exec") return runRemotely(run, address, provisioner, own);
  if (planned !== undefined) return localExec(run, address, provisioner, planned);
  const { value, diagnostics } = provisionerConfig(provisioner, own.context);
  if (hasErrors(diagnostics)) return diagnostics;
  return [...diagnostics, ...(await localExec(run, address, provisioner, value))];
}

async function localExec(
  run: ApplyRun,
  address: ResourceChange["address"],
  provisioner: Provisioner,
  config: Value,
): Promise<readonly Diagnostic[]> {
  const suppressed = suppression(config);
  const given = unmarkDeep(config).value.asEntries;
  const text = (name: string): string | undefined => {
    const value = given.get(name);
    return value?.isKnown === true ? value.asString : undefined;
  };
  const fail = (kind: ErrorKind, detail: string): readonly Diagnostic[] => [
    { ...errorDiagnostic(kind, detail, provisioner.declRange), address: formatInstance(address) },
  ];
  const command = text("command") ?? "";
  if (command === "")
    return fail(
      engineError("invalid-local-exec-provisioner-command"),
      "The local-exec provisioner command must be a non-empty string.",
    );
  const say = (line: string): void => {
    const shown = suppressed ?? line;
    run.request.onEvent?.({ kind: "provision-output", address, provisioner: provisioner.type, line: shown });
  };
  const quiet = given.get("quiet");
  const [program = "", ...args] = commandLine(given.get("interpreter"), command);
  if (quiet?.isKnown === true && quiet.asBool) say("local-exec: Executing: Suppressed by quiet=true");
  else say(`Executing: [${[program, ...args].map((part) => JSON.stringify(part)).join(" ")}]`);
  const lines = createLines(say);
  const directory = text("working_dir");
  const result = await run.request.processes.run(
    {
      program,
      args,
      environment: environmentOf(run, given.get("environment")),
      ...(directory === undefined ? {} : { directory }),
      onOutput: (_stream, data) => lines.add(data),
    },
    run.request.signal,
  );
  const output = lines.end();
  if (result.exitCode === 0) return [];
  const status =
    result.exitCode === undefined ? `signal: ${result.signal ?? "killed"}` : `exit status ${result.exitCode}`;
  return fail(
    engineError("local-exec-provisioner-error"),
    `Error running command '${command}': ${status}. Output: ${suppressed === undefined ? output : ""}`,
  );
}

function commandLine(interpreter: Value | undefined, command: string): readonly string[] {
  if (interpreter?.isKnown !== true || interpreter.asItems.length === 0) return ["/bin/sh", "-c", command];
  return [...interpreter.asItems.filter((item) => item.isKnown).map((item) => item.asString), command];
}

function environmentOf(run: ApplyRun, more: Value | undefined): Readonly<Record<string, string>> {
  const all = new Map<string, string>(run.request.environment);
  if (more?.isKnown === true) {
    for (const [name, value] of more.asEntries) if (value.isKnown) all.set(name, value.asString);
  }
  return Object.fromEntries(all);
}
