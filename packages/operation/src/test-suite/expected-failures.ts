/** Which failed conditions a run expects, and which expected ones did not fail. */

import { type Check, type ExpectedFailure, type TestRun, UNTOLD_MESSAGE } from "@tutti/config";
import { type Diagnostic, errorDiagnostic } from "@tutti/hcl";
import type { CheckResult } from "@tutti/state";
import { operationError } from "../errors.ts";

/** What a run's diagnostics come to, once those that it expects are taken out. */
export interface JudgedFailures {
  readonly diagnostics: readonly Diagnostic[];
  /** Something failed that the run expects, so that nothing could be made. */
  readonly stopped: boolean;
  /** Addresses of what failed and was expected to. */
  readonly expected: readonly string[];
}

/**
 * Warnings of checks are errors to a test, unless it expects them. An assertion of a check that
 * cannot be told yet counts as one that failed; other conditions say nothing while they are not known.
 */
export function judgeFailures(
  run: TestRun,
  found: readonly Diagnostic[],
  results: readonly CheckResult[],
  checks: ReadonlyMap<string, Check>,
): JudgedFailures {
  const expected = run.expectFailures;
  const open = openChecks(found, checks);
  const failed = new Set<string>(open.keys());
  for (const { configAddress, objects, status } of results) {
    if (status === "fail") failed.add(configAddress);
    for (const { address, status: own } of objects) if (own === "fail") failed.add(address);
  }
  const matched = expected.filter(({ address }) => failed.has(address));
  const messages = messagesOf(matched, results);
  let stopped = false;
  const kept: Diagnostic[] = [];
  for (const diagnostic of found) {
    if (isKnownLater(diagnostic)) {
      if (!matched.some(({ address }) => open.get(address)?.has(diagnostic)))
        kept.push({ ...diagnostic, severity: "error" });
    } else if (!isCondition(diagnostic)) {
      // Of data that a check could not read, the check keeps all of it as its message.
      if (!messages.has(`${diagnostic.summary}: ${diagnostic.detail}`)) kept.push(diagnostic);
    } else if (saysOneOf(diagnostic, messages)) stopped ||= diagnostic.severity === "error";
    else kept.push({ ...diagnostic, severity: "error" });
  }
  const missing = expected.filter(({ address }) => !failed.has(address));
  return {
    diagnostics: [...kept, ...missing.map(missingFailure)],
    stopped,
    expected: matched.map(({ address }) => address),
  };
}

/** What is said of assertions that are not known yet, by the address of their check. */
function openChecks(
  found: readonly Diagnostic[],
  checks: ReadonlyMap<string, Check>,
): ReadonlyMap<string, ReadonlySet<Diagnostic>> {
  const open = new Map<string, Set<Diagnostic>>();
  for (const diagnostic of found.filter(isKnownLater))
    for (const { name, asserts } of checks.values()) {
      if (!asserts.some(({ condition }) => condition?.range === diagnostic.subject)) continue;
      const address = `check.${name}`;
      open.set(address, (open.get(address) ?? new Set()).add(diagnostic));
    }
  return open;
}

/** What the failed conditions of these objects say. */
function messagesOf(
  matched: readonly ExpectedFailure[],
  results: readonly CheckResult[],
): ReadonlySet<string> {
  const addresses = new Set(matched.map(({ address }) => address));
  const found = new Set<string>();
  for (const { configAddress, objects } of results)
    for (const { address, failureMessages } of objects)
      if (addresses.has(configAddress) || addresses.has(address))
        // A message that must not be shown is kept nowhere, and another text stands for it.
        for (const message of [...failureMessages, UNTOLD_MESSAGE]) found.add(message);
  return found;
}

const CONDITION_CODES: ReadonlySet<string> = new Set(["condition-failed", "invalid-value-for-variable"]);

function isCondition({ code }: Diagnostic): boolean {
  return code !== undefined && CONDITION_CODES.has(code);
}

function isKnownLater({ code }: Diagnostic): boolean {
  return code === "condition-known-after-apply";
}

/** Of a variable, where it was checked stands behind the message. */
function saysOneOf({ detail }: Diagnostic, messages: ReadonlySet<string>): boolean {
  return (
    messages.has(detail) || [...messages].some((text) => detail.startsWith(`${text}\n\nThis was checked`))
  );
}

function missingFailure({ address, range }: ExpectedFailure): Diagnostic {
  return errorDiagnostic(
    operationError("missing-expected-failure"),
    `The checkable object, ${address}, was expected to report an error but did not.`,
    range,
  );
}
