// Loaded into a measured agent (`node --require`): answers a message of its parent
// with the longest turn of the loop since the last one. A turn is what lies between
// two timers; what counts of it is how long the main thread ran, as the kernel tells
// (/proc/self/task/…/schedstat). Time on the clock holds the machine's other work,
// too: the collector's threads alone wait 200 ms for a core when there are two for ten.
"use strict";
const { openSync, readFileSync, readSync } = require("node:fs");

const TICK_MS = 1;
const schedule = openSync(`/proc/self/task/${process.pid}/schedstat`, "r");
const text = Buffer.alloc(128);
let longest = 0;
let last = ranMs();

function ranMs() {
  const [ranNs] = text.toString("latin1", 0, readSync(schedule, text, 0, text.length, 0)).split(" ");
  return Number(ranNs) / 1e6;
}

setInterval(() => {
  const next = ranMs();
  longest = Math.max(longest, next - last);
  last = next;
}, TICK_MS).unref();

process.on("message", () => {
  const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"));
  process.send({ longestMs: longest, peakMb: Math.round(Number(peak[1]) / 1024) });
  longest = 0;
  last = ranMs();
});
