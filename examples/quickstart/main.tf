# Three web containers, each an instance of the service "web": found in DNS
# while it is healthy, gone from it when it is not.

terraform {
  required_providers {
    docker = {
      source = "kreuzwerker/docker"
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

variable "base" {
  description = "The image to build on: scratch when image/rootfs holds a static busybox, busybox when a registry can be reached."
  type        = string
  default     = "scratch"
}

resource "docker_network" "web" {
  name = "tutti-quickstart"
}

resource "docker_image" "web" {
  name = "tutti-quickstart:${var.release}"

  build {
    context = "${path.module}/image"
    build_args = {
      BASE = var.base
    }
  }
}

resource "docker_container" "web" {
  count = var.instances

  name  = "tutti-quickstart-web-${count.index}"
  image = docker_image.web.image_id
  env   = ["RELEASE=${var.release}"]

  networks_advanced {
    name = docker_network.web.name
  }

  service "web" {
    port = 8080
    tags = ["v${var.release}"]

    check {
      http     = "/health"
      interval = "1s"
      timeout  = "2s"
    }
  }

  # A new one is made beside an old one, which goes when that is well.
  lifecycle {
    rollout {
      max_surge        = 1
      min_healthy_time = "1s"
      healthy_deadline = "15s"
      drain            = "1s"
    }
  }
}

output "release" {
  value = var.release
}
