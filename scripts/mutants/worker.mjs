/**
 * Runs inside vitest's process, in place of its own runner. Once, it plays the
 * tests and notes which mutants each one passes; then it plays for each mutant
 * the tests that pass it, in this same process: a mutant costs what its tests
 * cost, not a process. To kill, it knows already what is passed.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { startTests } from "@vitest/runner";
import { TestRunner, test } from "vitest";
import { appendLog, entriesOf, readJob, readLog } from "./job.mjs";
import { takeHits, turnOff, turnOn, wasEndless, wasHit } from "./switch.mjs";
import { planTrials } from "./trials.mjs";

const job = readJob();
const wanted = new Map();
for (const { file, index } of job.mutants ?? []) wanted.set(file, (wanted.get(file) ?? new Set()).add(index));

/** Of what was passed, what is worth a note. */
function noted(hits) {
  if (job.whole) return hits;
  const some = {};
  for (const [file, list] of Object.entries(hits)) {
    const own = wanted.get(file);
    const left = own === undefined ? [] : list.filter((index) => own.has(index));
    if (left.length > 0) some[file] = left;
  }
  return some;
}

export default class MutantRunner extends TestRunner {
  async importFile(path, source) {
    if (source === "collect") this.begin(relative(this.config.root, path));
    if (source === "collect" && !this.playsTests) return test("mutants", () => undefined);
    takeHits();
    const imported = await super.importFile(path, source);
    this.onImport = noted(takeHits().hits);
    return imported;
  }

  /** This runner may have played another test file before, as its process may have. */
  begin(testFile) {
    this.testFile = testFile;
    this.tests = [];
    this.usedMs = 0;
    this.onImport = {};
    this.aroundTests = {};
    const due = job.mode === "once" && Date.now() <= job.deadline;
    this.isNeedless = due && !isAnyAlive(job.due?.[testFile]);
    this.playsTests = due && !this.isNeedless;
    if (this.playsTests) forgetModules(this);
  }

  onBeforeRunTask(task) {
    if (this.playsTests && this.usedMs > (job.notedMsMost ?? Number.POSITIVE_INFINITY)) task.mode = "skip";
    return super.onBeforeRunTask(task);
  }

  onBeforeTryTask(task, ...rest) {
    if (this.playsTests) {
      this.aroundTests = merge(this.aroundTests, noted(takeHits().hits));
      this.startedAt = performance.now();
      this.usedBefore = process.cpuUsage();
    }
    return super.onBeforeTryTask(task, ...rest);
  }

  async onAfterRunTask(task) {
    await super.onAfterRunTask(task);
    if (!this.playsTests) return;
    const { turns, hits } = takeHits();
    const { user, system } = process.cpuUsage(this.usedBefore);
    this.usedMs += (user + system) / 1000;
    this.tests.push({
      id: task.id,
      name: task.name,
      ms: Math.round(performance.now() - this.startedAt),
      usedMs: Math.round((user + system) / 1000),
      failed: task.result?.state !== "pass",
      turns,
      hits: noted(hits),
    });
  }

  async onAfterRunFiles(files) {
    if (job.mode === "kill") await killAll(this, job.trials[this.testFile] ?? []);
    if (this.playsTests || this.isNeedless) {
      const entry = this.entry(files);
      appendLog(entriesOf(job.log), entry);
      appendLog(job.log, { played: this.testFile });
      const { trials } = planTrials(job.mutants ?? [], new Map([[this.testFile, entry]]));
      this.playsTests = false;
      await killAll(this, trials[this.testFile] ?? []);
    }
    return super.onAfterRunFiles(files);
  }

  entry(files) {
    return {
      testFile: this.testFile,
      onImport: this.onImport,
      aroundTests: merge(this.aroundTests, noted(takeHits().hits)),
      tests: this.tests,
      dependencies: job.whole && this.playsTests ? dependencies(this) : {},
      failed: files.some((file) => file.result?.state === "fail"),
      needless: this.isNeedless,
    };
  }
}

/** Of these mutants, all that a test file can reach: where each was killed before, its tests have nothing to say. */
function isAnyAlive(ids) {
  const dead = killedSoFar();
  return ids === undefined || ids.some((id) => !dead.has(id));
}

const killedSoFar = () => new Set(readLog(job.log).flatMap(({ id, killed }) => (killed ? [id] : [])));

function merge(before = {}, more = {}) {
  const both = { ...before };
  for (const [file, hits] of Object.entries(more))
    both[file] = [...new Set([...(both[file] ?? []), ...hits])];
  return both;
}

/** Every file of ours that this test loaded, with a digest of its text. */
function dependencies(runner) {
  const found = {};
  for (const [path, nodes] of runner.workerState.evaluatedModules.fileToModulesMap) {
    if (!path.startsWith(runner.config.root) || path.includes("/node_modules/")) continue;
    // What only another test file of this process loaded was forgotten.
    if (![...nodes].some(({ evaluated }) => evaluated)) continue;
    try {
      found[relative(runner.config.root, path)] = createHash("sha1").update(readFileSync(path)).digest("hex");
    } catch {
      // A virtual module has no text of its own.
    }
  }
  return found;
}

async function killAll(runner, trials) {
  const settled = killedSoFar();
  // The modules that the tests just played are as clean as those that a mutant was tried in.
  let unclean = job.mode === "kill";
  let endless = false;
  process.on("unhandledRejection", () => undefined);
  for (const trial of trials) {
    if (settled.has(trial.id)) continue;
    if (Date.now() > job.deadline) return;
    if (endless) await aTurn();
    appendLog(job.log, { started: trial.id, testFile: runner.testFile, limitMs: trial.limitMs });
    if (unclean || trial.fresh) forgetModules(runner);
    const fresh = unclean || trial.fresh;
    unclean = trial.fresh;
    let outcome = await attempt(runner, trial);
    // A module may remember what an earlier mutant made of it: both verdicts need a clean one.
    if (!fresh && (outcome.killed ? !(await passesWithout(runner, trial, outcome.failed)) : !outcome.hit)) {
      forgetModules(runner);
      outcome = await attempt(runner, trial);
    }
    endless = outcome.killed && outcome.endless;
    if (endless) unclean = true;
    appendLog(job.log, { id: trial.id, testFile: runner.testFile, ...outcome });
  }
  if (!endless) return;
  await aTurn();
  appendLog(job.log, { left: runner.testFile });
}

/** Comes only where no abandoned loop holds this process; the next mutant shall not answer for that loop. */
const aTurn = () => new Promise((resolve) => setImmediate(resolve));

/** Only the test that saw the mutant needs to show that it passes without. */
async function passesWithout(runner, trial, failed) {
  const { killed } = await play(runner, { ...trial, tests: failed, file: "", index: -1 });
  return !killed;
}

async function attempt(runner, trial) {
  const outcome = await play(runner, trial);
  return { ...outcome, hit: wasHit(trial.file, trial.index) };
}

async function play(runner, trial) {
  const inner = new TestRunner(runner.config);
  Object.defineProperty(inner, "moduleRunner", { value: runner.moduleRunner });
  inner.__setTraces(runner._otel);
  const afterRunTask = inner.onAfterRunTask.bind(inner);
  inner.onAfterRunTask = (task) => {
    if (task.result?.state === "fail") inner.cancelRun = true;
    return afterRunTask(task);
  };
  const path = `${runner.config.root}/${runner.testFile}`;
  for (const node of runner.workerState.evaluatedModules.fileToModulesMap.get(path) ?? []) forget(node);
  turnOn(trial.file, trial.index, trial.turnsMax);
  try {
    const files = await within(trial.limitMs, startTests([{ filepath: path, testIds: trial.tests }], inner));
    // Whatever still runs has lost its way; this process cannot be trusted any more.
    if (files === undefined) {
      appendLog(job.log, { id: trial.id, testFile: runner.testFile, killed: true, endless: true });
      appendLog(job.log, { left: runner.testFile });
      process.kill(process.pid, "SIGKILL");
    }
    const failed = files.flatMap(failedTests);
    return {
      killed: wasEndless() || files.some(hasFailed),
      endless: wasEndless(),
      failed: failed.length > 0 ? failed : undefined,
    };
  } finally {
    turnOff();
  }
}

function hasFailed(task) {
  return task.result?.state === "fail" || (task.tasks ?? []).some(hasFailed);
}

function failedTests(task) {
  if (task.type === "test") return task.result?.state === "fail" ? [task.id] : [];
  return (task.tasks ?? []).flatMap(failedTests);
}

function within(ms, promise) {
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

function forgetModules(runner) {
  for (const [path, node] of runner.workerState.evaluatedModules.idToModuleMap)
    if (path.startsWith(`${runner.config.root}/packages/`)) forget(node);
}

function forget(node) {
  node.promise = undefined;
  node.exports = undefined;
  node.evaluated = false;
  node.importers.clear();
}
