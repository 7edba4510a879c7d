/** Looks at what this very process does, for whoever looks for a fault in it. One look at a time. */
export interface Profiler {
  /** Where its time goes, until `until` settles: a profile of V8's form (`.cpuprofile`), which browsers and editors open. */
  cpu(until: Promise<unknown>): Promise<string>;
  /** What it makes meanwhile and still holds, by function (`.heapprofile`); names of functions and sizes, no values. */
  heap(until: Promise<unknown>): Promise<string>;
}
