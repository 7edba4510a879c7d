import { wrapText } from "../../command/text-wrap.ts";
import { OPTIONS } from "./options.ts";

interface Usage {
  /** What stands behind the command's name. */
  readonly arguments?: string;
  readonly about: string;
  /** Names of `OPTIONS`. */
  readonly options?: readonly string[];
  /** The commands behind this one, with their summaries. */
  readonly subcommands?: Readonly<Record<string, string>>;
}

const LOCK = ["-lock=false", "-lock-timeout=0s"];
const STATE_FILES = ["-state=path", "-state-out=path", "-backup=path"];
const VARIABLES = ["-var 'name=value'", "-var-file=file"];
const RUN = ["-compact-warnings", "-input=false", "-json", ...LOCK, "-no-color", "-parallelism=n"];
const PLAN = [
  "-full",
  "-reasons=false",
  "-destroy",
  "-refresh-only",
  "-refresh=false",
  "-replace=resource",
  "-target=resource",
];

/** Usage in our own words, by the command's name; "tutti" becomes the name we were called by. */
const USAGES: Readonly<Record<string, Usage>> = {
  explain: {
    arguments: "CODE|WORDS",
    about:
      'Says what an error means and what to do about it: by its code, or by the words that stood on the screen behind "Error:".',
    options: ["-json"],
  },
  "provider new": {
    arguments: "[options] NAME",
    about:
      "Writes a provider in TypeScript into the folder NAME, with its test and an example: one that works, to be changed into the one that is wanted. It is written with @tutti/provider-sdk, and runs under Tutti, Terraform and OpenTofu.",
    options: ["-source=provider", "-sdk=path"],
  },
  "provider build": {
    about:
      "Makes one executable file of the provider in this folder, by what its package.json says, and tells how to use it while it is being written. It runs wherever Node 20 or later is.",
    options: ["-entry=file", "-mirror=path", "-platform=os_arch"],
  },
  init: {
    about:
      "Makes a working directory ready: backend, modules and the lock file of providers. Run it first, and whenever a module or the backend changed. It may be run any number of times.",
    options: [
      "-backend=false",
      "-backend-config=path",
      "-force-copy",
      "-from-module=source",
      "-get=false",
      "-input=false",
      ...LOCK,
      "-no-color",
      "-json",
      "-plugin-dir=path",
      "-reconfigure",
      "-migrate-state",
      "-upgrade",
      "-lockfile=mode",
      "-ignore-remote-version",
      "-test-directory=path",
      ...VARIABLES,
    ],
  },
  validate: {
    about:
      "Checks the configuration by itself: syntax, names, types and what the providers' schemas say. It asks neither the state nor anything outside.",
    options: ["-json", "-no-color", "-no-tests", "-test-directory=path"],
  },
  apply: {
    arguments: "[options] [PLAN]",
    about:
      "Makes what is there like the configuration: plans, shows the plan, asks, and does it. With a plan file it does exactly what that plan says, without asking.",
    options: ["-auto-approve", ...RUN, ...PLAN, ...STATE_FILES, ...VARIABLES],
  },
  destroy: {
    about: 'Destroys everything that is managed here; "tutti apply -destroy" is the same.',
    options: [
      "-auto-approve",
      "-full",
      "-reasons=false",
      ...RUN,
      "-refresh=false",
      "-target=resource",
      ...STATE_FILES,
      ...VARIABLES,
    ],
  },
  query: {
    about:
      "Looks for objects that are there, by the list blocks of the files of this directory that end in .tfquery.hcl, and shows what tells them apart. It changes nothing, the state neither.",
    options: ["-generate-config-out=f", "-json", "-no-color", ...VARIABLES],
  },
  refresh: {
    about:
      'Brings the state up to date with what is there, and changes nothing else. "tutti apply -refresh-only" does the same and asks first.',
    options: [...RUN, "-target=resource", ...STATE_FILES, ...VARIABLES],
  },
  show: {
    arguments: "[options] [PATH]",
    about: "Shows the state, or the state or plan in a file.",
    options: ["-no-color", "-json", "-reasons=false"],
  },
  output: {
    arguments: "[options] [NAME]",
    about: "Shows the outputs of the root module as the state holds them, or the one of that name.",
    options: ["-state=path", "-no-color", "-json", "-raw"],
  },
  fmt: {
    arguments: "[options] [TARGET...]",
    about:
      'Writes configuration, variables and test files in the standard style: in the working directory, or in the folders and files named. "-" reads the standard input. JSON is left alone.',
    options: ["-list=false", "-write=false", "-diff", "-check", "-no-color", "-recursive"],
  },
  console: {
    about:
      "Evaluates the expressions you type, over the configuration and the state, or over what a plan would make of it. It changes nothing.",
    options: ["-state=path", "-plan", "-compact-warnings", "-input=false", "-no-color", ...VARIABLES],
  },
  get: {
    about: 'Installs the modules that the configuration names, as "tutti init" does.',
    options: ["-update", "-no-color", "-test-directory=path"],
  },
  test: {
    about:
      "Runs the test files (*.tftest.hcl) of this directory and of its folder of tests: plans and applies as each run says, asks what it asserts, and destroys what was made. Real objects are made where nothing is mocked.",
    options: [
      "-cloud-run=source",
      "-filter=testfile",
      "-json",
      "-junit-xml=path",
      "-no-color",
      "-test-directory=path",
      ...VARIABLES,
      "-verbose",
    ],
  },
  graph: {
    about:
      "Draws what waits for what: the resources alone, or with -type every step of an operation. The output is DOT for GraphViz, or Mermaid.",
    options: ["-plan=file", "-draw-cycles", "-format=name", "-module-depth=n", "-type=type"],
  },
  import: {
    arguments: "[options] ADDRESS ID",
    about:
      "Takes something that is there already into the state, at the address of a resource in the configuration. What the id is, the documentation of the resource's type says.",
    options: [
      "-config=path",
      "-input=false",
      ...LOCK,
      "-no-color",
      "-parallelism=n",
      ...VARIABLES,
      ...STATE_FILES,
      "-ignore-remote-version",
    ],
  },
  modules: {
    about: "Lists the modules that the configuration calls, with their versions.",
    options: ["-json"],
  },
  providers: {
    arguments: "[options] [DIR]",
    about: "Shows which providers each module of the configuration and the state need.",
    options: ["-test-directory=path"],
    subcommands: {
      lock: "Write down which providers are used, in .terraform.lock.hcl",
      mirror: "Copy the providers that are used into a folder",
      schema: "Show the schemas of the providers that the configuration uses",
    },
  },
  "providers lock": {
    arguments: "[options] [PROVIDER...]",
    about:
      "Looks whether the lock file holds what the providers of the configuration need. The providers of Tutti are part of it, so there is never anything to add; a configuration that needs others is refused.",
    options: [
      "-enable-plugin-cache",
      "-fs-mirror=path",
      "-net-mirror=url",
      "-no-color",
      "-platform=os_arch",
      "-test-directory=path",
    ],
  },
  "providers mirror": {
    arguments: "[options] DIR",
    about:
      "Copies the providers that the configuration needs into a folder. The providers of Tutti are part of it, so the folder stays empty; a configuration that needs others is refused.",
    options: ["-lock-file=false", "-no-color", "-platform=os_arch"],
  },
  login: {
    arguments: "[HOST]",
    about:
      "Gets a token from a host that has a registry or the like, by a page that you open in a browser, and keeps it in ~/.terraform.d/credentials.tfrc.json, or in the credentials helper that is set. Without a host: app.terraform.io.",
    options: ["-no-color"],
  },
  logout: {
    arguments: "[HOST]",
    about:
      "Takes away the token that login kept for a host. The host still takes it until it is revoked there. Without a host: app.terraform.io.",
    options: ["-no-color"],
  },
  metadata: {
    arguments: "SUBCOMMAND",
    about: "What programs may want to know of the language.",
    subcommands: { functions: "Show what each function takes and gives" },
  },
  "metadata functions": {
    arguments: "-json",
    about: "Writes what each function of the language takes and gives, as JSON.",
    options: ["-json"],
  },
  "providers schema": {
    arguments: "-json",
    about:
      "Writes the schemas of the providers that the configuration uses, with identities, lists and actions, as JSON.",
    options: ["-json"],
  },
  "state list": {
    arguments: "[options] [ADDRESS...]",
    about:
      "Lists the resource instances in the state, or those below the addresses of modules and resources given.",
    options: ["-state=path", "-id=id"],
  },
  "state identities": {
    arguments: "[options] -json [ADDRESS...]",
    about:
      "Shows what tells the objects in the state apart, by their addresses, or those below the addresses of modules and resources given. What has no identity is left out.",
    options: ["-json", "-state=path", "-id=id", ...VARIABLES],
  },
  "state mv": {
    arguments: "[options] SOURCE DESTINATION",
    about:
      "Moves a module, a resource or an instance to another address, in this state or into another one. A backup is always kept. A moved block in the configuration does this for everybody who uses it.",
    options: ["-dry-run", ...LOCK, ...STATE_FILES, "-backup-out=path", "-ignore-remote-version"],
  },
  "state pull": { about: "Writes the state to the standard output, in the newest format." },
  "state push": {
    arguments: "[options] PATH",
    about:
      'Puts the state in a file ("-" reads the standard input) in the place of the one here. An older one, or one of another lineage, is refused.',
    options: ["-force", ...LOCK, "-ignore-remote-version"],
  },
  "state replace-provider": {
    arguments: "[options] FROM TO",
    about: "Puts the resources of one provider under another one, by the providers' source addresses.",
    options: ["-auto-approve", ...LOCK, "-state=path", "-backup=path", "-ignore-remote-version"],
  },
  "state rm": {
    arguments: "[options] ADDRESS...",
    about:
      "Makes the state forget modules, resources or instances without destroying them. A removed block in the configuration does this for everybody who uses it.",
    options: ["-dry-run", ...LOCK, "-state=path", "-backup=path", "-ignore-remote-version"],
  },
  "state show": {
    arguments: "[options] ADDRESS",
    about: "Shows the attributes of one resource instance in the state, or in an earlier version of it.",
    options: ["-at=version", "-state=path", "-no-color"],
  },
  "state history": {
    about:
      "Lists the versions of the state that are kept beside it, from the oldest to the newest: the state's serial, when and by which command it was written, and how many objects that added, changed and removed. A hundred versions are kept where the environment sets no other number.",
    options: ["-json", "-state=path", ...VARIABLES],
  },
  "state diff": {
    arguments: "[options] VERSION VERSION",
    about:
      "Shows which objects and attributes the second version of the state has otherwise than the first. What is sensitive is not shown.",
    options: ["-json", "-state=path", ...VARIABLES],
  },
  "drift watch": {
    arguments: "[options]",
    about:
      "Tells what happens to the objects of the state behind our back, as it happens, until it is interrupted. Each is looked at before anything is told of it; what no events tell of is read now and then. Nothing is changed, and nothing is locked, but to heal. The agent of this machine is told too, where there is one.",
    options: [
      "-heal=what",
      "-heal-rate=10",
      "-heal-window=10m",
      "-json",
      "-name=name",
      "-parallelism=n",
      "-refresh-every=5m",
      ...VARIABLES,
    ],
  },
  "state rollback": {
    arguments: "[options] VERSION",
    about:
      "Plans what brings all managed objects back to what that version of the state recorded, shows the plan, asks, and does it: what came since is destroyed, what is gone is made again, what changed is changed back. Of the configuration only the settings of providers and prevent_destroy count; the next plan shows what it says otherwise.",
    options: [
      "-auto-approve",
      "-compact-warnings",
      "-input=false",
      ...LOCK,
      "-no-color",
      "-parallelism=n",
      "-refresh=false",
      "-state=path",
      "-backup=path",
      ...VARIABLES,
    ],
  },
  untaint: {
    arguments: "[options] ADDRESS",
    about:
      'Takes back what "tutti taint" or a creation that failed half-way left: the instance counts as whole again and will not be replaced.',
    options: ["-allow-missing", ...LOCK, ...STATE_FILES, "-ignore-remote-version"],
  },
  "workspace delete": {
    arguments: "[options] NAME",
    about: "Deletes a workspace. One whose state still holds something needs -force; what it holds stays.",
    options: ["-force", ...LOCK],
  },
  "workspace list": { arguments: "", about: "Lists the workspaces; a star stands before the chosen one." },
  "workspace new": {
    arguments: "[options] NAME",
    about: "Makes a workspace and chooses it.",
    options: [...LOCK, "-state=path"],
  },
  "workspace select": {
    arguments: "[options] NAME",
    about: "Chooses another workspace.",
    options: ["-or-create"],
  },
  "workspace show": { arguments: "", about: "Shows the name of the chosen workspace." },
  version: {
    about: "Shows the version of Tutti and of the providers that the directory uses.",
    options: ["-json"],
  },
};

const WIDTH = 78;
const NAME_WIDTH = 24;

const MORE_TARGETING = ["-exclude=resource", "-target-file=path", "-exclude-file=path"];

/** Commands that take variables for the backend and the encryption alone. */
const EARLY = [
  "force-unlock",
  "get",
  "graph",
  "modules",
  "output",
  "providers",
  "providers lock",
  "providers mirror",
  "providers schema",
  "show",
  "state list",
  "state mv",
  "state pull",
  "state push",
  "state replace-provider",
  "state rm",
  "state show",
  "taint",
  "untaint",
  "workspace delete",
  "workspace list",
  "workspace new",
  "workspace select",
];

/** Options that Terraform does not have, by the command. */
const ADDED: Readonly<Record<string, readonly string[]>> = {
  plan: ["-full", "-reasons=false", "-allow-outage=service", "-invoke=action", ...MORE_TARGETING],
  apply: ["-allow-outage=service", "-invoke=action", ...MORE_TARGETING],
  validate: ["-query", ...VARIABLES],
  destroy: MORE_TARGETING,
  refresh: MORE_TARGETING,
  ...Object.fromEntries(EARLY.map((name) => [name, VARIABLES])),
};

/** What stands behind a usage under our own name. */
export function addedUsage(name: string): string {
  const options = Object.hasOwn(ADDED, name) ? (ADDED[name] ?? []) : [];
  if (options.length === 0) return "";
  return `\nOptions of Tutti alone:\n\n${options.map((option) => entry(option, OPTIONS[option] ?? "")).join("\n\n")}\n`;
}

/** Undefined for a command that has none. */
export function ownUsage(name: string): string | undefined {
  const usage = Object.hasOwn(USAGES, name) ? USAGES[name] : undefined;
  if (usage === undefined) return undefined;
  const sections = [
    `Usage: tutti [global options] ${name} ${usage.arguments ?? "[options]"}`.trimEnd(),
    indent(wrapText(usage.about, WIDTH - 2), "  "),
  ];
  if (usage.options !== undefined)
    sections.push(
      `Options:\n\n${usage.options.map((option) => entry(option, OPTIONS[option] ?? "")).join("\n\n")}`,
    );
  if (usage.subcommands !== undefined)
    sections.push(
      `Subcommands:\n\n${Object.entries(usage.subcommands)
        .map(([word, summary]) => entry(word, summary))
        .join("\n")}`,
    );
  return `${sections.join("\n\n")}\n`;
}

function entry(name: string, text: string): string {
  const wrapped = indent(wrapText(text, WIDTH - NAME_WIDTH - 2), " ".repeat(NAME_WIDTH + 2)).trimStart();
  return `  ${name.padEnd(NAME_WIDTH - 1)} ${wrapped}`;
}

function indent(text: string, by: string): string {
  return text
    .split("\n")
    .map((line) => `${by}${line}`)
    .join("\n");
}
