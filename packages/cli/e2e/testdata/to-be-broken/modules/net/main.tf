terraform {
  required_providers {
    own = {
      source                = "terraform.io/builtin/terraform"
      configuration_aliases = [own.inner]
    }
  }
}
variable "name" {
  type = string
}
variable "size" {
  type = number
}
resource "terraform_data" "inner" {
  provider = own.inner
  input    = "${path.module}/${var.name}"
}
output "name" {
  value = terraform_data.inner.output
}
output "size" {
  value = var.size
}
