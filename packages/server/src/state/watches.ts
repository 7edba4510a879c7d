import { noPause, type OrderedMap, type Pause } from "@tutti/store";

/** Called once when something it waits for changed. */
export type Wake = () => void;

/** Most that are served in one turn of the loop, some milliseconds of work. */
export const SERVED_IN_A_TURN = 200;

/**
 * Who waits for what. A topic is a text such as `service/web`; a waiter costs a
 * map entry a topic until one of them is touched. Below `PREFIX_TOPIC` a topic
 * is a prefix, and touching a key touches all prefixes of it that are waited for.
 */
export class Watches {
  readonly #pause: Pause;
  /** Those that are due beyond the bound of a turn, oldest first. */
  #due: Wake[] = [];
  #isDraining = false;
  readonly #waiting = new Map<string, Set<Wake>>();
  readonly #prefixLengths = new Map<number, number>();
  #touched = new Set<string>();

  /** `pause` lets others run between slices of those that are due; default: nobody needs to. */
  constructor(pause: Pause = noPause) {
    this.#pause = pause;
  }

  /** Calls `wake` once after one of the topics is touched; gives back how to stop. */
  wait(topics: readonly string[], wake: Wake): () => void {
    let done = false;
    const stop = (): void => {
      if (done) return;
      done = true;
      for (const topic of topics) this.#remove(topic, once);
    };
    const once = (): void => {
      stop();
      wake();
    };
    for (const topic of topics) this.#add(topic, once);
    return stop;
  }

  /**
   * As `wait`, for what may be one of thousands that wait for one change: whoever made it
   * has its answer before more than the first of them are served, and others are served
   * in between. Once stopped it is not called any more, due or not.
   */
  waitInTurn(topics: readonly string[], wake: Wake): () => void {
    let isOver = false;
    const served = (): void => {
      if (!isOver) wake();
      isOver = true;
    };
    const stop = this.wait(topics, () => this.#due.push(served));
    return () => {
      isOver = true;
      stop();
    };
  }

  /** Marks a topic as changed; its waiters wake at the next `wakeAll`. */
  touch(topic: string): void {
    if (this.#waiting.has(topic)) this.#touched.add(topic);
  }

  /**
   * Touches what waits for one of the keys that went with `prefix`: topics of a
   * key (`topicOf` and the key), and prefix topics. Costs a look at each wait,
   * however many keys went.
   */
  touchDeleted(topicOf: string, prefix: string, had: Pick<OrderedMap<unknown>, "has" | "count">): void {
    for (const waited of this.#waiting.keys()) {
      if (waited.startsWith(topicOf + prefix) && had.has(waited.slice(topicOf.length)))
        this.#touched.add(waited);
      if (!waited.startsWith(PREFIX_TOPIC)) continue;
      const other = waited.slice(PREFIX_TOPIC.length);
      if (prefix.startsWith(other) || (other.startsWith(prefix) && had.count(other) > 0))
        this.#touched.add(waited);
    }
  }

  /** Touches every prefix topic that `key` begins with. */
  touchPrefixesOf(key: string): void {
    for (const length of this.#prefixLengths.keys()) {
      if (length <= key.length) this.touch(PREFIX_TOPIC + key.slice(0, length));
    }
  }

  /** Touches every topic; for what replaces everything. */
  touchAll(): void {
    for (const topic of this.#waiting.keys()) this.#touched.add(topic);
  }

  /** Wakes those whose topics were touched; once all views have taken the commit over. */
  wakeAll(): void {
    if (this.#touched.size === 0) return;
    const touched = this.#touched;
    this.#touched = new Set();
    for (const topic of touched) {
      for (const wake of [...(this.#waiting.get(topic) ?? [])]) wake();
    }
    if (!this.#isDraining) this.#serveDue();
  }

  /** Those that wait again meanwhile are due once more only by another change, so this ends. */
  #serveDue(): void {
    for (const wake of this.#due.splice(0, SERVED_IN_A_TURN)) wake();
    this.#isDraining = this.#due.length > 0;
    if (this.#isDraining) void this.#pause().then(() => this.#serveDue());
  }

  /** How many waits there are, for the metrics. */
  get size(): number {
    let size = 0;
    for (const waiters of this.#waiting.values()) size += waiters.size;
    return size;
  }

  #add(topic: string, wake: Wake): void {
    const waiters = this.#waiting.get(topic);
    if (waiters !== undefined) {
      waiters.add(wake);
      return;
    }
    this.#waiting.set(topic, new Set([wake]));
    const length = prefixLength(topic);
    if (length >= 0) this.#prefixLengths.set(length, (this.#prefixLengths.get(length) ?? 0) + 1);
  }

  #remove(topic: string, wake: Wake): void {
    const waiters = this.#waiting.get(topic);
    if (waiters?.delete(wake) !== true || waiters.size > 0) return;
    this.#waiting.delete(topic);
    const length = prefixLength(topic);
    if (length < 0) return;
    const left = (this.#prefixLengths.get(length) ?? 1) - 1;
    if (left === 0) this.#prefixLengths.delete(length);
    else this.#prefixLengths.set(length, left);
  }
}

/** How prefix topics begin; the prefix follows. */
export const PREFIX_TOPIC = "kv-prefix/";

function prefixLength(topic: string): number {
  return topic.startsWith(PREFIX_TOPIC) ? topic.length - PREFIX_TOPIC.length : -1;
}
