/** Requests as they are drawn elsewhere, with the method, the parameters or the body of others. */

import { type Dice, type DrawnRequest, filter, readParameters, writeParameters } from "./request-dice.ts";

type Draw = (dice: Dice) => DrawnRequest;

/** These would change what the machine is, or end it, with another method. */
const LEFT_ALONE =
  /^\/v1\/(snapshot|agent\/(leave|join|force-leave|reload|token|metrics|host|connect)|connect\/ca|acl\/bootstrap)/;

/** Draws of these that are crossed. */
export function crossed(draws: readonly Draw[]): readonly Draw[] {
  const one = (dice: Dice): DrawnRequest => {
    const drawn = dice.one(draws)(dice);
    return LEFT_ALONE.test(drawn.path) ? { method: "GET", path: "/v1/status/leader" } : drawn;
  };
  return [
    (dice) => {
      const { method: _, ...drawn } = one(dice);
      return { ...drawn, method: dice.one(["GET", "PUT", "POST", "DELETE", "HEAD"]) };
    },
    (dice) => {
      const drawn = one(dice);
      return {
        ...drawn,
        path: dice.path(drawn.path, filter(dice), ...writeParameters(dice), ...readParameters(dice)),
      };
    },
    (dice) => {
      const drawn = one(dice);
      const { body } = one(dice);
      return drawn.body === undefined || body === undefined ? drawn : { ...drawn, body };
    },
  ];
}
