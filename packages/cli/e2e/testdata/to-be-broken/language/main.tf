terraform {
  required_version = ">= 1.5"
}

variable "shape" {
  type = object({
    name  = string
    sizes = optional(map(number), { s = 1 })
    more  = optional(list(object({ at = string, flag = optional(bool, true) })), [])
  })
  default = { name = "n", more = [{ at = "x" }] }

  validation {
    condition     = length(var.shape.name) < 9 && can(regex("^[a-z]+$", var.shape.name))
    error_message = "The name ${var.shape.name} is too long."
  }
}

variable "names" {
  type        = set(string)
  description = "Names."
  nullable    = false
  default     = ["a", "b"]
}

variable "secret" {
  type      = string
  sensitive = true
  default   = "s"
}

variable "passing" {
  type      = number
  ephemeral = true
  default   = -1.5e3
}

locals {
  upper   = [for n in var.names : upper(n) if n != ""]
  grouped = { for k, v in var.shape.sizes : v => k... }
  text    = <<-EOT
    %{for i, n in local.upper~}
    ${i}: ${n}
    %{endfor~}
    %{if length(local.upper) > 1}many%{else}few%{endif}
  EOT
  choice  = var.shape.name == "n" ? local.grouped : {}
  sum     = (1 + 2) * 3 - 4 / 5 % 6
  first   = try(var.shape.more[0].at, null)
  every   = var.shape.more[*].flag
  merged  = merge({ a = 1, (local.first) = 2 }, { "b c" = !true })
  both    = max([1, 2, 3]...)
}

resource "terraform_data" "one" {
  for_each         = var.names
  input            = "${each.key}-${local.sum}"
  triggers_replace = [local.merged, each.value]
}

data "terraform_remote_state" "other" {
  backend  = "local"
  config   = { path = "other.tfstate" }
  defaults = { text = "t" }
}

output "all" {
  value       = { for k, one in terraform_data.one : k => one.output }
  description = "All of them."
}

output "secret" {
  value     = var.secret
  sensitive = true
  precondition {
    condition     = local.both >= 3 || data.terraform_remote_state.other.outputs.text != ""
    error_message = "Neither."
  }
}
