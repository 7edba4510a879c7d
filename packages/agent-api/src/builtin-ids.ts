/** The policy that allows everything, and is there in every datacenter. */
export const MANAGEMENT_POLICY_ID = "00000000-0000-0000-0000-000000000001";
/** The accessor of the token of those who bring none. */
export const ANONYMOUS_ACCESSOR_ID = "00000000-0000-0000-0000-000000000002";
