terraform {
  required_providers {
    terraform = {
      source = "terraform.io/builtin/terraform"
    }
  }
}

resource "terraform_data" "kept" {
  input            = { color = "blue" }
  triggers_replace = ["2"]
}

data "terraform_remote_state" "network" {
  backend = "local"
  config = {
    path = "${path.module}/network.tfstate"
  }
}

output "read" {
  value = provider::terraform::decode_tfvars("color = \"blue\"")
}

output "written" {
  value = provider::terraform::encode_tfvars({ color = "blue" })
}

output "expression" {
  value = provider::terraform::encode_expr(["a", 1])
}
