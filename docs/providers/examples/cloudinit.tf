resource "cloudinit_config" "kept" {
  gzip          = false
  base64_encode = false

  part {
    content_type = "text/x-shellscript"
    content      = "#!/bin/sh\necho hello\n"
  }
}

data "cloudinit_config" "web" {
  gzip          = true
  base64_encode = true

  part {
    filename     = "packages.cfg"
    content_type = "text/cloud-config"
    content      = "#cloud-config\npackages: [nginx]\n"
  }
}
