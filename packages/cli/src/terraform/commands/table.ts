import type { CommandEntry } from "../../command/command.ts";

/** A command of Terraform's half: `main` ones come first in the overview. */
export interface TerraformEntry extends CommandEntry {
  readonly main?: boolean;
  /** Of Terraform after 1.11: not there where we are called by its name. */
  readonly later?: boolean;
}

/** The older name of a command, which is not listed any more. */
function renamed(load: CommandEntry["load"]): TerraformEntry {
  return {
    hidden: true,
    summary: "Workspace management",
    load: async () => (await import("./renamed-from-env.ts")).renamedFromEnv(await load()),
  };
}

/** Every command by its name; a second word stands behind a blank. Nothing is loaded before it is called. */
export const TERRAFORM_COMMANDS: Readonly<Record<string, TerraformEntry>> = {
  init: {
    main: true,
    summary: "Prepare your working directory for other commands",
    load: () => import("./init.ts"),
  },
  validate: {
    main: true,
    summary: "Check whether the configuration is valid",
    load: () => import("./validate.ts"),
  },
  plan: {
    main: true,
    summary: "Show changes required by the current configuration",
    load: () => import("./plan.ts"),
  },
  apply: { main: true, summary: "Create or update infrastructure", load: () => import("./apply.ts") },
  destroy: {
    main: true,
    summary: "Destroy previously-created infrastructure",
    load: () => import("./destroy.ts"),
  },
  console: {
    summary: "Try Tutti expressions at an interactive command prompt",
    load: () => import("./console.ts"),
  },
  fmt: { summary: "Reformat your configuration in the standard style", load: () => import("./fmt.ts") },
  "force-unlock": {
    summary: "Release a stuck lock on the current workspace",
    load: () => import("./force-unlock.ts"),
  },
  get: { summary: "Install or upgrade remote Tutti modules", load: () => import("./get.ts") },
  graph: {
    summary: "Generate a Graphviz graph of the steps in an operation",
    load: () => import("./graph.ts"),
  },
  import: {
    summary: "Associate existing infrastructure with a Tutti resource",
    load: () => import("./import.ts"),
  },
  login: {
    summary: "Obtain and save credentials for a remote host",
    load: () => import("./login.ts"),
  },
  logout: {
    summary: "Remove locally-stored credentials for a remote host",
    load: () => import("./logout.ts"),
  },
  modules: {
    summary: "Show all declared modules in a working directory",
    load: () => import("./modules.ts"),
  },
  providers: {
    summary: "Show the providers required for this configuration",
    load: () => import("./providers.ts"),
  },
  "providers schema": {
    summary: "Show schemas for the providers used in the configuration",
    load: () => import("./providers-schema.ts"),
  },
  "state mv": { summary: "Move an item in the state", load: () => import("./state-mv.ts") },
  "state replace-provider": {
    summary: "Replace provider in the state",
    load: () => import("./state-replace-provider.ts"),
  },
  refresh: { summary: "Update the state to match remote systems", load: () => import("./refresh.ts") },
  output: { summary: "Show output values from your root module", load: () => import("./output.ts") },
  show: { summary: "Show the current state or a saved plan", load: () => import("./show.ts") },
  state: { summary: "Advanced state management", load: () => import("./state.ts") },
  "state list": { summary: "List resources in the state", load: () => import("./state-list.ts") },
  "state pull": { summary: "Pull current state and output to stdout", load: () => import("./state-pull.ts") },
  "state push": {
    summary: "Update remote state from a local state file",
    load: () => import("./state-push.ts"),
  },
  "state rm": { summary: "Remove instances from the state", load: () => import("./state-rm.ts") },
  "state show": { summary: "Show a resource in the state", load: () => import("./state-show.ts") },
  taint: { summary: "Mark a resource instance as not fully functional", load: () => import("./taint.ts") },
  test: { summary: "Execute integration tests for Tutti modules", load: () => import("./test.ts") },
  untaint: {
    summary: "Remove the 'tainted' state from a resource instance",
    load: () => import("./untaint.ts"),
  },
  version: { summary: "Show the current Tutti version", load: () => import("./version.ts") },
  workspace: { summary: "Workspace management", load: () => import("./workspace.ts") },
  "workspace delete": { summary: "Delete a workspace", load: () => import("./workspace-delete.ts") },
  "workspace list": { summary: "List Workspaces", load: () => import("./workspace-list.ts") },
  "workspace new": { summary: "Create a new workspace", load: () => import("./workspace-new.ts") },
  "workspace select": { summary: "Select a workspace", load: () => import("./workspace-select.ts") },
  "workspace show": {
    summary: "Show the name of the current workspace",
    load: () => import("./workspace-show.ts"),
  },
  metadata: { summary: "Metadata related commands", load: () => import("./metadata.ts") },
  "metadata functions": {
    summary: "Show signatures and descriptions for the available functions",
    load: () => import("./metadata-functions.ts"),
  },
  "providers lock": {
    summary: "Write out dependency locks for the configured providers",
    load: () => import("./providers-lock.ts"),
  },
  "providers mirror": {
    summary: "Save local copies of all required provider plugins",
    load: () => import("./providers-mirror.ts"),
  },
  query: {
    later: true,
    summary: "Search and list remote infrastructure with Tutti",
    load: () => import("./query.ts"),
  },
  env: renamed(() => import("./workspace.ts")),
  "env delete": renamed(() => import("./workspace-delete.ts")),
  "env list": renamed(() => import("./workspace-list.ts")),
  "env new": renamed(() => import("./workspace-new.ts")),
  "env select": renamed(() => import("./workspace-select.ts")),
};

/** Those that Terraform 1.11 has. */
export const TERRAFORM_OWN_COMMANDS: Readonly<Record<string, TerraformEntry>> = Object.fromEntries(
  Object.entries(TERRAFORM_COMMANDS).filter(([, { later }]) => later !== true),
);
