/** The switch that instrumented code asks: which mutant is on, which were passed, how often loops turned. */
const files = new Map();
const state = {
  file: undefined,
  index: -1,
  turns: 0,
  turnsMax: Number.POSITIVE_INFINITY,
  hits: new Map(),
  endless: false,
};

globalThis.$mutants$ = (file) => {
  const hits = files.get(file) ?? new Set();
  files.set(file, hits);
  return (index) => {
    hits.add(index);
    return state.index === index && state.file === file;
  };
};

globalThis.$turn$ = () => {
  state.turns += 1;
  if (state.turns > state.turnsMax) {
    state.endless = true;
    throw new Error("a loop turned far more often than without the mutant");
  }
};

/** Turns one mutant on; loops may turn `turnsMax` times from here. */
export function turnOn(file, index, turnsMax) {
  Object.assign(state, { file, index, turns: 0, turnsMax, endless: false });
  files.get(file)?.delete(index);
}

export function turnOff() {
  Object.assign(state, { file: undefined, index: -1, turns: 0, turnsMax: Number.POSITIVE_INFINITY });
}

export const wasEndless = () => state.endless;
export const wasHit = (file, index) => files.get(file)?.has(index) ?? false;

/** What was passed since the last call: `{ turns, hits: { file: [index, …] } }`. */
export function takeHits() {
  const hits = {};
  for (const [file, passed] of files) {
    if (passed.size > 0) hits[file] = [...passed];
    passed.clear();
  }
  const { turns } = state;
  state.turns = 0;
  return { turns, hits };
}
