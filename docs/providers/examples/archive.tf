resource "archive_file" "kept" {
  type        = "zip"
  source_dir  = "${path.module}/site"
  output_path = "${path.module}/site.zip"
}

data "archive_file" "bundle" {
  type        = "tar.gz"
  output_path = "${path.module}/bundle.tar.gz"

  source {
    filename = "hello.txt"
    content  = "Hello"
  }
}
