# The quickstart where no container engine is to be had: three supervised
# local processes, each an instance of the service "web".

terraform {
  required_providers {
    tutti = {
      source = "tutti/process"
    }
  }
}

variable "release" {
  description = "What the page says it is."
  type        = string
  default     = "1.0"
}

variable "instances" {
  type    = number
  default = 3
}

variable "first_port" {
  description = "Instance i listens on first_port + i."
  type        = number
  default     = 18080
}

resource "tutti_process" "web" {
  provider = tutti
  count    = var.instances

  command = ["node", "${path.module}/server.mjs"]

  environment = {
    PORT    = tostring(var.first_port + count.index)
    RELEASE = var.release
  }

  service "web" {
    address = "127.0.0.1"
    port    = var.first_port + count.index
    tags    = ["v${var.release}"]

    check {
      http     = "/health"
      interval = "1s"
      timeout  = "2s"
    }
  }

  # Its port is fixed, so an old one goes before the new one comes: one at a time.
  lifecycle {
    rollout {
      max_surge        = 0
      max_unavailable  = 1
      min_healthy_time = "1s"
      healthy_deadline = "15s"
      drain            = "1s"
    }
  }
}

output "release" {
  value = var.release
}
