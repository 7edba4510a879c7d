import type { Module, VariableArgument } from "@tutti/config";
import { type Body, type Diagnostic, hasErrors, parseConfig, parseJsonConfig } from "@tutti/hcl";
import type { Runtime } from "@tutti/runtime";
import { earlyFunctions } from "../configuration/early-facts.ts";
import { languageOf } from "../configuration/features.ts";
import { readVariables } from "../configuration/give-variables.ts";
import { loadRootModule } from "../configuration/load-root.ts";
import { currentWorkspace } from "../configuration/workspace.ts";
import { done, failed, type Outcome } from "../outcome.ts";
import { buildTargets, type EncryptionTargets } from "./build-targets.ts";
import { decodeEncryptionBlocks } from "./encryption-blocks.ts";
import { encryptionContext } from "./encryption-scope.ts";

/** The variable of the environment that is laid over the `encryption` block. */
const VARIABLE = "TF_ENCRYPTION";

const NOTHING: EncryptionTargets = { state: undefined, plan: undefined, remote: undefined };

/** What the working directory and TF_ENCRYPTION say of hiding states and plans. */
export async function openEncryption(
  runtime: Runtime,
  variables: readonly VariableArgument[] = [],
): Promise<Outcome<EncryptionTargets>> {
  // Where the language has no such thing the block is refused as the configuration is read.
  if (!languageOf(runtime.environment).encryption) return done(NOTHING);
  const text = runtime.environment.variables.get(VARIABLE)?.trim() ?? "";
  if (text === "" && !(await mentionsEncryption(runtime))) return done(NOTHING);
  const { config } = await loadRootModule(runtime);
  const bodies = config?.root.module.encryptions.map((block) => block.config) ?? [];
  if (text !== "") {
    const parsed = parseVariable(text);
    if (!parsed.ok) return parsed;
    bodies.push(parsed.value);
  }
  if (bodies.length === 0 || config === undefined) return done(NOTHING);
  const { blocks, diagnostics } = decodeEncryptionBlocks(bodies);
  if (hasErrors(diagnostics)) return failed(diagnostics.map(withoutSource));
  const { module } = config.root;
  const given = await readVariables({ runtime, module, arguments: variables });
  const context = encryptionContext({
    module,
    variables: given.given,
    functions: await earlyFunctions(runtime, new Map([...config.sources, [VARIABLE, text]])),
    workspace: (await currentWorkspace(runtime)).name,
    directory: runtime.environment.directory,
  });
  const built = await buildTargets(runtime, blocks, context);
  return hasErrors(built.diagnostics) ? failed(built.diagnostics.map(withoutSource)) : done(built.targets);
}

/** What is wrong with the form of the blocks; values are known only where there is something to hide. */
export function checkEncryption({ encryptions }: Module): readonly Diagnostic[] {
  return decodeEncryptionBlocks(encryptions.map(({ config }) => config)).diagnostics.map(withoutSource);
}

/** Commands that only look at a state need not read the configuration for it, mostly. */
async function mentionsEncryption({ disk }: Runtime): Promise<boolean> {
  // no mutant: what is looked at without need costs time, and says the same
  for (const { name, kind } of await disk.list("."))
    if (kind !== "directory" && /\.(tf|tofu)(\.json)?$/.test(name)) {
      const text = await disk.readText(name).catch(() => "");
      // no mutant: as above
      if (text.includes("encryption")) return true;
    }
  return false;
}

function parseVariable(text: string): Outcome<Body> {
  const { body, diagnostics } = text.startsWith("{")
    ? parseJsonConfig(text, VARIABLE)
    : parseConfig(text, VARIABLE);
  return hasErrors(diagnostics) ? failed(diagnostics.map(withoutSource)) : done(body);
}

/** A line of the source may be a passphrase, so none is shown; the place is told. */
function withoutSource(diagnostic: Diagnostic): Diagnostic {
  const { subject, expression: _, evalContext: __, context: ___, ...plain } = diagnostic;
  if (subject === undefined) return plain;
  const { filename, start } = subject;
  return { ...plain, detail: `${plain.detail} (${filename}, line ${start.line})` };
}
