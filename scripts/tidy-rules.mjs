/** The rules of tidy that look at one file's text. */
import { rooms } from "./rooms.mjs";

const LINES_MAX = 500;
const UNTIDY_NAMES = /(^|\/)(utils?|helpers?|common|misc|manager)(\/|\.|$)/;

/** Only these may touch the outside: the door itself, the program's entry, and what is not shipped. */
const EFFECTS_ALLOWED =
  /^packages\/runtime\/src\/real\/|^packages\/cli\/src\/main\.ts$|\.test\.ts$|\/(conformance|spec-suite|bench|testkit|e2e)\/|^packages\/simulation\/src\/turn\.ts$/;

const EFFECTS = [
  [/\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(/, "the clock is read past the door; use runtime.clock"],
  [
    /(?<![.\w])(setTimeout|setInterval|setImmediate)\(/,
    "a timer is set past the door; use runtime.clock.after",
  ],
  [
    /\bMath\.random\(|(?<![.\w])(randomBytes|randomUUID|randomInt)\(.*\)(?!:)/,
    "randomness is taken past the door; use runtime.random",
  ],
  [
    /from "node:(fs|fs\/promises|net|dgram|http|https|http2|tls|child_process|dns|cluster|worker_threads|os|process)"/,
    "an effect is imported past the door; use runtime",
  ],
  [
    /(?<![.\w])process\.(env|argv|cwd|exit|stdout|stderr|stdin|on|kill|pid)\b/,
    "the process is touched past the door; use runtime or the command's context",
  ],
  [/(?<![.\w])console\.(log|error|warn|info)\(/, "a print; return data or use the command's output"],
];

/** These stand below `createStop`, or have one listener for each signal. */
const SIGNALS_ALLOWED = /^packages\/(runtime|simulation)\/|\.test\.ts$|\/(testkit|e2e)\//;
const SIGNALS = [
  [/\bnew AbortController\(/, "a signal that warns of its eleventh listener; use createStop of runtime"],
];

const EVERYWHERE = [
  [/\b(TODO|FIXME|XXX)\b/, "something left open; finish it, or tell the user by an error"],
  [/\/work\/(?:main|wt|shared)|\/root\//, "a machine's path"],
  [/https?:\/\/registry\.npmjs\.org|https?:\/\/deb\.debian\.org/, "a registry's host"],
];

/** Rooms below the views: their texts are shown under several names (`fillProductWords` of hcl). */
const NAMELESS = new RegExp(
  `^packages/(${rooms
    .filter(({ name }) => name !== "cli")
    .map(({ name }) => name)
    .join("|")})/src/(?!.*\\.test\\.ts$)`,
);
/** Behind a letter that is no escape (`\\n`) a word goes on. */
const START = String.raw`(?<![<.-]|(?<!\\)\w)`;
const COMMANDS =
  "init|plan|apply|destroy|validate|fmt|show|output|console|graph|import|state|refresh|taint|untaint|test|workspace|providers|get|force-unlock|login|logout|agent|members|join|leave|reload|kv|acl|services|catalog|event|lock|watch|keygen|keyring|operator|snapshot|intention|config|maint|monitor|info";
const NAMES = [
  [
    new RegExp(`${START}Tutti\\b(?!>)`),
    "the program named in a text; write <Tutti>, which whoever shows it fills",
  ],
  [
    new RegExp(`${START}(tutti|(?<!Let Terraform [^"]*"|by ")terraform|consul) (${COMMANDS})\\b`),
    "a command named in a text; write <tutti>, which whoever shows it fills",
  ],
];

/** Commands tell of errors by their kinds, so that each has a code; `ErrorOutput` holds them to it, but for notes. */
const TOLD = /^packages\/cli\/src\/(?!.*\.test\.ts$)/;
const BARE_ERRORS = [
  [
    /\bnote\(\s*["`](\\n)*(Error|Warning|Failed|Invalid|Unable|Cannot|No )\b/i,
    "an error told as a note; declare its kind and tell it by `error` or `warning`",
  ],
];

const TYPESCRIPT = [
  [/\b(describe|it|test)\.only\(/, "a test that shuts out the others"],
  [
    /\b(describe|it|test)\.skip\(\s*["`'].*,/,
    "a test skipped without a reason at run time; use skipIf with a reason in the name",
  ],
  [/\b(out|err): \/\.[+*]?\/[a-z]*(?=[,}\s])/, "a row that every text passes; write what is expected"],
  [/@ts-(ignore|nocheck|expect-error)/, "a type error hushed up; mend the type"],
];

export function checkText(file, text) {
  if (file.startsWith("scripts/tidy")) return [];
  const findings = [];
  const say = (line, what) => findings.push(`${file}:${line}: ${what}`);
  if (UNTIDY_NAMES.test(file)) say(1, "a name that says nothing; name the file after the one thing it holds");
  const source = /^packages\/.*\.ts$/.test(file);
  const rules = [
    ...EVERYWHERE,
    ...(source ? TYPESCRIPT : []),
    ...(NAMELESS.test(file) ? NAMES : []),
    ...(TOLD.test(file) ? BARE_ERRORS : []),
    ...(source && !EFFECTS_ALLOWED.test(file) ? EFFECTS : []),
    ...(source && !SIGNALS_ALLOWED.test(file) ? SIGNALS : []),
  ];
  const lines = text.split("\n");
  if (source && lines.length > LINES_MAX && !/\.test\.ts$|\/gen\//.test(file))
    say(LINES_MAX, `${lines.length} lines; two ideas live here, split them`);
  for (const [index, line] of lines.entries()) {
    for (const [pattern, what] of rules) if (pattern.test(stripComment(line, source))) say(index + 1, what);
  }
  return findings;
}

/** A comment may name what code may not do. */
function stripComment(line, source) {
  if (!source || /\b(TODO|FIXME|XXX)\b/.test(line)) return line;
  return /^\s*(\/\/|\/?\*)/.test(line) ? "" : line;
}
