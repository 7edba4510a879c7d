import { setMaxListeners } from "node:events";

/**
 * A way to end work, for any number of listeners: all checks of an agent, or
 * all calls of an apply, wait for one signal. Node takes more than ten for a
 * leak and warns.
 */
export function createStop(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}
