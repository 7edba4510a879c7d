/** What generators of configurations have in common. */

import fc from "fast-check";

/** Keys of instances, one to three of them. */
export const keys = fc.uniqueArray(fc.constantFrom("dev", "prod", "a b", "eu-1"), {
  minLength: 1,
  maxLength: 3,
});

/** A state that others read. */
export const OTHER_STATE = JSON.stringify({
  version: 4,
  terraform_version: "1.11.4",
  serial: 3,
  lineage: "3f1cbb0f-7f1a-4d8a-9d3e-0a3c1c7f9b42",
  outputs: {
    text: { value: "from there", type: "string" },
    list: { value: [1, 2], type: ["list", "number"] },
  },
  resources: [],
});

/** One operation at a time, so that orders can be compared. */
export const APPLY = ["apply", "-no-color", "-auto-approve", "-parallelism=1"];
export const PLAN = ["plan", "-no-color", "-out=p", "-detailed-exitcode"];
