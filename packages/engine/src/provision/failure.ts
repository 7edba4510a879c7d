/** Why a provisioner failed, in the words that are shown. */
export class ProvisionFailure extends Error {}
