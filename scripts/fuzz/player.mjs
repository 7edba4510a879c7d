/** The process that plays one target: tells its parent what it found, and how many texts it played. */
import { closeSync, ftruncateSync, openSync, writeSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [, , file, given] = process.argv;
const { seed, minutes, ci, from = 0, only, text, current } = JSON.parse(given);
const { fuzzText, growingText, growthFault, shrinkText } = await import("@tutti/simulation/testkit");
const { target } = await import(pathToFileURL(file).href);

/** One in so many cases is also looked at for how it grows. */
const GROWTH_EVERY = 25;
const ANSWER_MS = 120_000;
const FINDINGS_MAX = 10;
const now = openSync(current, "w");
const known = new Set();
let cases = 0;
let told = 0;

if (text !== undefined) await target.play(text);
else for (let index = from; goesOn(index); index++) await playCase(index);
closeSync(now);
process.send({ cases }, () => process.exit(0));

function goesOn(index) {
  if (only !== undefined) return index === only;
  if (known.size >= FINDINGS_MAX) return false;
  if (ci) return index < target.cases;
  const { user, system } = process.cpuUsage();
  return (user + system) / 60e6 < minutes;
}

async function playCase(index) {
  const drawn = fuzzText(target, seed, index);
  if (only !== undefined) console.log(drawn);
  note(index, drawn);
  const why = await faultOf(drawn);
  if (why !== undefined) await tell(index, drawn, why);
  else if (!ci && target.linear !== false && index % GROWTH_EVERY === 0) await playGrowing(index);
  cases += 1;
  // Each message is work for both: a hang is looked for twice a second.
  if (Date.now() - told < 200) return;
  told = Date.now();
  process.send({ cases });
}

async function playGrowing(index) {
  const grown = growingText(target, seed, index);
  const play = (longer) => {
    note(index, longer);
    return target.play(longer);
  };
  try {
    const why = await growthFault(play, grown);
    if (why !== undefined) report({ index, why, text: grown(3) });
  } catch (error) {
    const longest = grown(8000);
    await tell(index, longest, describe(error));
  }
}

function note(index, played) {
  const content = `${index}\n${JSON.stringify(played)}`;
  ftruncateSync(now, 0);
  writeSync(now, content, 0);
}

async function faultOf(played) {
  let timer;
  try {
    const silence = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error("never answers, and does nothing")), ANSWER_MS);
    });
    await Promise.race([target.play(played), silence]);
    return undefined;
  } catch (error) {
    return describe(error);
  } finally {
    clearTimeout(timer);
  }
}

function describe(error) {
  if (!(error instanceof Error)) return String(error);
  const place = error.stack?.split("\n").find((line) => /packages\/.*\/src\//.test(line));
  return `${error.name}: ${error.message.slice(0, 500)}${place === undefined ? "" : ` (${place.replace(/^.*packages\//, "").replace(/\)$/, "")})`}`;
}

/** What is the same but for names and numbers is one finding. */
function kindOf(why) {
  return why.replace(/\d+|"[^"]*"/g, "").slice(0, 120);
}

async function tell(index, played, why) {
  const kind = kindOf(why);
  if (known.has(kind)) return;
  const isSame = async (shorter) => {
    const fault = await faultOf(shorter);
    return fault !== undefined && kindOf(fault) === kind;
  };
  report({ index, why, text: await shrinkText(played, isSame) });
}

function report(finding) {
  const kind = kindOf(finding.why);
  if (known.has(kind)) return;
  known.add(kind);
  process.send({ finding });
}
