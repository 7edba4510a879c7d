/** Runs before each test file: what draws at random draws the same, so that a verdict does not hang on luck. */
import { configureGlobal } from "fast-check";

configureGlobal({ seed: 5 });
