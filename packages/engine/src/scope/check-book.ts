import type { CheckStatus } from "@tutti/config";
import type { CheckResult } from "@tutti/state";
import { compareCodePoints } from "@tutti/values";

interface ObjectEntry {
  status: CheckStatus;
  readonly messages: string[];
}

interface ConfigEntry {
  readonly kind: CheckResult["objectKind"];
  readonly objects: Map<string, ObjectEntry>;
  /** All of its instances are known: without any, it passed. */
  expanded: boolean;
  /** What came of its conditions may be something else while applying. */
  mayChange: boolean;
}

/** Results of conditions, by the object that has them. */
export class CheckBook {
  readonly #entries = new Map<string, ConfigEntry>();

  /** An object of the configuration that has conditions. */
  declare(kind: CheckResult["objectKind"], configAddress: string): void {
    if (!this.#entries.has(configAddress)) {
      this.#entries.set(configAddress, { kind, objects: new Map(), expanded: false, mayChange: false });
    }
  }

  /** An instance of it. Until a condition is reported its status is not known. */
  expand(configAddress: string, address: string): void {
    const entry = this.#entries.get(configAddress);
    if (entry === undefined) return;
    entry.expanded = true;
    if (!entry.objects.has(address)) entry.objects.set(address, { status: "unknown", messages: [] });
  }

  expandNone(configAddress: string): void {
    const entry = this.#entries.get(configAddress);
    if (entry !== undefined) entry.expanded = true;
  }

  /** Its conditions ask what is ephemeral, and apply asks them again. */
  askAgain(configAddress: string): void {
    const entry = this.#entries.get(configAddress);
    if (entry !== undefined) entry.mayChange = true;
  }

  /** Sets the outcome of all conditions of one object. */
  report(
    configAddress: string,
    address: string,
    status: CheckStatus,
    messages: readonly string[] = [],
  ): void {
    this.expand(configAddress, address);
    const object = this.#entries.get(configAddress)?.objects.get(address);
    if (object === undefined) return;
    object.status = object.messages.length + messages.length > 0 && status !== "error" ? "fail" : status;
    object.messages.push(...messages);
  }

  /** All of its conditions were told for good; so they were where it has none. */
  isKnown(configAddress: string): boolean {
    const entry = this.#entries.get(configAddress);
    if (entry === undefined) return true;
    if (entry.mayChange) return false;
    return [...entry.objects.values()].every(({ status }) => status !== "unknown");
  }

  /** Every condition of every object of it was met, and will be. */
  hasPassed(configAddress: string): boolean {
    const entry = this.#entries.get(configAddress);
    if (entry?.expanded !== true || entry.mayChange) return false;
    return [...entry.objects.values()].every(({ status }) => status === "pass");
  }

  /** Something of it failed already, so that its conditions need not be asked. */
  hasFailed(configAddress: string, address: string): boolean {
    const status = this.#entries.get(configAddress)?.objects.get(address)?.status;
    return status === "fail" || status === "error";
  }

  /** Messages of one object are sorted, as in Terraform: the same problems read the same in every document. */
  results(): readonly CheckResult[] {
    return [...this.#entries].map(([configAddress, { kind, objects, expanded }]) => ({
      objectKind: kind,
      configAddress,
      status: worst(
        [...objects.values()].map(({ status }) => status),
        expanded,
      ),
      objects: [...objects].map(([address, { status, messages }]) => ({
        address,
        status,
        failureMessages: messages.toSorted(compareCodePoints),
      })),
    }));
  }
}

const WORST_FIRST: readonly CheckStatus[] = ["error", "fail", "unknown"];

function worst(statuses: readonly CheckStatus[], expanded: boolean): CheckStatus {
  if (!expanded) return "unknown";
  return WORST_FIRST.find((status) => statuses.includes(status)) ?? "pass";
}
