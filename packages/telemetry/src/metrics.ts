/** What tells series of one name apart. In a fixed order for each name. */
export type Labels = Readonly<Record<string, string>>;

/**
 * Where measured things are told. Names are Consul's, with dots and without the
 * prefix: `raft.apply`. Telling costs a look into a map; nothing waits.
 */
export interface Metrics {
  /** Something is so much now. */
  gauge(name: string, value: number, labels?: Labels): void;
  /** Something happened once, or so many times. */
  count(name: string, times?: number, labels?: Labels): void;
  /** Something took so long, in milliseconds. */
  sample(name: string, ms: number, labels?: Labels): void;
  /** As `count` of this name, for what happens with every request: its series is looked up once. */
  counter(name: string, labels?: Labels): (times?: number) => void;
  /** As `sample` of this name, likewise. */
  sampler(name: string, labels?: Labels): (ms: number) => void;
  /** Gives a function that tells what is so now; it is called before gauges are read or sent. */
  observe(tell: () => void): void;
}
