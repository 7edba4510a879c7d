/**
 * npm start: the whole story, live. One HCL file becomes running,
 * discoverable, health-checked instances; one is killed and healed; a new
 * release is rolled out. Then agent, DNS and HTTP stay up until Ctrl-C, which
 * destroys what was made.
 *
 *   --once       do not stay up; exit 0 only if every step held
 *   --no-docker  play it with local processes in place of containers
 */
import { ensureBuild, ensureDependencies } from "./install.mjs";

const known = new Set(["--once", "--no-docker"]);
const unknown = process.argv.slice(2).filter((argument) => !known.has(argument));
if (unknown.length > 0) {
  console.error(`npm start: ${unknown.join(" ")} is not known; it takes -- --once and --no-docker`);
  process.exit(2);
}
const once = process.argv.includes("--once");
const noDocker = process.argv.includes("--no-docker");

if (!ensureDependencies() || !ensureBuild()) process.exit(1);

const { ensureEngine } = await import("./engine.mjs");
const { openStage } = await import("./tour/stage.mjs");
const { play } = await import("./tour/story.mjs");

let interrupted = false;
const wake = new Promise((resolve) => {
  for (const signal of ["SIGINT", "SIGTERM"]) {
    process.on(signal, () => {
      if (!interrupted) console.log("\nStopping; what was made is being destroyed …");
      interrupted = true;
      resolve();
    });
  }
});

const engine = await ensureEngine({ noDocker, log: (line) => console.log(line) });
if (engine.host === undefined)
  console.log(`No container engine: ${engine.reason}. Local processes take the containers' place.`);
const stage = await openStage({ engine }).catch(async (error) => {
  console.error(`The tour could not begin: ${error.message}`);
  await engine.stop();
  process.exit(1);
});
let held = false;
try {
  held = await play(stage, { interrupted: () => interrupted });
  if (held && !once && !interrupted) {
    console.log(`\nEverything stays up until Ctrl-C. Try it from another terminal, in ${stage.folder}:\n`);
    for (const line of stage.hints()) console.log(`  ${line}`);
    await wake;
  }
} finally {
  const clean = await stage.close();
  await engine.stop();
  held &&= clean;
}
console.log(
  held
    ? "\nEvery step held."
    : interrupted
      ? "\nInterrupted."
      : "\nA step did not hold; what went wrong is said above.",
);
process.exit(held ? 0 : interrupted ? 130 : 1);
