import { formatProviderSource, parseProviderSource } from "@tutti/config";
import { type Diagnostic, errorDiagnostic } from "@tutti/hcl";
import { ProviderFailure } from "@tutti/plugin";
import { type ReattachTarget, reattachTargets } from "@tutti/plugin-host";
import type { Runtime } from "@tutti/runtime";

/** Providers that somebody else runs. */
interface RunningPlugins {
  /** Where each listens, by its source in full. */
  readonly running: ReadonlyMap<string, ReattachTarget>;
  /** What is wrong with the variable that names them; then none is known. */
  readonly mistakes: readonly Diagnostic[];
}

/** What `TF_REATTACH_PROVIDERS` names. */
export function runningPlugins(runtime: Pick<Runtime, "environment">): RunningPlugins {
  try {
    return { running: reattachTargets(runtime, fullSource), mistakes: [] };
  } catch (error) {
    if (!(error instanceof ProviderFailure)) throw error;
    return { running: new Map(), mistakes: [errorDiagnostic(error.kind, error.detail)] };
  }
}

function fullSource(text: string): string {
  const parsed = parseProviderSource(text);
  return parsed.ok ? formatProviderSource(parsed.source) : text;
}
