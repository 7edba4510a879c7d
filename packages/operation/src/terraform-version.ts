/** The version of Terraform whose behaviour, state and plans we keep to; it stands in state files. */
export const TERRAFORM_VERSION = "1.11.4";
